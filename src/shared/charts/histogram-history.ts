import type { Histogram } from '../api/inspection.ts';

/** Histograms of one thing through time on one common range: a column per moment, its bins from the lowest up. */
export interface HistogramHistory {
  readonly low: number;
  readonly high: number;
  /** Shares of each column's fullest bin, 0 … 1; zeros are counted apart and left out. */
  readonly columns: readonly Float32Array[];
}

/**
 * Brings histograms that each have a range of their own onto a common one: what falls into a source bin is spread evenly
 * over the bins it covers. The range is the widest that a twentieth of the histograms reach: one wild moment does not
 * flatten all others; what lies outside piles up in the end bins.
 */
export function histogramHistory(histograms: readonly Histogram[], bins = 48): HistogramHistory {
  const real = histograms.filter(({ counts, low, high }) => counts.length > 0 && Number.isFinite(low) && Number.isFinite(high) && (high > low || low !== 0));
  if (real.length === 0) return { low: -1, high: 1, columns: histograms.map(() => new Float32Array(bins)) };
  const low = quantile(real.map((one) => one.low).sort((a, b) => a - b));
  const high = -quantile(real.map((one) => -one.high).sort((a, b) => a - b));
  const margin = high > low ? 0 : Math.abs(low) / 2 || 1;
  return { low: low - margin, high: high + margin, columns: histograms.map((one) => column(one, low - margin, high + margin, bins)) };
}

/** The value that a twentieth lie below; the lowest itself of few. */
function quantile(ascending: readonly number[]): number {
  return ascending[Math.floor(ascending.length / 20)] ?? 0;
}

function column({ counts, low, high }: Histogram, from: number, to: number, bins: number): Float32Array {
  const out = new Float32Array(bins);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return out;
  const perUnit = bins / (to - from);
  const place = (value: number) => Math.max(0, Math.min(bins, (value - from) * perUnit));
  counts.forEach((count, index) => {
    if (count === 0) return;
    const start = place(low + ((high - low) * index) / counts.length);
    const end = place(low + ((high - low) * (index + 1)) / counts.length);
    if (end - start < 1e-9) {
      const at = Math.min(bins - 1, Math.floor(start));
      out[at] = (out[at] ?? 0) + count;
      return;
    }
    for (let bin = Math.floor(start); bin < Math.min(bins, Math.ceil(end)); bin++) {
      const covered = Math.min(end, bin + 1) - Math.max(start, bin);
      out[bin] = (out[bin] ?? 0) + (count * covered) / (end - start);
    }
  });
  const most = out.reduce((a, b) => Math.max(a, b), 0);
  return most > 0 ? out.map((value) => value / most) : out;
}
