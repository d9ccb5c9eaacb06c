/**
 * Trains the chapter's experiments on MNIST with the engine alone and holds them against test/fixtures/reference/figures.json, which NumPy
 * computed in float64 with the book's programs.
 *
 *     DESCENT_DATASETS=… node scripts/check-figures.ts [part of a name] [--seeds 3]
 *
 * A value over three seeds agrees where it lies within mean ± (4·sd + 0.01). Takes some minutes; exits 1 where something disagrees.
 *
 * The book's programs take a step's loss after its update, on the same mini-batch, which has just got better; Descent records the loss before
 * it. For these figures the loss is taken again after the update, and as the book has it: −log(p + 1e-7), which never exceeds 16.2. Over the
 * first 100 steps that is 0.14 less than the recorded loss with AdaGrad, 3 less with RMSProp, whose first steps overshoot far.
 */
import { readFileSync } from 'node:fs';
import { describeCatalog } from '../src/engine/catalog.ts';
import type { Dataset } from '../src/engine/data/dataset.ts';
import { loadDataset } from '../src/engine/data/load.ts';
import { locateDataset } from '../src/engine/data/locate.ts';
import { createSampler } from '../src/engine/data/sampler.ts';
import { floatsAt } from '../src/engine/kernels/memory.ts';
import { selectKernels } from '../src/engine/kernels/select.ts';
import { prepareExamples } from '../src/engine/training/examples.ts';
import { initialWeights } from '../src/engine/training/initial-weights.ts';
import { planNetwork } from '../src/engine/training/network.ts';
import { Session } from '../src/engine/training/session.ts';
import { DescentError } from '../src/shared/api/errors.ts';
import { parseExperiment, type RunDocument } from '../src/shared/experiment/index.ts';

interface Band {
  readonly mean: readonly number[];
  readonly sd: readonly number[];
}

/** One row of the figures: what to train, and how its columns are read from a run. */
interface Figure {
  readonly name: string;
  readonly band: Band;
  readonly document: Record<string, unknown>;
  readonly columns: (run: Measured) => number[];
}

/** A run under way: the losses of its steps, each after the update, and the accuracy after a step. */
interface Measured {
  readonly losses: readonly number[];
  accuracy(split: 'train' | 'test', afterStep: number): number;
}

const figures = JSON.parse(readFileSync(new URL('../test/fixtures/reference/figures.json', import.meta.url), 'utf8')) as Record<string, Band & Record<string, Band>>;
const figureNamed = (start: string) => {
  const key = Object.keys(figures).find((name) => name.startsWith(start));
  if (key === undefined) throw new Error(`figures.json has nothing called ${start}`);
  return figures[key];
};

const layers = (units: readonly number[], after: readonly object[]) => [...units.flatMap((count) => [{ type: 'affine', units: count }, ...after]), { type: 'affine', units: 10 }];
const hundreds = (count: number) => new Array<number>(count).fill(100);
const relu = [{ type: 'relu' }];
const sgd = (lr: number) => ({ type: 'sgd', lr });
const drawn = (batchSize: number, iterations: number) => ({ batchSize, iterations, sampling: 'with-replacement', evaluate: { every: 'end' } });
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const lossColumns = ({ losses, accuracy }: Measured) => [...[[1, 100], [451, 550], [951, 1050], [1901, 2000]].map(([from, to]) => mean(losses.slice(from - 1, to))), accuracy('test', 2000)];
const fiveLayers = { network: { init: { scheme: 'he-normal' }, layers: layers(hundreds(4), relu) }, training: drawn(128, 2000) };

const optimizers: Record<string, object> = { sgd: sgd(0.01), momentum: { type: 'momentum' }, nesterov: { type: 'nesterov' }, adagrad: { type: 'adagrad' }, rmsprop: { type: 'rmsprop' }, adam: { type: 'adam' } };
const schemes: Record<string, object> = { 'std=0.01': { scheme: 'normal', std: 0.01 }, xavier: { scheme: 'xavier-normal' }, he: { scheme: 'he-normal' } };

function overfit(name: string, steps: number, more: Record<string, unknown>, after: readonly object[] = relu): Figure {
  return {
    name,
    band: figureNamed(name),
    document: { data: { source: 'mnist', take: 300 }, network: { init: { scheme: 'he-normal' }, layers: layers(hundreds(6), after) }, optimizer: sgd(0.01), training: drawn(100, steps), ...more },
    columns: ({ accuracy }) => [accuracy('train', steps), accuracy('test', steps)],
  };
}

const all: Figure[] = [
  {
    name: 'two_layer_16_epochs',
    band: figureNamed('two_layer_16_epochs'),
    document: { network: { init: { scheme: 'normal', std: 0.01 }, layers: layers([50], relu) }, optimizer: sgd(0.1), training: drawn(100, 9601) },
    columns: ({ accuracy }) => [601, 2401, 4801, 9601].flatMap((step) => [accuracy('train', step), accuracy('test', step)]),
  },
  ...Object.entries(optimizers).map(([name, optimizer]) => ({ name: `optimizer_compare ${name}`, band: figureNamed('optimizer_compare')[name], document: { ...fiveLayers, optimizer }, columns: lossColumns })),
  ...Object.entries(schemes).map(([name, init]) => ({ name: `weight_init_compare ${name}`, band: figureNamed('weight_init_compare')[name], document: { ...fiveLayers, network: { ...fiveLayers.network, init }, optimizer: sgd(0.01) }, columns: lossColumns })),
  ...Object.entries(figureNamed('batch_norm_16_scales'))
    .filter(([, band]) => typeof band === 'object')
    .map(([key, band]) => {
      const [std, kind] = key.split('/');
      return {
        name: `batch_norm_16_scales ${key}`,
        band,
        document: { data: { source: 'mnist', take: 1000 }, network: { init: { scheme: 'normal', std: Number(std) }, layers: layers(hundreds(5), kind === 'bn' ? [{ type: 'batch-norm' }, ...relu] : relu) }, optimizer: sgd(0.01), training: drawn(100, 191) },
        columns: ({ accuracy }: Measured) => [41, 91, 191].map((step) => accuracy('train', step)),
      };
    }),
  overfit('overfit_plain_201_epochs', 603, {}),
  overfit('overfit_weight_decay_0.1_201_epochs', 603, { regularization: { l2: 0.1 } }),
  overfit('overfit_plain_301_epochs', 903, {}),
  ...[0.2, 0.15].map((rate) => overfit(`overfit_dropout_${rate}_301_epochs`, 903, {}, [...relu, { type: 'dropout', rate, scaling: 'at-test' }])),
];

/** Trains one seed and reads its columns; null where training diverged. */
function measure({ document: parts, columns }: Figure, seed: number, dataset: Dataset): number[] | null {
  const document: RunDocument = parseExperiment({ format: 'descent/experiment@1', name: 'figure', data: { source: 'mnist' }, ...parts, seed }, describeCatalog());
  const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed, baseDirectory: '.' });
  const session = new Session({ document, examples: prepareExamples(dataset, document), weights, kernels: selectKernels().chosen });
  const losses: number[] = [];
  const { batchSize, sampling: kind } = document.training;
  const rows = session.examples.rows.train;
  const sampler = createSampler({ kind, count: rows.length, batchSize, seed });
  const trainTo = (step: number) => {
    while (session.step < step) {
      session.trainStep();
      session.predict('train', Array.from(sampler.next(), (position) => rows[position]));
      losses.push(mean(Array.from(floatsAt(session.memory, session.float32.losses, batchSize), (loss) => -Math.log(Math.exp(-loss) + 1e-7))));
    }
  };
  try {
    const lazily: Measured = {
      get losses() {
        trainTo(session.length.totalSteps);
        return losses;
      },
      accuracy(split, step) {
        trainTo(step);
        return session.evaluate(split)?.accuracy ?? NaN;
      },
    };
    return columns(lazily);
  } catch (error) {
    if (error instanceof DescentError && error.code === 'training-diverged') return null;
    throw error;
  }
}

const seedsAt = process.argv.indexOf('--seeds');
const seeds = seedsAt < 0 ? 3 : Number(process.argv[seedsAt + 1]);
const wanted = process.argv[2]?.startsWith('--') ? undefined : process.argv[2];
const { location } = await locateDataset({ source: 'mnist' }, { baseDirectory: '.', roots: [process.env.DESCENT_DATASETS ?? ''], cacheDirectory: null });
const dataset = await loadDataset(location);
let disagreements = 0;
for (const figure of all.filter(({ name }) => wanted === undefined || name.includes(wanted))) {
  const runs = Array.from({ length: seeds }, (_, seed) => measure(figure, seed, dataset));
  const { mean: expected, sd } = figure.band;
  // Where the book's program goes on with NaN, every image counts as class 0: 97 of the first 1,000.
  const diverged = runs.some((run) => run === null);
  const values = diverged ? expected.map(() => NaN) : expected.map((_, column) => mean(runs.map((run) => run?.[column] ?? NaN)));
  const agrees = values.map((value, i) => (diverged ? Math.abs(expected[i] - 0.097) < 0.02 : Math.abs(value - expected[i]) <= 4 * sd[i] + 0.01));
  if (agrees.includes(false)) disagreements++;
  const cells = values.map((value, i) => `${diverged ? 'diverged' : value.toFixed(4)} (${expected[i].toFixed(4)} ± ${(4 * sd[i] + 0.01).toFixed(4)})${agrees[i] ? '' : ' !'}`);
  console.log(`${agrees.includes(false) ? 'NO' : 'ok'}  ${figure.name.padEnd(44)} ${cells.join('  ')}`);
}
console.log(disagreements === 0 ? 'every figure agrees' : `${disagreements} figures disagree`);
process.exitCode = disagreements === 0 ? 0 : 1;
