import { z } from 'zod';
import type { Declared, Kind, ParameterBase } from './kind.ts';

/** Yes or no. */
export interface BooleanParameter extends ParameterBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}

export const boolean = <const O extends Omit<BooleanParameter, 'kind'>>(options: O): Declared<BooleanParameter, O> => ({ kind: 'boolean', ...options });

export const booleanKind: Kind<BooleanParameter> = {
  schema: (description, { language }) => z.boolean({ error: () => booleanKind.expected(description, language) }),
  expected: (_description, language) => (language === 'en' ? 'true or false' : 'true 或 false'),
  initial: (description) => description.default,
};
