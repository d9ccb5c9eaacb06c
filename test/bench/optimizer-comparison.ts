/**
 * The chapter's comparison of optimizers (four networks, 2,000 iterations each) by Descent and by a NumPy program of the same work, one after
 * the other on this machine.
 *
 *   node test/bench/optimizer-comparison.ts FOLDER_WITH_MNIST [rounds] [python] [iterations]
 *
 * Descent's seconds are those of the studio, from the start of the experiment until the last run is stored and evaluated on all images; one run
 * at a time on one thread, as NumPy has one, and then as the studio would do it by itself. Neither side's reading of the data counts: a run of
 * one step goes before.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createApp } from '../../src/main/app.ts';
import { spawnWorker } from '../../src/main/workers/spawn.ts';
import type { ExperimentDocument } from '../../src/shared/experiment/document.ts';

const [folder = process.env.DESCENT_DATASETS ?? '', rounds = '3', python = 'python3', iterations = '2000'] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '../..');
const recipe = JSON.parse(readFileSync(join(root, 'resources/recipes/optimizer-comparison.descent.json'), 'utf8')) as ExperimentDocument;
const chapter = ['SGD', 'Momentum', 'AdaGrad', 'Adam'];
/** The chapter's four, once each; it measures no accuracy. */
const document = {
  ...recipe,
  data: { ...recipe.data, source: 'mnist' },
  training: { ...recipe.training, iterations: Number(iterations), evaluate: { every: 'end' } },
  variants: recipe.variants?.filter(({ name }) => chapter.includes(name)),
  repeats: 1,
};

interface Took {
  /** On the clock, and of the processor: on a machine that others use, too, the second says more. */
  readonly seconds: number;
  readonly processor: number;
}

async function descent(settings: { readonly parallelRuns?: number; readonly threads?: number } = {}): Promise<Took> {
  const home = mkdtempSync(join(tmpdir(), 'descent-bench-'));
  const app = createApp({ home, resources: join(root, 'resources'), datasetFolders: [folder], spawnWorker });
  app.services.settings.change(settings);
  const finish = async (started: unknown) => {
    const { experiment } = await app.services.experiments.start(started, { language: 'en', baseDirectory: home });
    const states = () => app.services.experiments.runs(experiment.id).map(({ state }) => state);
    while (states().some((state) => ['queued', 'running'].includes(state))) await new Promise((done) => setTimeout(done, 20));
    if (states().some((state) => state !== 'done')) throw new Error(`The runs are ${states().join(', ')}.`);
    return states().length;
  };
  try {
    await finish({ ...document, training: { ...document.training, iterations: 1 } });
    const start = performance.now();
    const worked = process.cpuUsage();
    const runs = await finish(document);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(worked);
    if (runs !== chapter.length) throw new Error(`Expected ${chapter.length} runs, the recipe gave ${runs}.`);
    return { seconds, processor: (user + system) / 1e6 };
  } finally {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function numpy(...flags: string[]): Took {
  const environment = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
  const { stdout, stderr, status } = spawnSync(python, [join(import.meta.dirname, 'optimizer_comparison.py'), folder, iterations, ...flags], { encoding: 'utf8', env: environment });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Took;
}

const show = ({ seconds, processor }: Took): string => `${seconds.toFixed(2)} s (${processor.toFixed(2)} s of the processor)`;
const ratios: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const book = numpy();
  const alone = await descent({ parallelRuns: 1, threads: 1 });
  const once = numpy('--loss-once');
  const usual = await descent();
  ratios.push(book.processor / alone.processor);
  const times = (ours: Took) => `${(book.seconds / ours.seconds).toFixed(1)} times as fast, ${(book.processor / ours.processor).toFixed(1)} by the processor's time`;
  console.log(`NumPy ${show(book)}; with the loss measured once ${show(once)}`);
  console.log(`Descent, one thread       ${show(alone)}: ${times(alone)}`);
  console.log(`Descent as it does itself ${show(usual)}: ${times(usual)}`);
}
console.log(`One thread each, by the processor's time: ${Math.max(...ratios).toFixed(1)} times as fast (five are wanted)`);
