/** What one subscriber has not read yet: takes events in, merged where it can, and gives the oldest out. */
export interface Backlog<E> {
  push(event: E): void;
  shift(): E | undefined;
}

/** Tells every subscriber what happens. A slow one gets its events merged by its backlog, never a growing pile. */
export class EventStream<E> {
  readonly #subscribers = new Set<Subscription<E>>();
  readonly #newBacklog: () => Backlog<E>;

  constructor(newBacklog: () => Backlog<E>) {
    this.#newBacklog = newBacklog;
  }

  publish(event: E): void {
    for (const subscriber of this.#subscribers) subscriber.push(event);
  }

  /** Events from now on, until `signal` aborts or the reader leaves. */
  async *subscribe(signal?: AbortSignal): AsyncGenerator<E, void, void> {
    const subscription = new Subscription(this.#newBacklog());
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

class Subscription<E> {
  readonly #backlog: Backlog<E>;
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(backlog: Backlog<E>) {
    this.#backlog = backlog;
  }

  push(event: E): void {
    this.#backlog.push(event);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async next(): Promise<E | undefined> {
    while (!this.#ended) {
      const event = this.#backlog.shift();
      if (event !== undefined) return event;
      await new Promise<void>((wake) => (this.#wake = wake));
      this.#wake = undefined;
    }
    return undefined;
  }
}
