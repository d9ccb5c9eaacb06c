import vue from '@vitejs/plugin-vue';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// The processes and threads that tests start run from source, over a hundred of them: Node keeps what it made of a file (the types taken
// out, the code compiled) and the next one begins in a third of the time.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node-compile');

/**
 * `node`: everything without a screen. `dom`: components in happy-dom. Journeys in real Chromium are Playwright's (`test/e2e`).
 * Files share their process and the modules that are loaded there (`isolate`): loading the engine anew for every file took longer than
 * most files do. A test that changes something of the process (`process.env`) puts it back.
 */
export default defineConfig({
  test: {
    reporters: ['default'],
    // See playwright.config.ts: the tests that kill and resume processes depend on a machine's mood.
    retry: process.env['CI'] ? 1 : 0,
    // Every core: much of what is tested waits for disks, processes and threads.
    maxWorkers: '100%',
    isolate: false,
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/{shared,engine,main,preload,scripts,house}/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
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
