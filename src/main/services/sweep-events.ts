import type { SweepEvent, SweepTrial } from '../../shared/api/sweeps.ts';

/** Tells every subscriber what happens to sweeps. What a slow one has not read yet is merged, never a growing pile. */
export class SweepEvents {
  readonly #subscribers = new Set<Subscription>();

  publish(event: SweepEvent): void {
    for (const subscriber of this.#subscribers) subscriber.push(event);
  }

  /** Events from now on, until `signal` aborts or the reader leaves. */
  async *subscribe(signal?: AbortSignal): AsyncGenerator<SweepEvent, void, void> {
    const subscription = new Subscription();
    this.#subscribers.add(subscription);
    const end = () => subscription.end();
    signal?.addEventListener('abort', end);
    try {
      if (signal?.aborted) return;
      for (;;) {
        const event = await subscription.next();
        if (!event) return;
        yield event;
      }
    } finally {
      signal?.removeEventListener('abort', end);
      this.#subscribers.delete(subscription);
    }
  }

  /** Ends every subscription. */
  close(): void {
    for (const subscriber of this.#subscribers) subscriber.end();
  }
}

class Subscription {
  /** At most one event for each sweep. */
  readonly #waiting = new Map<string, SweepEvent>();
  #wake: (() => void) | undefined;
  #ended = false;

  push(event: SweepEvent): void {
    const id = event.type === 'changed' ? event.sweep.id : event.sweepId;
    const before = this.#waiting.get(id);
    this.#waiting.set(id, before?.type === 'changed' && event.type === 'changed' ? { ...event, trials: merged(before.trials, event.trials) } : event);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async next(): Promise<SweepEvent | undefined> {
    while (this.#waiting.size === 0 && !this.#ended) await new Promise<void>((wake) => (this.#wake = wake));
    this.#wake = undefined;
    if (this.#ended) return undefined;
    const [first] = this.#waiting;
    this.#waiting.delete(first[0]);
    return first[1];
  }
}

function merged(before: readonly SweepTrial[], after: readonly SweepTrial[]): SweepTrial[] {
  const byNumber = new Map([...before, ...after].map((trial) => [trial.number, trial]));
  return [...byNumber.values()];
}
