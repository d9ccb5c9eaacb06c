/** Lines of a program that come from one place of the document. Numbered from 1, both ends included. */
export interface CodeLines {
  readonly from: number;
  readonly to: number;
  /** Such as `network.layers.2` or `optimizer`. */
  readonly path: string;
}

export interface Program {
  readonly text: string;
  readonly lines: readonly CodeLines[];
}

/** Gathers a program line by line and remembers which places of the document they come from. */
export class ProgramText {
  readonly #lines: string[] = [];
  readonly #origins: CodeLines[] = [];

  /** Adds lines that come from these places of the document. */
  add(text: string, ...paths: readonly string[]): this {
    const from = this.#lines.length + 1;
    this.#lines.push(...text.split('\n'));
    for (const path of paths) this.#origins.push({ from, to: this.#lines.length, path });
    return this;
  }

  /** Blank lines before the next thing: one within a section, two between definitions. */
  gap(lines: 1 | 2 = 2): this {
    for (let i = 0; i < lines; i++) this.#lines.push('');
    return this;
  }

  finish(): Program {
    return { text: `${this.#lines.join('\n')}\n`, lines: this.#origins };
  }
}

export const indent = (lines: readonly string[], by = 4): string => lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line)).join('\n');

/** Text within a docstring: nothing in it ends it. */
export const within = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"""', "'''").replace(/[\r\n]+/g, ' ').trim();
