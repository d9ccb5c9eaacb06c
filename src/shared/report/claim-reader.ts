import { refusal } from '../api/reasons.ts';
import { claimOf, type ReportClaim } from './class-table.ts';
import { assertReportSize, readFacts } from './read-facts.ts';

/** What one table takes: the files come from many hands, and any could be made to fill the memory. */
export const classLimits = {
  files: 1000,
  /** Of what is kept of all reports together. */
  characters: 64_000_000,
} as const;

/** Reads reports one after the other into what a table keeps of them. */
export class ClaimReader {
  readonly #limits: Readonly<Record<keyof typeof classLimits, number>>;
  #characters = 0;
  #files = 0;

  constructor(limits: Readonly<Record<keyof typeof classLimits, number>> = classLimits) {
    this.#limits = limits;
  }

  /** @throws DescentError `file-invalid` for what is no report, or one report too many */
  async read(file: { readonly name: string; readonly size: number; text(): Promise<string> }): Promise<ReportClaim> {
    if (++this.#files > this.#limits.files) throw refusal('file-invalid', 'class-too-large', { most: this.#limits.files.toLocaleString('en-US') });
    assertReportSize(file.size);
    const claim = claimOf(file.name, readFacts(await file.text()));
    const { length } = JSON.stringify(claim.handedIn);
    if (this.#characters + length > this.#limits.characters) throw refusal('file-invalid', 'class-too-heavy', {});
    this.#characters += length;
    return claim;
  }
}
