import type { SearchSection } from '../../shared/experiment/document.ts';
import { lossOf, type FinishedTrial } from './trial.ts';

/** A ladder of rungs: at each one all but the best 1/reduction of the trials that come by are given up. */
export interface Bracket {
  /** Epochs after which a trial is judged, ascending, all below the full length. */
  readonly rungs: readonly number[];
  /** Trials that go into it out of each cycle of all brackets. */
  readonly trials: number;
}

export interface Pruner {
  readonly brackets: readonly Bracket[];
  /** The bracket of a trial. */
  bracketOf(index: number): number;
  /** Epochs after which a trial is judged. */
  rungsOf(index: number): readonly number[];
  /**
   * Whether a trial is given up after `epoch`, one of its rungs.
   * @param value its metric there; null where the network diverged
   * @param finished trials 0 … index − lookback, all of them
   */
  prunes(index: number, epoch: number, value: number | null, finished: readonly FinishedTrial[]): boolean;
}

type Pruning = NonNullable<SearchSection['pruning']>;

/**
 * Successive halving (Jamieson and Talwalkar, AISTATS 2016) in the form that never waits for a rung to fill (ASHA: Li et al., "A System
 * for Massively Parallel Hyperparameter Tuning", MLSys 2020), and Hyperband, which runs it from several shortest lengths at once (Li et
 * al., JMLR 2018), because one cannot know how early a trial may be judged.
 *
 * A trial goes on from a rung if it is among the best ⌊n/reduction⌋ (at least one) of the n trials of its bracket that have come by,
 * itself included; on equal values the earlier one stands first. Only trials 0 … index − lookback are looked at, so that the decision
 * does not hang on which of several parallel trials was faster.
 *
 * @param epochs the full length of a trial
 */
export function createPruner(pruning: Pruning, epochs: number, goal: SearchSection['goal']): Pruner {
  const { reduction } = pruning;
  const brackets = pruning.method === 'hyperband' ? hyperbandBrackets(pruning, epochs) : [{ rungs: rungsFrom(pruning.minEpochs, reduction, epochs), trials: 1 }];
  const order = cycle(brackets.map((bracket) => bracket.trials));
  const bracketOf = (index: number) => order[index % order.length];
  return {
    brackets,
    bracketOf,
    rungsOf: (index) => brackets[bracketOf(index)].rungs,
    prunes(index, epoch, value, finished) {
      const own = lossOf(value, goal);
      if (own === Infinity) return true;
      const others = finished
        .filter((trial) => bracketOf(trial.index) === bracketOf(index))
        .flatMap((trial) => trial.outcome.reports.filter((report) => report.epoch === epoch))
        .map((report) => lossOf(report.value, goal));
      const ahead = others.filter((loss) => loss <= own).length;
      return ahead >= Math.max(1, Math.floor((others.length + 1) / reduction));
    },
  };
}

/**
 * The brackets of Hyperband for full length R, shortest length r and reduction η: s = s_max … 0 with s_max = ⌊log_η(R/r)⌋. Bracket s has
 * s rungs, the first after R·η^−s epochs, and gets ⌈(s_max + 1)/(s + 1)·η^s⌉ trials of a cycle, which makes every bracket cost about
 * (s_max + 1)·R epochs.
 */
export function hyperbandBrackets({ reduction, minEpochs }: Pick<Pruning, 'reduction' | 'minEpochs'>, epochs: number): Bracket[] {
  let most = 0;
  while (minEpochs * reduction ** (most + 1) <= epochs) most++;
  return Array.from({ length: most + 1 }, (_, i) => {
    const s = most - i;
    const rungs = Array.from({ length: s }, (_, rung) => Math.max(1, Math.round(epochs * reduction ** (rung - s))));
    return { rungs: [...new Set(rungs)].filter((rung) => rung < epochs), trials: Math.ceil(((most + 1) / (s + 1)) * reduction ** s) };
  });
}

function rungsFrom(first: number, reduction: number, epochs: number): number[] {
  const rungs: number[] = [];
  for (let rung = first; rung < epochs; rung = Math.max(rung + 1, Math.round(rung * reduction))) rungs.push(rung);
  return rungs;
}

/** A cycle in which each bracket has its number of places, spread evenly: next is always the one that is furthest behind its share. */
function cycle(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const given = shares.map(() => 0);
  return Array.from({ length: total }, () => {
    let next = 0;
    for (let i = 1; i < shares.length; i++) if ((given[i] + 0.5) / shares[i] < (given[next] + 0.5) / shares[next]) next = i;
    given[next]++;
    return next;
  });
}
