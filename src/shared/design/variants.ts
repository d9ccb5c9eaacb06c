import type { ExperimentDocument, Variant } from '../experiment/document.ts';
import type { Design } from './outline.ts';

/** One thing that is compared, and the values it takes. */
export interface Axis {
  readonly values: readonly AxisValue[];
}

export interface AxisValue {
  /** How the value is written in a run's name. */
  readonly name: string;
  /** The edit that makes it: the runs of a comparison are the document as it would be edited. */
  readonly apply: (design: Design) => Design;
}

/** The most variants a document may have. */
export const mostVariants = 1000;

/** The runs a comparison makes: every value of the first axis with every value of the second. */
export function variantsOver(design: Design, axes: readonly Axis[]): Variant[] {
  const base: { readonly names: readonly string[]; readonly design: Design }[] = [{ names: [], design }];
  return axes
    .filter(({ values }) => values.length > 0)
    .reduce((grid, axis) => grid.flatMap((run) => axis.values.map((value) => ({ names: [...run.names, value.name], design: value.apply(run.design) }))), base)
    .filter(({ names }) => names.length > 0)
    .map((run) => ({ name: run.names.join(', '), set: changesBetween(design.document, run.design.document) }));
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

/**
 * What a variant must set to turn one document into another, as deep as the two have the same form: a changed rate is one
 * number, another type is a whole object, another number of layers the whole list.
 */
export function changesBetween(from: ExperimentDocument, to: ExperimentDocument): Record<string, unknown> {
  const { editor: _a, variants: _b, assignment: _c, ...before } = from;
  const { editor: _d, variants: _e, assignment: _f, ...after } = to;
  return Object.fromEntries(differences(before, after, ''));
}

/** Keys that say which of several types an object is: with another type nothing of the old one stays. */
const discriminators = ['type', 'scheme', 'source'];

function differences(from: unknown, to: unknown, path: string): [string, unknown][] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (path !== '' && !sameForm(from, to)) return [[path, to]];
  const before = from as Record<string, unknown>;
  const after = to as Record<string, unknown>;
  return Object.keys(after).flatMap((key) => differences(before[key], after[key], path === '' ? key : `${path}.${key}`));
}

function sameForm(from: unknown, to: unknown): boolean {
  if (Array.isArray(from) && Array.isArray(to)) return from.length === to.length && from.every((item, index) => typeof item === 'object' && sameForm(item, to[index]));
  if (!isRecord(from) || !isRecord(to)) return false;
  if (discriminators.some((key) => from[key] !== to[key])) return false;
  return Object.keys(from).every((key) => key in to);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Numbers typed with commas or spaces between them; undefined where one is none. */
export function numbersFrom(text: string): number[] | undefined {
  const parts = text.split(/[\s,;，；、]+/).filter(Boolean);
  const numbers = parts.map((part) => Number(part.replaceAll('−', '-')));
  return numbers.every(Number.isFinite) ? [...new Set(numbers)] : undefined;
}

/** A few values around the one there is: a decade each way where steps are logarithmic, else half and double. */
export function valuesAround(value: number, { log, integer, min = -Infinity, max = Infinity }: { readonly log: boolean; readonly integer: boolean; readonly min?: number | undefined; readonly max?: number | undefined }): number[] {
  const around = value === 0 ? (log ? [0, 1e-4, 1e-3] : [0, 0.1, 0.2]) : log && !integer ? [value / 10, value, value * 10] : [value / 2, value, value * 2];
  const clean = around.map((number) => (integer ? Math.round(number) : Number(number.toPrecision(6))));
  const allowed = clean.filter((number) => number >= min && number <= max);
  return [...new Set(allowed)];
}
