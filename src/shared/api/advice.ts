import type { Mend } from '../design/analysis.ts';
import type { Localized } from '../schema/localized.ts';

/** Something a run does that is probably not meant, with what shows it and what to try. */
export interface Finding {
  /** Name of the rule, such as `dead-units`. */
  readonly rule: string;
  /** `problem`: the run will hardly come to anything as it is; `hint`: it could do better. */
  readonly severity: 'problem' | 'hint';
  /** Position in `network.layers`, where it is about one layer. */
  readonly layer: number | null;
  /** What is the matter, in a few words. */
  readonly title: Localized;
  /** What was measured, with its numbers. */
  readonly evidence: Localized;
  /** From where on the rule speaks. */
  readonly threshold: Localized;
  /** Changes to fork the run with, the most promising first. */
  readonly tries: readonly Mend[];
}
