import { booleanKind, type BooleanParameter } from './boolean.ts';
import { choiceKind, type ChoiceParameter } from './choice.ts';
import { definitionKind, type DefinitionParameter } from './definition.ts';
import type { Kind } from './kind.ts';
import { numberKind, type NumberParameter } from './number.ts';
import { numberListKind, type NumberListParameter } from './number-list.ts';
import { textKind, type TextParameter } from './text.ts';

export { boolean } from './boolean.ts';
export { choice } from './choice.ts';
export { definition } from './definition.ts';
export { integer, number } from './number.ts';
export { numberList } from './number-list.ts';
export { file, text } from './text.ts';
export type { Kind, KindContext, ParameterBase } from './kind.ts';
export type { BooleanParameter, ChoiceParameter, DefinitionParameter, NumberListParameter, NumberParameter, TextParameter };

/** A declared parameter: its kind, default, range and texts, as plain data. */
export type ParameterDescription =
  | BooleanParameter
  | ChoiceParameter
  | DefinitionParameter
  | NumberListParameter
  | NumberParameter
  | TextParameter;

const kinds = {
  boolean: booleanKind,
  choice: choiceKind,
  definition: definitionKind,
  number: numberKind,
  'number-list': numberListKind,
  text: textKind,
};

/** The behaviour behind a description. */
export function kindOf<D extends ParameterDescription>(description: D): Kind<D> {
  return kinds[description.kind] as unknown as Kind<D>;
}
