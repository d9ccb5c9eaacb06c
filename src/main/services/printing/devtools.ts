import type { Readable, Writable } from 'node:stream';

/** What a browser answers: https://chromedevtools.github.io/devtools-protocol */
interface Message {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (result: Readonly<Record<string, unknown>>) => void;
  readonly reject: (error: Error) => void;
}

/** Chromium's DevTools protocol over the pipe of `--remote-debugging-pipe`: JSON messages, each ended by a zero byte. */
export class DevTools {
  readonly #to: Writable;
  readonly #answers = new Map<number, Waiting>();
  #last = 0;
  #lost: Error | undefined;

  constructor(to: Writable, from: Readable) {
    this.#to = to;
    let rest = '';
    from.setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#hear(JSON.parse(message) as Message);
    });
    // Whoever ends the browser says why.
    to.on('error', () => undefined);
    from.on('error', () => undefined);
  }

  /** @throws Error as the browser words it */
  send(method: string, params: object = {}, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      this.#answers.set(id, { resolve, reject });
      this.#to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** Nothing comes any more. */
  lose(error: Error): void {
    this.#lost ??= error;
    for (const { reject } of this.#answers.values()) reject(error);
    this.#answers.clear();
  }

  /** Events carry no number: nobody here listens to them. */
  #hear({ id, result = {}, error }: Message): void {
    if (id === undefined) return;
    const waiting = this.#answers.get(id);
    this.#answers.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }
}
