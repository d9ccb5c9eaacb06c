import { createHash } from 'node:crypto';
import type { Dataset, DatasetPart, FeatureArray, LabelArray } from './dataset.ts';

/**
 * SHA-256 over a dataset's contents: for the training and then the test part, the features and then the labels, each led by a line that
 * says what follows (`train features u8 60000 1 28 28`). It does not depend on how the files were packed: MNIST has the same hash from
 * gzip, raw or Keras' archive. Numbers are hashed in little-endian order.
 */
export function hashDataset(dataset: Omit<Dataset, 'hash'>): string {
  const hash = createHash('sha256');
  const addPart = (name: string, part: DatasetPart): void => {
    const add = (what: string, values: FeatureArray | LabelArray, shape: readonly number[]): void => {
      hash.update(`${name} ${what} ${elementName(values)} ${[part.count, ...shape].join(' ')}\n`);
      hash.update(littleEndianBytes(values));
    };
    add('features', part.features, dataset.featureShape);
    add('labels', part.labels, dataset.task.kind === 'classification' ? [] : [dataset.task.targetNames.length]);
  };
  addPart('train', dataset.train);
  addPart('test', dataset.test);
  return hash.digest('hex');
}

/** SHA-256 of bytes, 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function elementName(values: FeatureArray | LabelArray): string {
  if (values instanceof Uint8Array) return 'u8';
  return values instanceof Int32Array ? 'i32' : 'f32';
}

const machineIsLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function littleEndianBytes(values: FeatureArray | LabelArray): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (machineIsLittleEndian || values.BYTES_PER_ELEMENT === 1) return bytes;
  return Buffer.from(bytes).swap32();
}
