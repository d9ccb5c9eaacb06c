import { chunkElements, type ReductionKernels } from '../kernels.ts';
import { at, at8, type Views } from './views.ts';

/** Sums and looks that change nothing. What each does: `../kernels.ts`. */
export function plainReductions(views: Views): ReductionKernels {
  const { f32, f64, i32 } = views;

  return {
    sum(x, from, to) {
      let sum = 0;
      for (let i = from; i < to; i++) sum += f32[at(x) + i];
      return sum;
    },

    chunkSquares(partial, x, count, from, to) {
      for (let c = from; c < to; c++) {
        let sum = 0;
        for (let i = c * chunkElements; i < Math.min((c + 1) * chunkElements, count); i++) sum += f32[at(x) + i] ** 2;
        f64[at8(partial) + c] = sum;
      }
    },

    chunkMagnitudes(partial, x, count, from, to) {
      for (let c = from; c < to; c++) {
        let sum = 0;
        for (let i = c * chunkElements; i < Math.min((c + 1) * chunkElements, count); i++) sum += Math.abs(f32[at(x) + i]);
        f64[at8(partial) + c] = sum;
      }
    },

    sumPartials(partial, from, to) {
      let sum = 0;
      for (let i = from; i < to; i++) sum += f64[at8(partial) + i];
      return sum;
    },

    allFinite(x, from, to) {
      for (let i = from; i < to; i++) if (!Number.isFinite(f32[at(x) + i])) return 0;
      return 1;
    },

    moments(out, x, from, to) {
      let sum = 0;
      let minimum = Infinity;
      let maximum = -Infinity;
      let notPositive = 0;
      for (let i = from; i < to; i++) {
        const value = f32[at(x) + i];
        sum += value;
        if (value < minimum) minimum = value;
        if (value > maximum) maximum = value;
        if (value <= 0) notPositive++;
      }
      const count = to - from;
      const mean = sum / count;
      let squares = 0;
      for (let i = from; i < to; i++) squares += (f32[at(x) + i] - mean) ** 2;
      f64.set([mean, Math.sqrt(squares / count), minimum, maximum, notPositive / count], at8(out));
    },

    histogram(counts, x, low, high, bins, from, to) {
      for (let i = from; i < to; i++) {
        const bin = Math.floor(((f32[at(x) + i] - low) / (high - low)) * bins);
        i32[at(counts) + Math.max(0, Math.min(bins - 1, Number.isNaN(bin) ? 0 : bin))]++;
      }
    },

    countOutside(x, low, high, from, to) {
      let count = 0;
      for (let i = from; i < to; i++) if (!(f32[at(x) + i] > low && f32[at(x) + i] < high)) count++;
      return count;
    },
  };
}
