import type { z } from 'zod';
import type { CatalogDescription } from '../definition.ts';
import type { Language, Localized } from '../localized.ts';

/** What every parameter says about itself, whatever its kind. Plain data: it crosses processes and drives the forms. */
export interface ParameterBase {
  readonly title: Localized;
  readonly help?: Localized;
  /** TeX symbol in formulas, such as `\\eta`. */
  readonly symbol?: string;
  /** May be left out, and then means what `help` says; `null` says the same explicitly. */
  readonly optional?: boolean;
}

/** A description that remembers in its type what was written, so that the options a definition is given have exact types. */
export type Declared<D extends ParameterBase & { readonly kind: string }, O> = O & { readonly kind: D['kind'] };

/** What is needed to turn a description into a check: the language of its messages and the declared types. */
export interface KindContext {
  readonly language: Language;
  readonly catalog: CatalogDescription;
  /** Schema of a slot: one of its declared types with its parameters. */
  slot(name: string): z.ZodType;
}

/** One kind of parameter: how a value is checked, what it should be in words, and what it starts from. */
export interface Kind<D extends ParameterBase> {
  /** Zod schema without the default; its messages say what was expected. */
  schema(description: D, context: KindContext): z.ZodType;
  /** What a valid value is, such as "a number from 0 to 1". */
  expected(description: D, language: Language): string;
  /** The value a new object starts with; undefined where there is none. */
  initial(description: D): unknown;
}
