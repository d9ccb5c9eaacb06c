import type { FeatureLook, ValuesLook } from '../../shared/api/data.ts';
import { scaleInto } from '../../engine/data/scaling.ts';
import type { Prepared } from './dataset-look.ts';

/** Bins of a histogram. */
export const bins = 48;
/** Standardized values are drawn from −3 to 3 deviations; what lies beyond stands in the end bins. */
export const standardRange = 3;
const featuresShown = 32;
/** Values looked at before others get their turn: some ten milliseconds of work. */
const turn = 2_000_000;

/** Lets others in once in a while, and stops where nobody waits for the answer any more. */
export function turns(signal: AbortSignal | undefined): (values: number) => Promise<void> | undefined {
  let done = 0;
  return (values) => {
    done += values;
    if (done < turn) return undefined;
    done = 0;
    signal?.throwIfAborted();
    return new Promise((resolve) => { setImmediate(resolve); });
  };
}

/** All scaled input values of the training examples. */
export async function lookAtValues(prepared: Prepared): Promise<ValuesLook> {
  return summarize(prepared, 0, prepared.size);
}

/** The first features, each for itself. */
export async function lookAtFeatures(prepared: Prepared): Promise<FeatureLook[]> {
  const { dataset, size } = prepared;
  const looks: FeatureLook[] = [];
  for (let feature = 0; feature < Math.min(size, featuresShown); feature++) {
    looks.push({ name: dataset.featureNames?.[feature] ?? String(feature + 1), ...(await summarize(prepared, feature, feature + 1)) });
  }
  return looks;
}

/** Statistics of features `from` to `to` (exclusive) over the training examples: once for the range, once for the histogram. */
async function summarize({ dataset: { train }, size, rows, scaling, signal }: Prepared, from: number, to: number): Promise<ValuesLook> {
  const pause = turns(signal);
  const example = new Float32Array(size);
  const each = async (visit: (value: number) => void): Promise<void> => {
    for (const row of rows.train) {
      scaleInto(example, 0, train.features, row * size, size, scaling);
      for (let i = from; i < to; i++) visit(example[i] ?? 0);
      await pause(size);
    }
  };
  const total = rows.train.length * (to - from);
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  await each((value) => {
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  });
  const mean = sum / total;
  let squares = 0;
  let zeros = 0;
  const low = scaling.kind === 'standardize' ? -standardRange : min;
  const high = scaling.kind === 'standardize' ? standardRange : max > min ? max : min + 1;
  const counts = Array.from({ length: bins }, () => 0);
  await each((value) => {
    squares += (value - mean) ** 2;
    if (value === 0) zeros++;
    else addTo(counts, (value - low) / (high - low));
  });
  return { mean, std: Math.sqrt(squares / total), min, max, histogram: { low, high, counts, zeros, total } };
}

/** Counts a value at a share of the range; what lies outside goes into the end bins. */
export function addTo(counts: number[], share: number, times = 1): void {
  const bin = Math.max(0, Math.min(counts.length - 1, Math.floor(share * counts.length)));
  counts[bin] = (counts[bin] ?? 0) + times;
}
