import { randomStream } from '../core/random.ts';
import { sample } from './domain.ts';
import type { TrialSampler } from './sampler.ts';
import { buildSettings, type Space } from './space.ts';
import type { Settings } from './trial.ts';

/**
 * Random search (Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization", JMLR 2012).
 * @param round tells the rounds of a sweep apart
 */
export function randomSampler(space: Space, seed: number, round = 0): TrialSampler {
  return { adaptive: false, propose: (index) => randomSettings(space, seed, round, index) };
}

/** Every parameter has a random stream of its own, so that adding one to the space does not move the others. */
export function randomSettings(space: Space, seed: number, round: number, index: number): Settings {
  return buildSettings(space, ({ path, domain }) => sample(domain, randomStream(seed, `search ${path}`, index, round)));
}
