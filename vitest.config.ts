import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** `node`: everything without a screen. `dom`: components in happy-dom. Journeys in real Chromium are Playwright's (`test/e2e`). */
export default defineConfig({
  test: {
    reporters: ['default'],
    // See playwright.config.ts: the tests that kill and resume processes depend on a machine's mood.
    retry: process.env['CI'] ? 1 : 0,
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/{shared,engine,main,preload,scripts,house}/**/*.test.ts'],
          testTimeout: 60_000,
          pool: 'forks',
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['test/renderer/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
