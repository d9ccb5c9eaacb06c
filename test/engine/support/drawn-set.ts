import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '../../../src/engine/data/dataset.ts';
import { writeIdx } from '../../../src/engine/data/idx.ts';
import { drawDigit } from '../../../src/engine/data/digits/draw.ts';
import { digitPixels, digitSide } from '../../../src/engine/data/digits/image.ts';

/** The first of the built-in digits: enough to learn from, and drawn in a moment. */
export function drawnSet(train: number, test: number): Dataset {
  const part = (from: number, count: number) => {
    const features = new Uint8Array(new SharedArrayBuffer(count * digitPixels));
    const labels = new Int32Array(new SharedArrayBuffer(count * 4));
    for (let i = 0; i < count; i++) labels[i] = drawDigit(0, from + i, features, i * digitPixels);
    return { count, features, labels };
  };
  const task = { kind: 'classification', classNames: Array.from({ length: 10 }, (_, i) => String(i)) } as const;
  return { name: 'drawn', task, featureShape: [1, digitSide, digitSide], train: part(0, train), test: part(train, test), hash: 'drawn' };
}

/** Writes such a set into a folder as four IDX files. @returns a document, to be kept in that folder, that trains the two-layer network on it */
export function writeDrawnSet(folder: string, { train, test, epochs }: { train: number; test: number; epochs: number }): Record<string, unknown> {
  const set = drawnSet(train, test);
  for (const name of ['train', 'test'] as const) {
    writeFileSync(join(folder, `${name}-images`), writeIdx([set[name].count, digitSide, digitSide], set[name].features as Uint8Array));
    writeFileSync(join(folder, `${name}-labels`), writeIdx([set[name].count], Uint8Array.from(set[name].labels)));
  }
  return {
    format: 'descent/experiment@1',
    name: 'Two layers',
    data: { source: 'idx', trainImages: 'train-images', trainLabels: 'train-labels', testImages: 'test-images', testLabels: 'test-labels' },
    network: { init: { scheme: 'he-normal' }, layers: [{ type: 'affine', units: 50 }, { type: 'relu' }, { type: 'affine', units: 10 }] },
    optimizer: { type: 'sgd', lr: 0.1 },
    training: { batchSize: 100, epochs },
  };
}
