import { slots, type DefinitionDescription } from '../../shared/schema/definition.ts';
import { kindOf, type ParameterDescription } from '../../shared/schema/kinds/index.ts';

/** The value a parameter starts with; undefined where it is left out. */
export function defaultOf(description: ParameterDescription): unknown {
  return kindOf(description).initial(description);
}

/** A new object of a declared type, with its defaults. */
export function newDefinition(definition: DefinitionDescription): Record<string, unknown> {
  const object: Record<string, unknown> = { [slots[definition.slot].discriminator]: definition.type };
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    const value = defaultOf(parameter);
    if (value !== undefined && !parameter.optional) object[name] = value;
  }
  return object;
}

/** Whether two values of a document say the same. */
export function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
