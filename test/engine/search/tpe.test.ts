import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/engine/core/random.ts';
import { domainOf, type Domain } from '../../../src/engine/search/domain.ts';
import { normalCdf, normalQuantile } from '../../../src/engine/search/normal.ts';
import { observationWeights, parzenEstimator } from '../../../src/engine/search/parzen.ts';
import { createSpace } from '../../../src/engine/search/space.ts';
import { goodCount, tpeSampler } from '../../../src/engine/search/tpe.ts';
import type { FinishedTrial } from '../../../src/engine/search/trial.ts';
import { bestAfter, median } from './compare.ts';
import { testFunctions } from './functions.ts';

describe('TPE finds better values than random search', () => {
  // Means little for one seed: the median over 20.
  it.each(testFunctions)('on $name, in the median of the best of 60 trials over 20 seeds', (testFunction) => {
    const best = (method: 'random' | 'tpe') => median(Array.from({ length: 20 }, (_, seed) => bestAfter(testFunction, method, seed, 60)));
    expect(best('tpe')).toBeLessThan(best('random'));
  });
});

describe('the split into good trials and the rest', () => {
  it('takes a tenth, at most 25', () => {
    expect([1, 10, 11, 60, 250, 1000].map(goodCount)).toEqual([1, 1, 2, 6, 25, 25]);
  });

  const space = createSpace({ x: { distribution: 'uniform', low: 0, high: 1 } });
  const trial = (index: number, x: number, value: number | null, state: 'done' | 'pruned' | 'failed' = 'done', epoch = 0): FinishedTrial => ({
    index,
    settings: { x },
    outcome: { state, value, reports: epoch > 0 && value !== null ? [{ epoch, value }] : [] },
  });
  const meanProposal = (finished: FinishedTrial[], pending: { x: number }[] = []) => {
    const proposals = Array.from({ length: 40 }, (_, seed) => tpeSampler(space, seed, 'maximize').propose(finished.length, { finished, pending }).x as number);
    return proposals.reduce((sum, value) => sum + value, 0) / proposals.length;
  };

  it('searches near the good trial, also where a pruned one shows a better value', () => {
    const finished = Array.from({ length: 10 }, (_, i) => (i === 4 ? trial(i, 0.2, 0.9) : trial(i, 0.55 + i / 30, 0.95, 'pruned', 1)));
    expect(meanProposal(finished)).toBeLessThan(0.4);
  });

  it('of pruned trials prefers the one that came further', () => {
    const finished = Array.from({ length: 10 }, (_, i) => (i === 4 ? trial(i, 0.2, 0.3, 'pruned', 9) : trial(i, 0.55 + i / 30, 0.5, 'pruned', 1)));
    expect(meanProposal(finished)).toBeLessThan(0.4);
  });

  it('keeps away from where trials are under way', () => {
    const finished = Array.from({ length: 10 }, (_, i) => trial(i, 0.05 + i / 10, i === 4 ? 1 : 0));
    const near = (pending: { x: number }[]) => Array.from({ length: 40 }, (_, seed) => tpeSampler(space, seed, 'maximize').propose(12, { finished, pending }).x as number).filter((x) => Math.abs(x - 0.45) < 0.02).length;
    expect(near([{ x: 0.45 }, { x: 0.452 }, { x: 0.448 }])).toBeLessThan(near([]));
  });

  it('draws at random as long as fewer than ten trials have ended', () => {
    const finished = Array.from({ length: 9 }, (_, i) => trial(i, 0.5, i));
    const proposals = Array.from({ length: 60 }, (_, seed) => tpeSampler(space, seed, 'maximize').propose(9, { finished, pending: [] }).x as number);
    expect(Math.min(...proposals)).toBeLessThan(0.1);
    expect(Math.max(...proposals)).toBeGreaterThan(0.9);
  });
});

describe('Parzen estimators', () => {
  const cases: [string, Domain, unknown[]][] = [
    ['uniform', domainOf({ distribution: 'uniform', low: -2, high: 5 }), [-1.5, 0, 0.1, 4.9]],
    ['log-uniform', domainOf({ distribution: 'log-uniform', low: 1e-4, high: 1 }), [1e-4, 3e-3, 0.9]],
    ['no observation', domainOf({ distribution: 'uniform', low: 0, high: 1 }), []],
  ];

  it.each(cases)('%s: the density integrates to one over the axis', (_, domain, values) => {
    if (domain.kind !== 'number') throw new TypeError('expected a range');
    const estimator = parzenEstimator(domain, values);
    const { low, high } = domain.axis;
    const steps = 20_000;
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const place = low + ((high - low) * (i + 0.5)) / steps;
      sum += Math.exp(estimator.logDensity(domain.log ? Math.exp(place) : place));
    }
    // The constant 1/√2π of the normal density is left out of logDensity.
    expect((sum * (high - low)) / steps / Math.sqrt(2 * Math.PI)).toBeCloseTo(1, 4);
  });

  const discrete: [string, Domain, unknown[], unknown[]][] = [
    ['integer', domainOf({ distribution: 'integer', low: 1, high: 9, step: 2 }), [1, 3, 3], [1, 3, 5, 7, 9]],
    ['log-integer', domainOf({ distribution: 'log-integer', low: 1, high: 40 }), [1, 2, 30], Array.from({ length: 40 }, (_, i) => i + 1)],
    ['choice', domainOf({ distribution: 'choice', values: ['a', { b: 1 }, null] }), [{ b: 1 }, { b: 1 }], ['a', { b: 1 }, null]],
  ];

  it.each(discrete)('%s: the probabilities of all values sum to one, and samples follow them', (_, domain, values, all) => {
    const estimator = parzenEstimator(domain, values);
    const probabilities = all.map((value) => Math.exp(estimator.logDensity(value)));
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
    const random = randomStream(5, 'test');
    const drawn = Array.from({ length: 4000 }, () => JSON.stringify(estimator.sample(random)));
    all.forEach((value, i) => expect(Math.abs(drawn.filter((text) => text === JSON.stringify(value)).length / drawn.length - probabilities[i])).toBeLessThan(0.03));
  });

  it('weigh the newest 25 observations fully and older ones less and less', () => {
    expect(observationWeights(3)).toEqual([1, 1, 1]);
    const weights = observationWeights(30);
    expect(weights.slice(5)).toEqual(new Array(25).fill(1));
    expect(weights[0]).toBeCloseTo(1 / 30, 12);
    expect(weights[4]).toBe(1);
    expect(observationWeights(26)[0]).toBeCloseTo(1 / 26, 12);
  });
});

describe('the normal distribution', () => {
  it('has its tabled values', () => {
    // From the C library's erfc and Python's `statistics.NormalDist`.
    for (const [x, p] of [[0, 0.5], [1, 0.8413447460685429], [-2.5, 0.006209665325776132], [-8, 6.220960574271785e-16], [3.1, 0.9990323967867817]]) expect(Math.abs(normalCdf(x) / p - 1)).toBeLessThan(x < -7 ? 1e-7 : 1e-12);
    for (const [p, x] of [[0.975, 1.959963984540054], [0.5, 0], [1e-10, -6.361340902404056], [0.3, -0.5244005127080409]]) expect(normalQuantile(p)).toBeCloseTo(x, 11);
  });

  it('is undone by its inverse', () => {
    for (let x = -6; x <= 4; x += 0.37) expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 9);
  });
});
