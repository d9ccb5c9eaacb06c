import { z } from 'zod';
import type { Declared, Kind, ParameterBase } from './kind.ts';

/** A list of numbers, such as the milestones of a schedule. */
export interface NumberListParameter extends ParameterBase {
  readonly kind: 'number-list';
  readonly default: readonly number[];
  readonly integer?: boolean;
  readonly min?: number;
  /** Each must be greater than the one before. */
  readonly increasing?: boolean;
  readonly maxLength?: number;
}

export const numberList = <const O extends Omit<NumberListParameter, 'kind'>>(options: O): Declared<NumberListParameter, O> => ({ kind: 'number-list', ...options });

export const numberListKind: Kind<NumberListParameter> = {
  schema(description, { language }) {
    const error = () => numberListKind.expected(description, language);
    let item = z.number({ error });
    if (description.integer) item = item.int({ error });
    if (description.min !== undefined) item = item.gte(description.min, { error });
    return z
      .array(item, { error })
      .max(description.maxLength ?? 1000, { error })
      .refine((list) => !description.increasing || list.every((value, i) => i === 0 || value > (list[i - 1] ?? -Infinity)), { error });
  },
  expected({ integer, increasing, min }, language) {
    if (language === 'zh') return `${increasing ? '递增的' : ''}${integer ? '整数' : '数'}列表${min === undefined ? '' : `，每个不小于 ${min}`}`;
    return `a list of ${increasing ? 'increasing ' : ''}${integer ? 'whole ' : ''}numbers${min === undefined ? '' : `, each at least ${min}`}`;
  },
  initial: (description) => description.default,
};
