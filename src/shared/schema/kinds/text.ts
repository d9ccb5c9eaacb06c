import { z } from 'zod';
import type { Declared, Kind, ParameterBase } from './kind.ts';

/** A short text; `file` means the path of a file, relative to the document. */
export interface TextParameter extends ParameterBase {
  readonly kind: 'text';
  readonly default?: string;
  readonly file?: boolean;
  readonly maxLength?: number;
}

export const text = <const O extends Omit<TextParameter, 'kind'>>(options: O): Declared<TextParameter, O> => ({ kind: 'text', ...options });
export const file = <const O extends Omit<TextParameter, 'kind' | 'file'>>(options: O): Declared<TextParameter, O> => ({ kind: 'text', file: true, ...options });

export const textKind: Kind<TextParameter> = {
  schema(description, { language }) {
    const error = () => textKind.expected(description, language);
    return z.string({ error }).min(description.file ? 1 : 0, { error }).max(description.maxLength ?? 10_000, { error });
  },
  expected(description, language) {
    if (description.file) return language === 'en' ? 'the path of a file' : '文件路径';
    return language === 'en' ? 'a text' : '文本';
  },
  initial: (description) => description.default,
};
