import { z } from 'zod';
import { localize, type Language } from '../localized.ts';
import type { Declared, Kind, ParameterBase } from './kind.ts';

/** A real or whole number in a range. */
export interface NumberParameter extends ParameterBase {
  readonly kind: 'number';
  readonly default?: number;
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** The bounds themselves are not allowed. */
  readonly exclusiveMin?: boolean;
  readonly exclusiveMax?: boolean;
  /** How sliders and steps move; searches sample the same way. */
  readonly scale?: 'linear' | 'log';
  /** The range a slider offers where the allowed one is too wide to be useful. */
  readonly slider?: readonly [number, number];
}

type Options = Omit<NumberParameter, 'kind'>;

export const number = <const O extends Options>(options: O): Declared<NumberParameter, O> => ({ kind: 'number', ...options });
export const integer = <const O extends Options>(options: O): Declared<NumberParameter, O> => ({ kind: 'number', integer: true, ...options });

const words = {
  number: { en: 'a number', zh: '数' },
  integer: { en: 'a whole number', zh: '整数' },
};

export const numberKind: Kind<NumberParameter> = {
  schema(description, { language }) {
    const error = () => numberKind.expected(description, language);
    let schema = z.number({ error });
    if (description.integer) schema = schema.int({ error });
    const { min, max } = description;
    if (min !== undefined) schema = description.exclusiveMin ? schema.gt(min, { error }) : schema.gte(min, { error });
    if (max !== undefined) schema = description.exclusiveMax ? schema.lt(max, { error }) : schema.lte(max, { error });
    return schema;
  },
  expected(description, language) {
    const what = localize(description.integer ? words.integer : words.number, language);
    return [what, range(description, language)].filter(Boolean).join(language === 'en' ? ' ' : '，');
  },
  initial: (description) => description.default,
};

function range({ min, max, exclusiveMin, exclusiveMax }: NumberParameter, language: Language): string {
  const above = exclusiveMin ? { en: 'greater than', zh: '大于' } : { en: 'at least', zh: '不小于' };
  const below = exclusiveMax ? { en: 'less than', zh: '小于' } : { en: 'at most', zh: '不大于' };
  if (min !== undefined && max !== undefined && !exclusiveMin && !exclusiveMax) {
    return language === 'en' ? `from ${min} to ${max}` : `从 ${min} 到 ${max}`;
  }
  const parts = [
    min === undefined ? '' : `${localize(above, language)} ${min}`,
    max === undefined ? '' : `${localize(below, language)} ${max}`,
  ];
  return parts.filter(Boolean).join(language === 'en' ? ' and ' : ' 且');
}
