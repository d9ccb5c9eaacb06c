import type { RunEvent, RunSummary } from '../../shared/api/records.ts';
import type { DesktopWords } from './words.ts';

/** What the dock or the taskbar shows: a share from 0 to 1, or no bar. */
export type Bar = { readonly mode: 'none' } | { readonly mode: 'normal' | 'paused'; readonly share: number } | { readonly mode: 'indeterminate' };

type Watched = Pick<RunSummary, 'id' | 'name' | 'state' | 'progress' | 'final'>;

/**
 * The work of this studio since it was last idle. Runs that have ended count as done until all have, so that the bar never goes back when
 * one of several ends.
 */
export class Work {
  readonly #runs = new Map<string, Watched>();
  #since = 0;

  /** Takes in an event. @param now milliseconds since 1970 */
  hear(event: RunEvent, now: number): void {
    if (event.type === 'recorded') {
      const run = this.#runs.get(event.runId);
      if (run) this.#runs.set(run.id, { ...run, progress: event.progress });
    } else if (event.type === 'removed') {
      this.#runs.delete(event.runId);
    } else if (!event.run.elsewhere && (this.#runs.has(event.run.id) || isUnderWay(event.run))) {
      if (this.#runs.size === 0) this.#since = now;
      this.#runs.set(event.run.id, event.run);
    }
  }

  /** Runs that train or wait for their turn: those that quitting would interrupt. */
  get training(): number {
    return this.#count('running') + this.#count('queued');
  }

  /** Whether a run trains at this moment. */
  get active(): boolean {
    return this.#count('running') > 0;
  }

  get bar(): Bar {
    const runs = [...this.#runs.values()];
    if (!runs.some(isUnderWay)) return { mode: 'none' };
    const total = sum(runs, ({ progress }) => progress.totalSteps);
    if (total === 0) return { mode: 'indeterminate' };
    const done = sum(runs, (run) => (isUnderWay(run) ? run.progress.step : run.progress.totalSteps));
    return { mode: this.training > 0 ? 'normal' : 'paused', share: Math.min(1, done / total) };
  }

  /** Once nothing is under way any more: what has ended and how long it took, in milliseconds. Forgets it. */
  takeEnded(now: number): { readonly runs: readonly Watched[]; readonly took: number } | undefined {
    if (this.#runs.size === 0 || [...this.#runs.values()].some(isUnderWay)) return undefined;
    const runs = [...this.#runs.values()];
    this.#runs.clear();
    return { runs, took: now - this.#since };
  }

  #count(state: RunSummary['state']): number {
    return [...this.#runs.values()].filter((run) => run.state === state).length;
  }
}

/** Work as long as this is worth a notice when it is done, in milliseconds. */
export const longWork = 30_000;

/** What a notice says about runs that have ended; undefined where the user ended them. */
export function noticeOf(runs: readonly Watched[], words: DesktopWords): { readonly title: string; readonly body: string } | undefined {
  const done = runs.filter(({ state }) => state === 'done');
  const failed = runs.filter(({ state }) => state === 'failed');
  if (done.length + failed.length === 0) return undefined;
  const [only] = done;
  const accuracy = done.length === 1 ? only?.final?.testAccuracy : undefined;
  const lines = [
    ...(done.length > 0 && failed.length > 0 ? [words.failed(failed.length)] : []),
    [...done, ...failed].slice(0, 3).map(({ name }) => name).join(' · '),
    ...(typeof accuracy === 'number' ? [words.accuracy(`${(accuracy * 100).toFixed(2)} %`)] : []),
  ];
  return { title: done.length > 0 ? words.done(done.length) : words.failed(failed.length), body: lines.join('\n') };
}

const isUnderWay = ({ state }: Pick<Watched, 'state'>): boolean => state === 'running' || state === 'queued' || state === 'paused';
const sum = (runs: readonly Watched[], of: (run: Watched) => number): number => runs.reduce((total, run) => total + of(run), 0);
