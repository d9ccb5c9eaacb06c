import { describe, expect, it } from 'vitest';
import fromFile from '../../../src/engine/initializers/file.ts';
import { initialValues } from '../support/definitions.ts';

describe('file', () => {
  it('takes what the file gives, for every tensor of a layer', () => {
    const asked: string[] = [];
    const given = (path: string) => {
      asked.push(path);
      return Float64Array.of(1, -2, 3, -4);
    };
    expect(Array.from(initialValues(fromFile, [2, 2], { options: { path: 'weights.safetensors' }, given }))).toEqual([1, -2, 3, -4]);
    expect(asked).toEqual(['weights.safetensors']);
    expect(fromFile.fillsEverything).toBe(true);
  });
});
