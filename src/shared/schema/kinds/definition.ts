import type { SlotName } from '../definition.ts';
import type { Declared, Kind, ParameterBase } from './kind.ts';

/** One of the declared types of a slot with its own parameters, such as an affine layer's initializer. */
export interface DefinitionParameter extends ParameterBase {
  readonly kind: 'definition';
  readonly slot: SlotName;
  readonly default?: Readonly<Record<string, unknown>>;
}

export const definition = <const O extends Omit<DefinitionParameter, 'kind'>>(options: O): Declared<DefinitionParameter, O> => ({ kind: 'definition', ...options });

export const definitionKind: Kind<DefinitionParameter> = {
  schema: (description, context) => context.slot(description.slot),
  expected: (description, language) => (language === 'en' ? `an object that describes the ${description.slot}` : `描述 ${description.slot} 的对象`),
  initial: (description) => description.default,
};
