import { runNode } from './support/run.ts';

/** Type checks every runtime's project: shared and engine know no DOM, the renderer knows no Node. */
const projects = ['shared', 'engine', 'main', 'preload', 'renderer', 'test'];

const failed: string[] = [];
for (const project of projects) {
  const code = await runNode('node_modules/vue-tsc/bin/vue-tsc.js', ['-p', `tsconfig.${project}.json`, '--incremental', '--tsBuildInfoFile', `node_modules/.cache/types/${project}.tsbuildinfo`]);
  if (code !== 0) failed.push(project);
}
if (failed.length > 0) process.stderr.write(`Type errors in: ${failed.join(', ')}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
