import type { ExperimentDocument, Variant } from '../experiment/document.ts';
import { getAt } from '../experiment/paths.ts';

/** One thing that is compared, and the values it takes. */
export interface Axis {
  /** Short name of what is varied; stands in the names of the runs. */
  readonly name: string;
  readonly values: readonly AxisValue[];
}

export interface AxisValue {
  /** How the value is written in a run's name. */
  readonly name: string;
  /** What it replaces, by dotted path: a single parameter, or several that go together. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** The most variants a document may have. */
export const mostVariants = 1000;

/** The runs a comparison makes: every value of the first axis with every value of the second. */
export function variantsOver(axes: readonly Axis[]): Variant[] {
  return axes
    .filter(({ values }) => values.length > 0)
    .reduce<Variant[]>(
      (grid, axis) => grid.flatMap((variant) => axis.values.map((value) => ({ name: variant.name ? `${variant.name}, ${value.name}` : value.name, set: { ...variant.set, ...value.set } }))),
      [{ name: '', set: {} }],
    )
    .filter(({ name }) => name !== '');
}

/** The document with these variants instead of those it has; with none, it trains as it stands. A search gives way. */
export function withVariants(document: ExperimentDocument, variants: readonly Variant[]): ExperimentDocument {
  const { variants: _old, search, ...rest } = document;
  if (variants.length === 0) return search ? { ...rest, search } : rest;
  return { ...rest, variants };
}

/** How many runs a document makes; a search counts its trials. */
export function runCount({ variants, search, repeats = 1 }: Pick<ExperimentDocument, 'variants' | 'search' | 'repeats'>): number {
  return (search?.trials ?? variants?.length ?? 1) * repeats;
}

/** Numbers typed with commas or spaces between them; undefined where one is none. */
export function numbersFrom(text: string): number[] | undefined {
  const parts = text.split(/[\s,;，；、]+/).filter(Boolean);
  const numbers = parts.map((part) => Number(part.replaceAll('−', '-')));
  return numbers.every(Number.isFinite) ? [...new Set(numbers)] : undefined;
}

/** A few values around the one there is: a decade each way where steps are logarithmic, else half and double. */
export function valuesAround(value: number, { log, integer, min = -Infinity, max = Infinity }: { readonly log: boolean; readonly integer: boolean; readonly min?: number; readonly max?: number }): number[] {
  const around = log && !integer ? [value / 10, value, value * 10] : value === 0 ? [0, 0.1, 0.2] : [value / 2, value, value * 2];
  const clean = around.map((number) => (integer ? Math.round(number) : Number(number.toPrecision(6))));
  const allowed = clean.filter((number) => number >= min && number <= max);
  return [...new Set(allowed)];
}

/** The values at the paths a variant sets, as they stand in the document: what it differs from. */
export function baseValues(document: ExperimentDocument, variant: Variant): Record<string, unknown> {
  return Object.fromEntries(Object.keys(variant.set).map((path) => [path, getAt(document, path)]));
}
