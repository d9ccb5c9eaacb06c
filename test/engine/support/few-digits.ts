import type { Dataset } from '../../../src/engine/data/dataset.ts';
import { digitPixels, digitSide } from '../../../src/engine/data/digits/image.ts';
import { drawSlice } from '../../../src/engine/data/digits/generate.ts';
import { hashDataset } from '../../../src/engine/data/hash.ts';
import { mnist } from '../../../src/engine/data/known-sets.ts';

/** The first built-in digits: as many to train and to test on as asked for. */
export function fewDigits(train: number, test: number): Dataset {
  const part = (from: number, count: number) => {
    const features = new Uint8Array(new SharedArrayBuffer(count * digitPixels));
    const labels = new Uint8Array(new SharedArrayBuffer(count));
    drawSlice({ seed: 0, from, to: from + count, pixels: features, labels });
    const classes = new Int32Array(new SharedArrayBuffer(count * 4));
    classes.set(labels);
    return { count, features, labels: classes };
  };
  const contents = { name: 'digits', task: { kind: 'classification', classNames: mnist.classNames }, featureShape: [1, digitSide, digitSide], train: part(0, train), test: part(train, test) } as const;
  return { ...contents, hash: hashDataset(contents) };
}
