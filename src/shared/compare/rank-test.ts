/**
 * The Mann–Whitney rank test for a handful of seeds, computed exactly: every way of dealing the values to the two groups
 * is counted, ties included, so that no normal approximation is needed.
 * Mann, H. B. and Whitney, D. R. (1947), Annals of Mathematical Statistics 18(1), 50–60.
 */

/** Most ways that are counted: beyond them the normal approximation with tie correction is used. */
const mostWays = 200_000;

/** Two-sided p-value of the hypothesis that both samples come from one distribution; NaN where one is empty. */
export function rankTest(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  const m = b.length;
  if (n === 0 || m === 0) return NaN;
  const ranks = midRanks([...a, ...b]);
  const observed = sum(ranks.slice(0, n));
  const centre = (n * (n + m + 1)) / 2;
  const distance = Math.abs(observed - centre) - 1e-9;
  if (binomial(n + m, n) > mostWays) return approximate(observed, centre, n, m, ranks);
  let extreme = 0;
  let ways = 0;
  const deal = (from: number, left: number, rankSum: number): void => {
    if (left === 0) {
      ways++;
      if (Math.abs(rankSum - centre) >= distance) extreme++;
      return;
    }
    for (let i = from; i <= ranks.length - left; i++) deal(i + 1, left - 1, rankSum + (ranks[i] ?? 0));
  };
  deal(0, n, 0);
  return extreme / ways;
}

/** The smallest two-sided p-value that samples of these sizes can give at all: 2 / C(n+m, n). */
export function smallestP(n: number, m: number): number {
  return Math.min(1, 2 / binomial(n + m, n));
}

/** Seeds that each of two groups needs so that the test can fall below a level. */
export function seedsFor(level: number): number {
  let seeds = 1;
  while (smallestP(seeds, seeds) >= level) seeds++;
  return seeds;
}

/** Ranks from 1; equal values share the mean of theirs. */
function midRanks(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((x, y) => x.value - y.value);
  const ranks = new Array<number>(values.length);
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && order[end]?.value === order[i]?.value) end++;
    for (let j = i; j < end; j++) ranks[order[j]?.index ?? 0] = (i + 1 + end) / 2;
    i = end;
  }
  return ranks;
}

function approximate(observed: number, centre: number, n: number, m: number, ranks: readonly number[]): number {
  const total = n + m;
  const mean = (total + 1) / 2;
  const variance = ((n * m) / (total * (total - 1))) * sum(ranks.map((rank) => (rank - mean) ** 2));
  if (variance === 0) return 1;
  const z = Math.max(0, Math.abs(observed - centre) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * upperTail(z));
}

/** P(Z > z) of the standard normal distribution; Abramowitz and Stegun 26.2.17, error below 7.5e−8. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
