import type { RunDocument, SearchSection } from '../../shared/experiment/document.ts';
import type { Language } from '../../shared/schema/localized.ts';
import { gridSampler } from './grid.ts';
import { createPruner, type Pruner } from './pruning.ts';
import { randomSampler } from './random.ts';
import { noHistory, type History, type TrialSampler } from './sampler.ts';
import { createSpace, type Space } from './space.ts';
import { noBetterFor } from './stopping.ts';
import { tpeSampler } from './tpe.ts';
import { isFinished, type FinishedTrial, type Settings, type Trial } from './trial.ts';

/**
 * How far behind a trial the results lie that it may depend on: trial k reads those of trials 0 … k − 4, so that up to four run at once
 * and yet the same search gives the same trials on one core and on sixteen, undisturbed or killed and resumed. A constant and not a
 * setting: another value makes another search.
 */
export const lookback = 4;

/** One round of a sweep: which trials it has, and what becomes of them. All of it follows from the section, the seed and the results. */
export interface Search {
  readonly space: Space;
  /** Trials at most. */
  readonly trials: number;
  /** Undefined where every trial is trained to its end. */
  readonly pruner?: Pruner;
  /**
   * What can be started now.
   * @param trials the round's trials so far, in order
   */
  next(trials: readonly Trial[]): NextTrial;
  /** What a trial may know: see `TrialSampler`. */
  readonly visible: (trials: readonly Trial[], index: number) => readonly FinishedTrial[];
}

export type NextTrial =
  | { readonly kind: 'start'; readonly index: number; readonly settings: Settings }
  /** Trials under way must end first. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'end'; readonly reason: 'all-tried' | 'no-better' };

export interface SearchOptions {
  readonly section: SearchSection;
  /** The document that the settings go into. */
  readonly base: RunDocument | object;
  readonly seed: number;
  /** Number of the round in its sweep, from 0: the same range searched again gives other samples. */
  readonly round?: number;
  /** Length of a trial; needed where trials are pruned. */
  readonly epochs?: number;
  readonly language?: Language;
}

/** @throws {DescentError} `document-invalid` */
export function createSearch({ section, base, seed, round = 0, epochs, language }: SearchOptions): Search {
  const { goal, patience, pruning } = section;
  const space = createSpace(section.space, base, language);
  const sampler = samplers[section.method](space, { section, seed, round, language });
  const trials = Math.min(section.trials, sampler.size ?? Infinity);
  const pruner = pruning && epochs !== undefined ? createPruner(pruning, epochs, goal) : undefined;
  // Without any of these a trial depends on no other, and all may run at once.
  const depends = sampler.adaptive || pruner !== undefined || patience != null;

  const visible = (all: readonly Trial[], index: number) => all.slice(0, Math.max(0, index - lookback + 1)).filter(isFinished);

  return {
    space,
    trials,
    pruner,
    visible,
    next(all) {
      const index = all.length;
      if (!depends) return index < trials ? start(sampler, index, noHistory) : ended(all, 'all-tried');
      const reach = Math.max(0, index - lookback + 1);
      const finished = visible(all, index);
      // Judged on what the next trial may know, so that trials under way when patience runs out are the same every time.
      if (patience != null && finished.length === reach && noBetterFor(finished, patience, goal)) return ended(all, 'no-better');
      if (index >= trials) return ended(all, 'all-tried');
      if (finished.length < reach) return { kind: 'wait' };
      return start(sampler, index, { finished, pending: all.slice(reach).map((trial) => trial.settings) });
    },
  };
}

function start(sampler: TrialSampler, index: number, history: History): NextTrial {
  return { kind: 'start', index, settings: sampler.propose(index, history) };
}

function ended(all: readonly Trial[], reason: 'all-tried' | 'no-better'): NextTrial {
  return all.every(isFinished) ? { kind: 'end', reason } : { kind: 'wait' };
}

interface SamplerOptions {
  readonly section: SearchSection;
  readonly seed: number;
  readonly round: number;
  readonly language?: Language;
}

const samplers = {
  grid: (space, { section, language }) => gridSampler(space, section.trials, language),
  random: (space, { seed, round }) => randomSampler(space, seed, round),
  tpe: (space, { section, seed, round }) => tpeSampler(space, seed, section.goal, round),
} satisfies Record<SearchSection['method'], (space: Space, options: SamplerOptions) => TrialSampler>;
