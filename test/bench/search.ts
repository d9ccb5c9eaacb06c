/**
 * TPE against random search on four test functions: the median over seeds of the best of 60 trials.
 *
 *   node test/bench/search.ts [seeds]
 */
import { testFunctions } from '../engine/search/functions.ts';
import { median, bestAfter } from '../engine/search/compare.ts';

const seeds = Number(process.argv[2] ?? 20);
const trials = 60;
console.log(`Best of ${trials} trials, median over ${seeds} seeds (smaller is better)\n`);
console.log(['function'.padEnd(20), 'random'.padStart(10), 'TPE'.padStart(10), 'TPE ahead'.padStart(12), 'ms/proposal'.padStart(12)].join(' '));
for (const testFunction of testFunctions) {
  const results = { random: [] as number[], tpe: [] as number[] };
  const start = performance.now();
  for (let seed = 0; seed < seeds; seed++) {
    for (const method of ['random', 'tpe'] as const) results[method].push(bestAfter(testFunction, method, seed, trials));
  }
  const perProposal = (performance.now() - start) / seeds / trials;
  const ahead = results.tpe.filter((value, seed) => value < results.random[seed]).length;
  console.log(
    [testFunction.name.padEnd(20), median(results.random).toPrecision(4).padStart(10), median(results.tpe).toPrecision(4).padStart(10), `${ahead} of ${seeds}`.padStart(12), perProposal.toFixed(2).padStart(12)].join(' '),
  );
}
