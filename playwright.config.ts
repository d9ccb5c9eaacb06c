import { defineConfig } from '@playwright/test';

/** Journeys through the built studio in real Chromium (`test/e2e`); the browser comes from `test/support/chromium.ts`. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/journeys',
  globalSetup: './test/e2e/support/prepare.ts',
  // Long enough for a machine that does ten other things: a limit is for what hangs, not for what is slow.
  timeout: 300_000,
  expect: { timeout: 45_000 },
  workers: 2,
  use: { viewport: { width: 1280, height: 800 }, locale: 'en-GB', contextOptions: { reducedMotion: 'reduce' } },
  // Machines of CI are shared and noisy: a journey that times out there is walked once more, and reported as flaky.
  retries: process.env['CI'] ? 1 : 0,
  fullyParallel: false,
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
});
