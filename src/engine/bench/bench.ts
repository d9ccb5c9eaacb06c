import type { RunDocument } from '../../shared/experiment/index.ts';
import { featureSize, outputSize, type Dataset } from '../data/dataset.ts';
import { sharedBytes } from '../core/shared-memory.ts';
import { selectKernels } from '../kernels/select.ts';
import { prepareExamples } from '../training/examples.ts';
import { initialWeights } from '../training/initial-weights.ts';
import { planNetwork } from '../training/network.ts';
import { Run } from '../training/run.ts';
import type { KernelSet } from '../kernels/kernels.ts';
import { Session } from '../training/session.ts';
import type { CrewOptions } from '../training/session-programs.ts';
import { benchDocument, benchNets, benchVariants, operationsPerStep, type BenchNetName, type BenchVariantName } from './bench-nets.ts';

/** Milliseconds; the spread is from the fastest to the slowest round, as a share of the median. */
export interface Timing {
  readonly best: number;
  readonly median: number;
  readonly spread: number;
  readonly rounds: number;
}

export interface NetTiming extends Partial<Record<BenchVariantName, Timing & { readonly gigaflops: number }>> {
  readonly evaluate60000?: Timing;
}

export interface BenchResult {
  readonly kernels: string;
  readonly kernelsVersion: string;
  readonly threads: number;
  readonly dataset: string;
  /** 10⁹ operations per second of a small product that never leaves the first-level cache. */
  readonly roofline: number;
  readonly nets: Partial<Record<BenchNetName, NetTiming>>;
}

export interface BenchOptions {
  /** A set of kernels by name; left out = the fastest. */
  readonly kernels?: string;
  /** Threads in all; more than one need `spawn`. */
  readonly crew?: Pick<CrewOptions, 'size' | 'spawn'>;
  readonly nets?: readonly BenchNetName[];
  readonly variants?: readonly BenchVariantName[];
  /** Rounds of each measurement, and how long one lasts at least, in milliseconds. */
  readonly rounds?: number;
  readonly roundMilliseconds?: number;
  readonly onProgress?: (what: string, share: number) => void;
}

/** Calls before the first round: V8's optimizing compiler has taken over by then. */
const warmUpMilliseconds = 400;

/**
 * Measures training steps and an evaluation with the loop that every run uses, on the training examples of a dataset of
 * images.
 */
export async function bench(dataset: Dataset, options: BenchOptions = {}): Promise<BenchResult> {
  const { nets = ['A', 'B', 'C'], variants = Object.keys(benchVariants) as BenchVariantName[], crew, onProgress } = options;
  const { chosen, version, roofline } = selectKernels(options.kernels);
  const dense = withoutZeros(dataset);
  const result: Partial<Record<BenchNetName, NetTiming>> = {};
  const work = nets.length * (variants.length + 1);
  let done = 0;
  for (const name of nets) {
    const net = benchNets[name];
    const timing: { -readonly [K in keyof NetTiming]: NetTiming[K] } = {};
    for (const variant of variants) {
      onProgress?.(`${name} ${variant}`, done++ / work);
      const data = 'dense' in benchVariants[variant] ? dense : dataset;
      const run = await newRun(data, benchDocument(net, benchVariants[variant]), chosen, crew);
      const step = time(() => run.advance(), options);
      const operations = operationsPerStep(net, featureSize(dataset), outputSize(dataset.task));
      timing[variant] = { ...step, gigaflops: operations / step.best / 1e6 };
      run.session.dispose();
    }
    onProgress?.(`${name} evaluate`, done++ / work);
    const { session } = await newRun(dataset, benchDocument(net, {}), chosen, crew);
    const examples = session.examples.rows.train.length;
    const evaluation = time(() => session.evaluate('train'), { rounds: 12, ...options, roundMilliseconds: 0 });
    const scale = 60_000 / examples;
    timing.evaluate60000 = { ...evaluation, best: evaluation.best * scale, median: evaluation.median * scale };
    session.dispose();
    result[name] = timing;
  }
  onProgress?.('', 1);
  return { kernels: chosen.name, kernelsVersion: version, threads: crew?.size ?? 1, dataset: dataset.name, roofline: roofline(), nets: result };
}

async function newRun(dataset: Dataset, document: RunDocument, kernels: KernelSet, crew: BenchOptions['crew']): Promise<Run> {
  const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: document.seed, baseDirectory: '.' });
  const session = new Session({ document, examples: prepareExamples(dataset, document), weights, kernels, crew: crew && { ...crew, always: true } });
  await session.helpersReady();
  return new Run(session);
}

/** Times a call: rounds of as many calls as fill the time; milliseconds for one. */
function time(call: () => unknown, { rounds = 40, roundMilliseconds = 25 }: BenchOptions): Timing {
  let calls = 0;
  const begin = performance.now();
  while (performance.now() - begin < warmUpMilliseconds || calls < 3) {
    call();
    calls++;
  }
  const each = (performance.now() - begin) / calls;
  const perRound = Math.max(1, Math.ceil(roundMilliseconds / each));
  const took = Array.from({ length: rounds }, () => {
    const start = performance.now();
    for (let i = 0; i < perRound; i++) call();
    return (performance.now() - start) / perRound;
  }).toSorted((a, b) => a - b);
  const median = took[Math.floor(rounds / 2)];
  return { best: took[0], median, spread: (took[rounds - 1] - took[0]) / median, rounds };
}

/** The same images with every zero made a one: what dense data costs. */
function withoutZeros(dataset: Dataset): Dataset {
  const { features } = dataset.train;
  if (!(features instanceof Uint8Array)) return dataset;
  const filled = sharedBytes(features.length);
  for (let i = 0; i < features.length; i++) filled[i] = features[i] || 1;
  return { ...dataset, train: { ...dataset.train, features: filled } };
}
