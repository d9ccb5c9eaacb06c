import type { DefinitionDescription, SlotName } from '../../shared/schema/definition.ts';
import type { ParameterDescription } from '../../shared/schema/kinds/index.ts';

/** Declared parameters by name. */
export type Parameters = Readonly<Record<string, ParameterDescription>>;

/** The values of declared parameters before their types are known: what a document holds, checked and with its defaults. */
export type Options = Readonly<Record<string, unknown>>;

type OptionalNames<P extends Parameters> = { [K in keyof P]: P[K] extends { readonly optional: true } ? K : never }[keyof P];

/** The value that one declared parameter takes. */
type ValueOf<D> = D extends { readonly kind: 'number' }
  ? number
  : D extends { readonly kind: 'boolean' }
    ? boolean
    : D extends { readonly kind: 'text' }
      ? string
      : D extends { readonly kind: 'number-list' }
        ? readonly number[]
        : D extends { readonly kind: 'choice'; readonly options: readonly { readonly value: infer V }[] }
          ? V
          : D extends { readonly kind: 'definition' }
            ? Options
            : never;

/**
 * The options an implementation is given, derived from the parameters it declared: `units: integer(…)` becomes `units: number`, a choice
 * becomes the union of its values, an optional parameter may be null or missing.
 */
export type OptionsOf<P extends Parameters> = { readonly [K in Exclude<keyof P, OptionalNames<P>>]: ValueOf<P[K]> } & {
  readonly [K in OptionalNames<P>]?: ValueOf<P[K]> | null;
};

/** Everything a definition says about itself: texts, formula and parameters; see `DefinitionDescription`. */
export type Declaration<P extends Parameters> = Omit<DefinitionDescription, 'slot' | 'parameters'> & { readonly parameters: P };

/** The description alone, as plain data that can be sent between processes. */
export function describe(definition: DefinitionDescription): DefinitionDescription {
  const { slot, type, title, summary, formula, whenToUse, reference, group, icon, chapter, series, parameters } = definition;
  return {
    slot,
    type,
    title,
    summary,
    formula,
    whenToUse,
    reference,
    ...(group === undefined ? {} : { group }),
    ...(icon === undefined ? {} : { icon }),
    ...(chapter === undefined ? {} : { chapter }),
    ...(series === undefined ? {} : { series }),
    parameters,
  };
}

/** What every definition has, whatever its slot. */
export interface Definition<S extends SlotName> extends DefinitionDescription {
  readonly slot: S;
}
