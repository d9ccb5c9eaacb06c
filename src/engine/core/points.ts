import { integer, number } from '../../shared/schema/kinds/index.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import type { GeneratedData } from './dataset-definition.ts';
import { randomStream } from './random.ts';
import type { RandomStream } from './random.ts';
import { sharedFloats, sharedInts } from './shared-memory.ts';

/**
 * What the small generated sets have in common: points on a plane with a class, and points on a curve. The training and the test part
 * are drawn alike, each from a random stream of its own, and hold as many points each.
 */

type Part = GeneratedData['train'];

/** The declared number of points. */
export const countParameter = (points: number) =>
  integer({
    min: 2,
    max: 100_000,
    default: points,
    slider: [10, 2000],
    title: { en: 'Points', zh: '点数' },
    help: { en: 'Points to train on; as many again are drawn for testing.', zh: '训练用的点数；另外再生成同样多的点用于测试。' },
  });

/** The declared noise: what a deviation of 1 means is the set's to say. */
export const noiseParameter = (deviation: number, help: Localized) =>
  number({ min: 0, max: 10, default: deviation, slider: [0, 1], symbol: '\\sigma', title: { en: 'Noise', zh: '噪声' }, help });

/** The declared seed of a generated set. */
export const seedParameter = integer({
  min: 0,
  max: 0xffff_ffff,
  default: 0,
  title: { en: 'Seed of the data', zh: '数据种子' },
  help: { en: 'The same seed gives the same data, whatever the seed of the run.', zh: '相同的种子总是生成相同的数据，与运行的种子无关。' },
});

export interface ClassifiedPointsOptions {
  readonly count: number;
  readonly seed: number;
  readonly classNames: readonly string[];
}

/**
 * A plane of points, the classes taking turns: example i is of class i mod (number of classes).
 * @param place where a point of a class lies, noise included; `index` counts the points of its class from 0
 */
export function classifiedPoints({ count, seed, classNames }: ClassifiedPointsOptions, place: (label: number, random: RandomStream, index: number) => readonly [number, number]): GeneratedData {
  const part = (purpose: string): Part => {
    const random = randomStream(seed, purpose);
    const features = sharedFloats(2 * count);
    const labels = sharedInts(count);
    for (let i = 0; i < count; i++) {
      const label = i % classNames.length;
      features.set(place(label, random, Math.floor(i / classNames.length)), 2 * i);
      labels[i] = label;
    }
    return { count, features, labels };
  };
  return { task: { kind: 'classification', classNames }, featureShape: [2], featureNames: ['x', 'y'], train: part('points-train'), test: part('points-test') };
}

export interface CurvePointsOptions {
  readonly count: number;
  readonly seed: number;
  /** Deviation of the normal noise on y. */
  readonly noise: number;
  /** x is uniform between these. */
  readonly low: number;
  readonly high: number;
}

/** Points (x, f(x) + noise) of a curve, to be learnt as a regression of y on x. */
export function curvePoints({ count, seed, noise, low, high }: CurvePointsOptions, f: (x: number) => number): GeneratedData {
  const part = (purpose: string): Part => {
    const random = randomStream(seed, purpose);
    const features = sharedFloats(count);
    const labels = sharedFloats(count);
    for (let i = 0; i < count; i++) {
      const x = low + (high - low) * random.uniform();
      features[i] = x;
      labels[i] = f(x) + noise * random.normal();
    }
    return { count, features, labels };
  };
  return { task: { kind: 'regression', targetNames: ['y'] }, featureShape: [1], featureNames: ['x'], train: part('points-train'), test: part('points-test') };
}

/** Class names "1" to "n". */
export function numberedClasses(classes: number): string[] {
  return Array.from({ length: classes }, (_, index) => String(index + 1));
}
