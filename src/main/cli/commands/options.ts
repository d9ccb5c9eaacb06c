import { InvalidArgumentError } from 'commander';

/** Reads a whole number of at least `min` for commander. */
export const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) => (text: string): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Expected a whole number ${max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`}.`);
};

/** Gathers an option that may be given several times. */
export const gather = (text: string, before: readonly string[]): string[] => [...before, text];

/** Options of commands that train. */
export interface TrainingFlags {
  readonly out?: string;
  readonly threads?: number;
  readonly kernels?: string;
  readonly json?: boolean;
}
