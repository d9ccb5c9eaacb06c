/** The readers of data: IDX, gzip, NPZ, CSV. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { datasetFromCsv } from '../../../src/engine/data/csv-dataset.ts';
import type { Dataset } from '../../../src/engine/data/dataset.ts';
import { featureSize, outputSize } from '../../../src/engine/data/dataset.ts';
import { gunzipIfNeeded } from '../../../src/engine/data/gzip.ts';
import { datasetFromIdx } from '../../../src/engine/data/idx-dataset.ts';
import { writeIdx } from '../../../src/engine/data/idx.ts';
import { idxFromNpz } from '../../../src/engine/data/npz.ts';
import { Fault, type FuzzTarget } from './fuzz.ts';

const images = writeIdx([3, 2, 2], Uint8Array.from({ length: 12 }, (_, i) => 20 * i));
const labels = writeIdx([3], Uint8Array.of(0, 1, 2));
const named = (bytes: Uint8Array, file = 'sound') => ({ file, bytes });
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const readIdxSet = (trainImages: Uint8Array, trainLabels: Uint8Array, fuzzed: 'images' | 'labels'): Dataset =>
  datasetFromIdx('fuzz', {
    trainImages: named(trainImages, fuzzed === 'images' ? 'fuzzed' : 'sound'),
    trainLabels: named(trainLabels, fuzzed === 'labels' ? 'fuzzed' : 'sound'),
    testImages: named(images),
    testLabels: named(writeIdx([3], Uint8Array.of(0, 0, 0))),
  });

const refusal = { codes: ['dataset-damaged'], message: /^[^\n]*: expected .+, found .+\. .+\.$/ } as const;

export const dataTargets: readonly FuzzTarget[] = [
  { name: 'IDX images', samples: [images, writeIdx([3, 1, 2, 2], new Uint8Array(12))], ...refusal, read: (input) => sound(readIdxSet(input, labels, 'images')) },
  { name: 'IDX labels', samples: [labels, writeIdx([3], Uint8Array.of(1, 1, 9))], ...refusal, read: (input) => sound(readIdxSet(images, input, 'labels')) },
  {
    name: 'gzip of IDX images',
    samples: [new Uint8Array(gzipSync(images)), new Uint8Array(gzipSync(images, { level: 0 }))],
    ...refusal,
    read: async (input) => sound(readIdxSet(await gunzipIfNeeded(input, 'fuzzed', 1 << 20), labels, 'images')),
  },
  {
    name: 'NPZ',
    samples: ['small.npz', 'plain.npz'].map((name) => new Uint8Array(readFileSync(new URL(`../../../test/fixtures/npz/${name}`, import.meta.url)))),
    ...refusal,
    read: (input) => sound(datasetFromIdx('fuzz', idxFromNpz(input, 'fuzzed'))),
  },
  {
    name: 'CSV',
    samples: [
      text('length,width,kind\n1.5,2,rose\n-3,4e-2,iris\n5,6,rose\n7,8,iris\n9,1,rose\n'),
      text('1;2;0\r\n3;4;1\r\n5;6;0\r\n7;8;1\r\n'),
      text('"a ""quoted"" name",b\n1,"2"\n"3",4\n5,6.5\n\n7,8\n'),
      text('\uFEFFx\ty\tz\n1\t2\t3\n4\t5\t6\n7\t8\t9\n'),
    ],
    ...refusal,
    read: (input) => sound(datasetFromCsv('fuzz', { train: named(input, 'fuzzed') })),
  },
];

/** A dataset that was read must be whole: as many values as its shape says, labels among the classes, numbers finite. */
function sound(dataset: Dataset): void {
  const outputs = outputSize(dataset.task);
  for (const { count, features, labels: values } of [dataset.train, dataset.test]) {
    const sizes = count >= 1 && features.length === count * featureSize(dataset) && values.length === count;
    const classes = dataset.task.kind === 'regression' || values.every((label: number) => label >= 0 && label < outputs);
    if (!sizes || !classes || !features.every(Number.isFinite) || !values.every(Number.isFinite)) throw new Fault(JSON.stringify({ ...dataset, train: count }));
  }
}
