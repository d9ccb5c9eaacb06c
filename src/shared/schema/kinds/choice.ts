import { z } from 'zod';
import type { Localized } from '../localized.ts';
import type { Declared, Kind, ParameterBase } from './kind.ts';

/** One of a few named values. */
export interface ChoiceParameter extends ParameterBase {
  readonly kind: 'choice';
  readonly default: string;
  readonly options: readonly { readonly value: string; readonly title: Localized; readonly help?: Localized }[];
}

export const choice = <const O extends Omit<ChoiceParameter, 'kind'>>(options: O): Declared<ChoiceParameter, O> => ({ kind: 'choice', ...options });

export const choiceKind: Kind<ChoiceParameter> = {
  schema(description, { language }) {
    return z.enum(
      description.options.map((option) => option.value),
      { error: () => choiceKind.expected(description, language) },
    );
  },
  expected(description, language) {
    const names = description.options.map((option) => `"${option.value}"`).join(', ');
    return language === 'en' ? `one of ${names}` : `以下之一：${names}`;
  },
  initial: (description) => description.default,
};
