import type { DatasetLook, ImagesLook, ValuesLook } from '../../shared/api/data.ts';
import { scaleInto } from '../../engine/data/scaling.ts';
import type { Prepared } from './dataset-look.ts';
import { addTo, bins, standardRange, turns } from './dataset-look-values.ts';

/** Bytes of pictures that one answer may hold. */
const pictureBudget = 4 * 2 ** 20;

/** Sums over the training examples, taken in one pass. */
interface Sums {
  /** How often each byte occurs. */
  readonly bytes: Float64Array;
  /** Per pixel, over all classes. */
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  /** Per class and pixel. */
  readonly ofClass: Float64Array;
  readonly counts: number[];
  /** First rows of each class. */
  readonly first: number[][];
}

/** Pictures by class, the mean and spread of each pixel, and the histogram of all pixels. @param classes how many there are */
export async function lookAtImages(prepared: Prepared, classes: number, wanted: number): Promise<Pick<DatasetLook, 'values' | 'view'>> {
  const { dataset, size, rows } = prepared;
  const shown = Math.max(1, Math.min(classes, Math.floor(pictureBudget / (2 * size))));
  const perClass = Math.max(1, Math.min(wanted, Math.floor(pictureBudget / (size * shown)) - 1));
  const sums = await sumUp(prepared, shown, perClass);
  const [channels = 1, height = 1, width = 1] = dataset.featureShape;
  const mean = sums.sum.map((sum) => sum / rows.train.length);
  const spread = sums.squares.map((square, pixel) => Math.sqrt(Math.max(0, square / rows.train.length - (mean[pixel] ?? 0) ** 2)));
  const meanMax = greatest(mean);
  const spreadMax = greatest(spread);
  const view: ImagesLook = {
    kind: 'images',
    shape: [channels, height, width],
    range: rangeOf(prepared),
    classes: sums.first.map((chosen, index) => ({
      index,
      count: chosen.length,
      examples: pictures(prepared, chosen),
      mean: base64(sums.ofClass.subarray(index * size, (index + 1) * size), 255 * Math.max(1, sums.counts[index] ?? 0)),
    })),
    mean: base64(mean, meanMax),
    meanMax,
    spread: base64(spread, spreadMax),
    spreadMax,
    constant: spread.reduce((sum, deviation) => sum + Number(deviation === 0), 0),
  };
  return { values: prepared.scaling.kind === 'standardize' ? await standardized(prepared) : fromBytes(sums.bytes, prepared.scaling.kind === 'unit' ? 255 : 1), view };
}

async function sumUp({ dataset: { train }, size, rows, signal }: Prepared, shown: number, perClass: number): Promise<Sums> {
  const pause = turns(signal);
  const bytes = new Float64Array(256);
  const sum = new Float64Array(size);
  const squares = new Float64Array(size);
  const ofClass = new Float64Array(shown * size);
  const counts = Array.from({ length: shown }, () => 0);
  const first = Array.from({ length: shown }, (): number[] => []);
  const { features, labels } = train;
  for (const row of rows.train) {
    const at = row * size;
    const label = labels[row] ?? 0;
    for (let i = 0; i < size; i++) {
      const value = features[at + i];
      bytes[value]++;
      if (value === 0) continue;
      sum[i] += value;
      squares[i] += value * value;
    }
    if (label < shown) {
      const to = label * size;
      for (let i = 0; i < size; i++) ofClass[to + i] += features[at + i];
      counts[label] = (counts[label] ?? 0) + 1;
      const examples = first[label];
      if (examples && examples.length < perClass) examples.push(row);
    }
    await pause(size);
  }
  return { bytes, sum, squares, ofClass, counts, first };
}

/** What black and white stand for. */
function rangeOf({ scaling }: Prepared): [number, number] {
  switch (scaling.kind) {
    case 'unit':
      return [0, 1];
    case 'none':
      return [0, 255];
    case 'standardize':
      return [-standardRange, standardRange];
  }
}

/** Scaled examples as bytes over the range. */
function pictures(prepared: Prepared, chosen: readonly number[]): string {
  const { dataset, size, scaling } = prepared;
  const [low, high] = rangeOf(prepared);
  const example = new Float32Array(size);
  const bytes = new Uint8ClampedArray(chosen.length * size);
  chosen.forEach((row, position) => {
    scaleInto(example, 0, dataset.train.features, row * size, size, scaling);
    for (let i = 0; i < size; i++) bytes[position * size + i] = ((example[i] - low) / (high - low)) * 255;
  });
  return Buffer.from(bytes.buffer).toString('base64');
}

/** Histogram and moments from how often each byte occurs: exact, as a scaling by a constant moves whole bytes. */
function fromBytes(bytes: Float64Array, divisor: number): ValuesLook {
  let total = 0;
  let sum = 0;
  let min = 255;
  let max = 0;
  const counts = Array.from({ length: bins }, () => 0);
  bytes.forEach((times, value) => {
    if (times === 0) return;
    total += times;
    sum += times * value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (value > 0) addTo(counts, value / 256, times);
  });
  const mean = sum / total;
  const squares = bytes.reduce((all, times, value) => all + times * (value - mean) ** 2, 0);
  return { mean: mean / divisor, std: Math.sqrt(squares / total) / divisor, min: min / divisor, max: max / divisor, histogram: { low: 0, high: 255 / divisor, counts, zeros: bytes[0], total } };
}

/** Histogram and moments of all standardized pixels, one by one. */
async function standardized({ dataset: { train }, size, rows, scaling, signal }: Prepared): Promise<ValuesLook> {
  const pause = turns(signal);
  const example = new Float32Array(size);
  const counts = new Float64Array(bins);
  const scale = bins / (2 * standardRange);
  let sum = 0;
  let squares = 0;
  let zeros = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const row of rows.train) {
    scaleInto(example, 0, train.features, row * size, size, scaling);
    for (let i = 0; i < size; i++) {
      const value = example[i];
      sum += value;
      squares += value * value;
      if (value < min) min = value;
      if (value > max) max = value;
      if (value === 0) zeros++;
      else counts[Math.max(0, Math.min(bins - 1, Math.floor((value + standardRange) * scale)))]++;
    }
    await pause(size);
  }
  const total = rows.train.length * size;
  const mean = sum / total;
  return { mean, std: Math.sqrt(Math.max(0, squares / total - mean * mean)), min, max, histogram: { low: -standardRange, high: standardRange, counts: [...counts], zeros, total } };
}

/** Values from 0 to `full` as bytes. */
function base64(values: Float64Array, full: number): string {
  return Buffer.from(Uint8ClampedArray.from(values, (value) => (full > 0 ? (value / full) * 255 : 0)).buffer).toString('base64');
}

/** Without spreading millions of pixels into arguments. */
function greatest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
