/** Messages that wait for their reader: none is lost while a page is on its way, and each is read once. */
export class Mailbox<T> {
  readonly #waiting: T[] = [];
  #reader: object | undefined;
  #wake: (() => void) | undefined;

  push(message: T): void {
    this.#waiting.push(message);
    this.#wake?.();
  }

  /** Messages until `signal` aborts. A later reader takes over from an earlier one, whose page has gone. */
  async *read(signal?: AbortSignal): AsyncGenerator<T, void, void> {
    const me = {};
    this.#reader = me;
    this.#wake?.();
    const stop = () => this.#wake?.();
    signal?.addEventListener('abort', stop);
    try {
      while (!signal?.aborted && this.#reader === me) {
        const message = this.#waiting.shift();
        if (message !== undefined) yield message;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}
