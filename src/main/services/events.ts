import type { RunEvent } from '../../shared/api/records.ts';

/** Points a subscriber may fall behind before its oldest are dropped: it reads the series again anyway. */
const backlogPoints = 200_000;

/** Tells every subscriber what happens to runs. A slow one gets its events merged, never a growing pile. */
export class RunEvents {
  readonly #subscribers = new Set<Subscription>();
  readonly #listeners = new Set<(event: RunEvent) => void>();

  publish(event: RunEvent): void {
    for (const listener of this.#listeners) listener(event);
    for (const subscriber of this.#subscribers) subscriber.push(event);
  }

  /** Calls `listener` at once with every event; answers how to stop. For code in the same process. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Events from now on, until `signal` aborts or the reader leaves. */
  async *subscribe(signal?: AbortSignal): AsyncGenerator<RunEvent, void, void> {
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
    this.#listeners.clear();
  }
}

class Subscription {
  readonly #waiting: RunEvent[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  push(event: RunEvent): void {
    // Only a run's last event may take in another one, so that their order stays.
    const last = this.#waiting.findLastIndex((other) => idOf(other) === idOf(event));
    if (last >= 0 && this.#waiting[last].type === event.type) this.#waiting[last] = merge(this.#waiting[last], event);
    else this.#waiting.push(event);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async next(): Promise<RunEvent | undefined> {
    while (this.#waiting.length === 0 && !this.#ended) await new Promise<void>((wake) => (this.#wake = wake));
    this.#wake = undefined;
    return this.#ended ? undefined : this.#waiting.shift();
  }
}

const idOf = (event: RunEvent): string => (event.type === 'changed' ? event.run.id : event.runId);

function merge(before: RunEvent, after: RunEvent): RunEvent {
  if (before.type !== 'recorded' || after.type !== 'recorded') return after;
  const points = { ...before.points };
  for (const [name, added] of Object.entries(after.points)) {
    const old = points[name];
    points[name] = old
      ? { steps: [...old.steps, ...added.steps].slice(-backlogPoints), values: [...old.values, ...added.values].slice(-backlogPoints) }
      : added;
  }
  return { ...after, points };
}
