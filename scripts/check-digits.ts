/**
 * Measures whether the built-in digits are as hard as MNIST, and fails where they are not.
 *
 *     node scripts/check-digits.ts [--seeds N] [--sheet FILE.png]
 *
 * Trains by the engine itself, with the kernels it chooses. The scores on the real MNIST are left out where DESCENT_DATASETS does not hold it. Takes some ten seconds per seed.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import { describeCatalog } from '../src/engine/catalog.ts';
import type { Dataset, DatasetPart } from '../src/engine/data/dataset.ts';
import { findSet, searchRoots } from '../src/engine/data/find.ts';
import { mnist } from '../src/engine/data/known-sets.ts';
import { loadDataset } from '../src/engine/data/load.ts';
import { selectKernels } from '../src/engine/kernels/select.ts';
import { prepareExamples } from '../src/engine/training/examples.ts';
import { initialWeights } from '../src/engine/training/initial-weights.ts';
import { planNetwork } from '../src/engine/training/network.ts';
import { Run } from '../src/engine/training/run.ts';
import { Session } from '../src/engine/training/session.ts';
import type { Evaluation } from '../src/shared/api/records.ts';
import { parseExperiment } from '../src/shared/experiment/check.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' }, sheet: { type: 'string' } } });

/** What DESCENT promises of its digits: each mean over the seeds lies between these. */
const accepted = {
  'mean of the pixels': [0.125, 0.137],
  'share of pixels not zero': [0.185, 0.2],
  '784-50-10, SGD, 16 epochs: own test images': [0.965, 0.975],
  '784-100-10, Adam, 10 epochs: real MNIST': [0.94, 1],
  '300 images, 6×100, 201 epochs: training images': [0.99, 1],
  '300 images, 6×100, 201 epochs: own test images': [0.76, 0.83],
} as const;
type Measure = keyof typeof accepted;

const digits = await loadDataset({ kind: 'digits', cacheDirectory: null });
const search = await findSet(mnist, searchRoots({ datasets: process.env.DESCENT_DATASETS }));
const real = search.state === 'found' ? await loadDataset(search.location) : undefined;
if (real === undefined) console.log('MNIST was not found through DESCENT_DATASETS: its row is left out.');
if (values.sheet !== undefined) await writeFile(values.sheet, sheet(digits.train));

const measured = new Map<Measure, number[]>();
const note = (measure: Measure, value: number): void => {
  measured.set(measure, [...(measured.get(measure) ?? []), value]);
  console.log(`${measure}: ${value.toFixed(4)}`);
};

const pixels = digits.train.features;
let sum = 0;
let ink = 0;
for (const pixel of pixels) {
  sum += pixel / 255;
  if (pixel !== 0) ink += 1;
}
note('mean of the pixels', sum / pixels.length);
note('share of pixels not zero', ink / pixels.length);

const dense = (...units: number[]): object[] => units.flatMap((each, i) => [{ type: 'affine', units: each }, ...(i < units.length - 1 ? [{ type: 'relu' }] : [])]);
const deep = dense(100, 100, 100, 100, 100, 100, 10);

for (let seed = 0; seed < Number(values.seeds); seed++) {
  console.log(`\nseed ${seed}`);
  const book = train(digits, { seed, layers: dense(50, 10), optimizer: { type: 'sgd', lr: 0.1 }, training: { batchSize: 100, epochs: 16, sampling: 'with-replacement' } });
  note('784-50-10, SGD, 16 epochs: own test images', book.testAccuracy ?? 0);
  if (real !== undefined) {
    const strange = train({ ...digits, test: real.test }, { seed, layers: dense(100, 10), optimizer: { type: 'adam', lr: 0.001 }, training: { batchSize: 100, epochs: 10 } });
    note('784-100-10, Adam, 10 epochs: real MNIST', strange.testAccuracy ?? 0);
  }
  const overfit = train(digits, { seed, take: 300, layers: deep, optimizer: { type: 'sgd', lr: 0.01 }, training: { batchSize: 10, epochs: 201, sampling: 'with-replacement' } });
  note('300 images, 6×100, 201 epochs: training images', overfit.trainAccuracy ?? 0);
  note('300 images, 6×100, 201 epochs: own test images', overfit.testAccuracy ?? 0);
}

console.log('\n| measure | accepted | mean | |\n| --- | --- | --- | --- |');
for (const [measure, [low, high]] of Object.entries(accepted) as [Measure, readonly [number, number]][]) {
  const all = measured.get(measure);
  if (all === undefined) continue;
  const mean = all.reduce((a, b) => a + b) / all.length;
  const good = mean >= low && mean <= high;
  if (!good) process.exitCode = 1;
  console.log(`| ${measure} | ${low}–${high} | ${mean.toFixed(4)} | ${good ? 'holds' : 'FAILS'} |`);
}

interface Experiment {
  readonly seed: number;
  readonly take?: number;
  readonly layers: readonly object[];
  readonly optimizer: object;
  readonly training: object;
}

/** Trains a network with He weights by the engine and evaluates it at the end. */
function train(dataset: Dataset, { seed, take, layers, optimizer, training }: Experiment): Evaluation {
  const written = {
    format: 'descent/experiment@1',
    name: 'check-digits',
    seed,
    data: { source: 'digits', ...(take === undefined ? {} : { take }) },
    network: { init: { scheme: 'he-normal' }, layers },
    optimizer,
    training: { ...training, evaluate: { every: 'end' }, inspect: 'off' },
  };
  const document = parseExperiment(written, describeCatalog());
  const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed, baseDirectory: '.' });
  const run = new Run(new Session({ document, examples: prepareExamples(dataset, document), weights, kernels: selectKernels().chosen }));
  while (!run.over) run.advance();
  return run.finish().final;
}

/** A PNG of forty images of each digit, two rows per digit. */
function sheet({ features, labels }: DatasetPart): Buffer {
  const columns = 20;
  const side = 28;
  const width = columns * side;
  const height = 20 * side;
  const raw = Buffer.alloc(height * (width + 1)); // each line begins with its filter, 0
  for (let digit = 0; digit < 10; digit++) {
    let cell = digit * 2 * columns;
    for (let image = 0; cell < (digit + 1) * 2 * columns; image++) {
      if (labels[image] !== digit) continue;
      for (let pixel = 0; pixel < side * side; pixel++) {
        const y = Math.floor(cell / columns) * side + Math.floor(pixel / side);
        raw[y * (width + 1) + 1 + (cell % columns) * side + (pixel % side)] = features[image * side * side + pixel];
      }
      cell += 1;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8); // 8-bit grey
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum32 = Buffer.alloc(4);
  sum32.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum32]);
}
