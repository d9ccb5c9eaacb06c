import type { ParameterDescription } from './kinds/index.ts';
import type { Localized } from './localized.ts';

/**
 * The places of an experiment document that are filled with one of several declared types.
 * Each slot names the key that tells which one (`discriminator`).
 */
export const slots = {
  layer: { discriminator: 'type' },
  loss: { discriminator: 'type' },
  initializer: { discriminator: 'scheme' },
  optimizer: { discriminator: 'type' },
  schedule: { discriminator: 'type' },
  dataset: { discriminator: 'source' },
} as const satisfies Record<string, { discriminator: string }>;

export type SlotName = keyof typeof slots;

/** What the whole product knows about one declared type: plain data, safe to send between processes. */
export interface DefinitionDescription {
  readonly slot: SlotName;
  /** Kebab-case name used in documents, such as `batch-norm`. */
  readonly type: string;
  readonly title: Localized;
  /** One sentence: what it does. */
  readonly summary: Localized;
  /** TeX, without delimiters. */
  readonly formula: string;
  /** One or two sentences: when to choose it. */
  readonly whenToUse: Localized;
  /** Where the formula comes from: book section or paper. */
  readonly reference: string;
  /** Palette group, such as `activation`; icon is a Lucide name. */
  readonly group?: string;
  readonly icon?: string;
  /** The section of the chapter that treats it, such as `6.1.3`. */
  readonly chapter?: string;
  /** Place in the palette of series, from 1, that it keeps wherever types of its slot are compared. */
  readonly series?: number;
  readonly parameters: Readonly<Record<string, ParameterDescription>>;
}

/** Everything declared, by slot, in the order in which it should be offered. */
export type CatalogDescription = Readonly<Record<SlotName, readonly DefinitionDescription[]>>;

/**
 * Position in the palette, from 0, that a type declares for itself; undefined where it takes its turn.
 * One type is drawn alike in recipes, labs and comparisons.
 */
export function declaredPosition(catalog: CatalogDescription | undefined, slot: SlotName, type: unknown): number | undefined {
  const series = catalog && findDefinition(catalog, slot, type)?.series;
  return series === undefined ? undefined : series - 1;
}

/** The declared type called `type` in a slot, or undefined. */
export function findDefinition(catalog: CatalogDescription, slot: SlotName, type: unknown): DefinitionDescription | undefined {
  return catalog[slot].find((definition) => definition.type === type);
}
