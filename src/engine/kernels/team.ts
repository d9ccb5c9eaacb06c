/**
 * Threads that run the same program, each on its slice.
 *
 * A session is written once, for any number of threads: every phase works on `team.slice(count, grain)` and ends with `team.barrier()`
 * where the next phase reads what others wrote. With `solo` both cost nothing.
 */
export interface Team {
  /** This thread, from 0. */
  readonly index: number;
  /** Number of threads. */
  readonly size: number;
  /** Waits until every thread of the team is here; what they wrote before is visible after. */
  barrier(): void;
}

/** A team of one. */
export const solo: Team = { index: 0, size: 1, barrier: () => undefined };

/** Where a thread's share of `count` items begins, in whole multiples of `grain`; thread `size` begins at the end. */
export function sliceStart(count: number, index: number, size: number, grain: number): number {
  if (index >= size) return count;
  return Math.min(count, Math.ceil((count * index) / size / grain) * grain);
}
