import { expect } from 'vitest';
import { DescentError } from '../../../src/shared/api/errors.ts';
import { worded } from '../../../src/shared/api/reasons.ts';
import type { Dataset } from '../../../src/engine/data/dataset.ts';
import { hashDataset } from '../../../src/engine/data/hash.ts';
import { sharedFloats } from '../../../src/engine/core/shared-memory.ts';

/** The DescentError that an action ends with; whatever a reader refuses it refuses in both languages. */
export async function errorOf(action: () => unknown): Promise<DescentError> {
  try {
    await action();
  } catch (error) {
    expect(error).toBeInstanceOf(DescentError);
    expectBothLanguages(error as DescentError);
    return error as DescentError;
  }
  throw new Error('expected a DescentError, but nothing was thrown');
}

/** That an error's Chinese line is Chinese all through: what it quotes of a file may be anything, the words around it are not English. */
export function expectBothLanguages({ message, detail }: DescentError): void {
  // As it arrives after a thread and the wire.
  const arrived: unknown = JSON.parse(JSON.stringify(detail));
  expect(worded(arrived, 'en')).toBe(message);
  const chinese = worded(arrived, 'zh') ?? '';
  expect(chinese).toMatch(/\p{Script=Han}.*。$/u);
  expect(chinese).not.toMatch(/expected|found|Copy|Check|undefined|。。|，，/);
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const floats = (...values: number[]): Float32Array<SharedArrayBuffer> => {
  const array = sharedFloats(values.length);
  array.set(values);
  return array;
};

/** A regression dataset of single numbers. */
export function tinyDataset(train: number[], test: number[]): Omit<Dataset, 'hash'> {
  const part = (values: number[]) => ({ count: values.length, features: floats(...values), labels: floats(...values) });
  return { name: 'tiny', task: { kind: 'regression', targetNames: ['y'] }, featureShape: [1], train: part(train), test: part(test) };
}

export { hashDataset };
