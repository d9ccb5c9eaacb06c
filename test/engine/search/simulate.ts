import { randomStream } from '../../../src/engine/core/random.ts';
import type { Search } from '../../../src/engine/search/search.ts';
import { isFinished, type Outcome, type Report, type Settings, type Trial } from '../../../src/engine/search/trial.ts';

/** How a trial would go: the metric after each epoch, the last one its final value. Null = diverged. */
export type Curve = (settings: Settings, index: number) => readonly (number | null)[];

export interface Simulated {
  readonly trials: Trial[];
  readonly reason: 'all-tried' | 'no-better';
  /** Epochs trained in all. */
  readonly epochs: number;
}

/**
 * Runs a search with pretended workers, of which a seeded one is the next to end each time.
 * @param trials with which it begins; those under way are trained anew
 * @param until ends before this many trials have ended, as a kill would; trials under way are lost
 */
export function simulate(search: Search, curve: Curve, { workers = 1, timing = 0, trials: already = [] as readonly Trial[], until = Infinity } = {}): Simulated {
  const random = randomStream(timing, 'timing');
  const trials = [...already];
  const running = trials.filter((trial) => !isFinished(trial)).map(({ index }) => index);
  let epochs = 0;
  let ended = 0;
  for (;;) {
    while (running.length < workers) {
      const next = search.next(trials);
      if (next.kind === 'end') return { trials, reason: next.reason, epochs };
      if (next.kind === 'wait') break;
      trials.push({ index: next.index, settings: next.settings });
      running.push(next.index);
    }
    if (ended++ >= until) return { trials, reason: 'all-tried', epochs };
    const [index] = running.splice(random.below(running.length), 1);
    const { outcome, trained } = train(search, trials, index, curve);
    trials[index] = { ...trials[index], outcome };
    epochs += trained;
  }
}

function train(search: Search, trials: readonly Trial[], index: number, curve: Curve): { outcome: Outcome; trained: number } {
  const values = curve(trials[index].settings, index);
  const { pruner } = search;
  const rungs = pruner?.rungsOf(index) ?? [];
  const reports: Report[] = [];
  for (const [i, value] of values.entries()) {
    if (value === null) return { outcome: { state: 'failed', value: null, reports }, trained: i + 1 };
    if (!rungs.includes(i + 1)) continue;
    reports.push({ epoch: i + 1, value });
    if (pruner?.prunes(index, i + 1, value, search.visible(trials, index))) return { outcome: { state: 'pruned', value, reports }, trained: i + 1 };
  }
  return { outcome: { state: 'done', value: values[values.length - 1], reports }, trained: values.length };
}
