import type { Dataset } from '../../../src/engine/data/dataset.ts';
import { drawDigit, digitPixels, digitSide } from '../../../src/engine/data/digits/draw.ts';

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
