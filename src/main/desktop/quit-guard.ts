export type QuitAnswer = 'background' | 'quit' | 'cancel';

export interface QuitOptions {
  /** Runs that would be interrupted. */
  readonly training: () => number;
  readonly ask: (training: number) => Promise<QuitAnswer>;
  readonly hide: () => void;
  /** Ends the program; `mayQuit` says yes from then on. */
  readonly quit: () => void;
}

/** Nothing that trains is ended without asking. */
export class QuitGuard {
  readonly #options: QuitOptions;
  #confirmed = false;
  #background = false;
  #asking: Promise<void> | undefined;

  constructor(options: QuitOptions) {
    this.#options = options;
  }

  /** Whether the program may end now; where not, the user is asked, and the answer is followed. */
  mayQuit(): boolean {
    const { training } = this.#options;
    if (this.#confirmed || training() === 0) return true;
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return false;
  }

  /** Ends without asking: what trains gets its checkpoint. */
  quitNow(): void {
    this.#confirmed = true;
    this.#options.quit();
  }

  /** The work is done: a program in the background has no more reason to be there. */
  idle(): void {
    if (this.#background) this.quitNow();
  }

  /** The window is wanted again. */
  foreground(): void {
    this.#background = false;
  }

  async #ask(): Promise<void> {
    const { ask, hide, training } = this.#options;
    const answer = await ask(training());
    if (answer === 'quit') this.quitNow();
    if (answer !== 'background') return;
    // It may all have ended while the question stood there.
    if (training() === 0) return this.quitNow();
    this.#background = true;
    hide();
  }
}
