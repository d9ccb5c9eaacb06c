import { gzipSync } from 'node:zlib';
import { partOf, splits, type RunExamples } from '../../training/examples.ts';
import { writeSafetensors, type StoredTensor } from '../safetensors.ts';

/**
 * The examples that a program reads, as gzipped safetensors: `<split>.x` [examples, features], as they are stored, before scaling; `<split>.t`
 * class numbers [examples] or values [examples, targets]. Only splits with examples.
 */
export function writeDataFile(examples: RunExamples): Uint8Array {
  const tensors: Record<string, StoredTensor> = {};
  for (const split of splits) {
    const rows = examples.rows[split];
    if (rows.length === 0) continue;
    const { features, labels } = partOf(examples, split);
    tensors[`${split}.x`] = { shape: [rows.length, examples.inputs], data: gather(features, rows, examples.inputs) };
    tensors[`${split}.t`] = examples.dataset.task.kind === 'classification' ? { shape: [rows.length], data: gather(labels, rows, 1) } : { shape: [rows.length, examples.outputs], data: gather(labels, rows, examples.outputs) };
  }
  return gzipSync(writeSafetensors({ tensors, metadata: {} }), { level: 6 });
}

function gather<A extends Uint8Array | Float32Array | Int32Array>(values: A, rows: Int32Array, size: number): A {
  const out = new (values.constructor as new (length: number) => A)(rows.length * size);
  rows.forEach((row, i) => out.set(values.subarray(row * size, (row + 1) * size), i * size));
  return out;
}
