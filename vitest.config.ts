import vue from '@vitejs/plugin-vue';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The processes and threads that tests start run from source, over a hundred of them: Node keeps what it made of a file (the types taken
// out, the code compiled) and the next one begins in a third of the time.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node-compile');

/** Files that take the longest; what they wait for leaves the other core free, so that none of them may stand alone at the end. */
const longest = ['crash', 'sweep-kill', 'sweeps', 'bad-days', 'digits', 'code', 'modules', 'test-bench', 'rubbish', 'cli', 'models', 'series', 'crew'].map((name) => `/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    // Projects run one after the other: the order within each is what counts.
    const rank = ({ moduleId }: TestSpecification) => (longest.findIndex((name) => moduleId.endsWith(name)) + longest.length + 1) % (longest.length + 1);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return sorted.toSorted((a, b) => projects.indexOf(a.project) - projects.indexOf(b.project) || rank(a) - rank(b));
  }
}

/**
 * `node`: everything without a screen. `dom`: components in happy-dom. Journeys in real Chromium are Playwright's (`test/e2e`).
 * Files share their process and the modules that are loaded there (`isolate`): loading the engine anew for every file took longer than
 * most files do. A test that changes something of the process (`process.env`) puts it back.
 */
export default defineConfig({
  test: {
    reporters: ['default'],
    // Every core: much of what is tested waits for disks, processes and threads.
    maxWorkers: '100%',
    isolate: false,
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/{shared,engine,main,preload,scripts,house}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
