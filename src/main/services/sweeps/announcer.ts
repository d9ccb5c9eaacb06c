import type { SweepEvent, SweepSummary } from '../../../shared/api/sweeps.ts';
import { SweepEvents } from './events.ts';
import type { SweepReader } from './reader.ts';

/** Milliseconds between two events about the trials of a sweep: these come and go faster than anyone reads. */
const publishEvery = 100;

/** Tells the subscribers what became of sweeps, changed trials gathered for a moment. */
export class SweepAnnouncer {
  readonly #reader: SweepReader;
  readonly #events = new SweepEvents();
  /** Trials of which has not been told yet. */
  readonly #waiting = new Map<string, { readonly numbers: Set<number>; readonly timer: NodeJS.Timeout }>();
  #closed = false;

  constructor(reader: SweepReader) {
    this.#reader = reader;
  }

  subscribe(signal?: AbortSignal): AsyncGenerator<SweepEvent, void, void> {
    return this.#events.subscribe(signal);
  }

  /** Trials changed: it is told together with what else changes in a moment. */
  trialsChanged(id: string, numbers: readonly number[]): void {
    if (this.#closed) return;
    const waiting = this.#waiting.get(id);
    if (waiting) {
      for (const number of numbers) waiting.numbers.add(number);
      return;
    }
    this.#waiting.set(id, { numbers: new Set(numbers), timer: setTimeout(() => this.changed(id), publishEvery) });
  }

  /** The sweep itself changed: it is told at once, with the trials that wait. */
  changed(id: string): SweepSummary {
    const event = this.#reader.changed(id, this.#take(id));
    this.#events.publish(event);
    return event.sweep;
  }

  removed(id: string): void {
    this.#take(id);
    this.#events.publish({ type: 'removed', sweepId: id });
  }

  /** What was not told yet is in the store, and nobody listens any more. */
  close(): void {
    for (const id of [...this.#waiting.keys()]) this.#take(id);
    this.#closed = true;
    this.#events.close();
  }

  #take(id: string): ReadonlySet<number> {
    const waiting = this.#waiting.get(id);
    clearTimeout(waiting?.timer);
    this.#waiting.delete(id);
    return waiting?.numbers ?? new Set();
  }
}
