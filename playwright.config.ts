import { defineConfig } from '@playwright/test';

/** Journeys through the built studio in real Chromium (`test/e2e`); the browser comes from `test/support/chromium.ts`. */
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/journeys',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: false,
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
});
