import type { Dataset } from '../../../engine/data/dataset.ts';
import { readSafetensors } from '../../../engine/formats/safetensors.ts';
import { prepareExamples } from '../../../engine/training/examples.ts';
import { Session } from '../../../engine/training/session.ts';
import type { RunDocument } from '../../../shared/experiment/document.ts';
import { softmax } from '../../../shared/labs/losses.ts';

/** A trained network: what it was trained with and its weights as safetensors. */
export interface Member {
  readonly document: RunDocument;
  readonly weights: Uint8Array;
}

/** Examples predicted before others get their turn on this thread; every session takes as many at once. */
const slice = 200;

/** Test accuracy of the averaged class probabilities of several networks. */
export async function ensembleAccuracy(members: readonly Member[], dataset: Dataset): Promise<number> {
  const count = dataset.test.count;
  let sums = new Float64Array(0);
  let classes = 0;
  for (const { document, weights } of members) {
    const tensors = readSafetensors(weights, 'weights.safetensors').tensors;
    const session = new Session({ document, examples: prepareExamples(dataset, document), weights: Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data])) });
    for (let from = 0; from < count; from += slice) {
      const rows = Array.from({ length: Math.min(slice, count - from) }, (_, i) => from + i);
      const outputs = session.predict('test', rows);
      classes = outputs.length / rows.length;
      if (sums.length === 0) sums = new Float64Array(count * classes);
      rows.forEach((row, i) => {
        const { probabilities } = softmax([...outputs.subarray(i * classes, (i + 1) * classes)]);
        for (let k = 0; k < classes; k++) sums[row * classes + k] += probabilities[k];
      });
      await new Promise((turn) => setImmediate(turn));
    }
  }
  const { labels } = dataset.test;
  let right = 0;
  for (let row = 0; row < count; row++) {
    const scores = sums.subarray(row * classes, (row + 1) * classes);
    if (scores.indexOf(Math.max(...scores)) === labels[row]) right++;
  }
  return right / count;
}
