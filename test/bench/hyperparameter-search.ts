/**
 * The chapter's search (100 trials) by Descent and by a NumPy program of the same work, one after the other on this machine, and how many
 * training steps Hyperband needs to reach what random search found.
 *
 *   node test/bench/hyperparameter-search.ts FOLDER_WITH_MNIST [rounds]
 *
 * Descent's seconds are those of the whole sweep in the studio, storing included, from the start to the last trial.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createApp } from '../../src/main/app.ts';
import { spawnWorker } from '../../src/main/workers/spawn.ts';
import type { ExperimentDocument, SearchSection } from '../../src/shared/experiment/document.ts';

const [folder = process.env.DESCENT_DATASETS ?? '', rounds = '3'] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '../..');
const recipe = JSON.parse(readFileSync(join(root, 'resources/recipes/hyperparameter-search.descent.json'), 'utf8')) as ExperimentDocument & { readonly search: SearchSection };

async function descent(change: Partial<SearchSection> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'descent-bench-'));
  const app = createApp({ home, resources: join(root, 'resources'), datasetFolders: [folder], spawnWorker });
  try {
    const document = { ...recipe, data: { ...recipe.data, source: 'mnist' }, search: { ...recipe.search, ...change } };
    const start = performance.now();
    const { id } = await app.services.sweeps.start(document, { language: 'en', baseDirectory: home });
    const sweep = await app.services.sweeps.finished(id);
    const seconds = (performance.now() - start) / 1000;
    if (sweep.state !== 'done') throw new Error(`The sweep is ${sweep.state}: ${sweep.failure?.message ?? ''}`);
    const steps = sweep.trialList.map(({ runIds }) => app.services.runs.get(runIds[0]).progress.step);
    return { seconds, sweep, steps };
  } finally {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const python = () => {
  const { stdout, stderr, status } = spawnSync('python3', [join(import.meta.dirname, 'hyperparameter_search.py'), folder], { encoding: 'utf8', env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' } });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as { seconds: number; best: number };
};

const ratios: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const ours = await descent();
  const numpy = python();
  ratios.push(ours.seconds / numpy.seconds);
  console.log(`Descent ${ours.seconds.toFixed(2)} s, best ${ours.sweep.best?.value?.toFixed(2)}   NumPy ${numpy.seconds.toFixed(2)} s, best ${numpy.best.toFixed(2)}   ratio ${(ours.seconds / numpy.seconds).toFixed(3)}`);
}
console.log(`Best ratio ${Math.min(...ratios).toFixed(3)} (a third = 0.333)\n`);

const random = await descent();
const target = random.sweep.best?.value ?? NaN;
const total = random.steps.reduce((sum, steps) => sum + steps, 0);
console.log(`random:     ${total} steps, best ${target.toFixed(2)}`);
for (const method of ['random', 'tpe'] as const) {
  const hyperband = await descent({ method, trials: 200, pruning: { method: 'hyperband', reduction: 3, minEpochs: 1 } });
  let steps = 0;
  const reached = hyperband.sweep.trialList.findIndex(({ state, value }, i) => {
    steps += hyperband.steps[i];
    return state === 'done' && (value ?? 0) >= target;
  });
  const said = reached < 0 ? 'never reached it' : `reached it in trial ${reached + 1} after ${steps} steps = ${(steps / total).toFixed(3)} of random's`;
  console.log(`Hyperband (${method}): ${said}; all 200 trials: ${hyperband.steps.reduce((sum, each) => sum + each, 0)} steps, best ${hyperband.sweep.best?.value?.toFixed(2)}`);
}
