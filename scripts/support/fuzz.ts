/** Damaged inputs for the readers of data: what is damaged, how, and what counts as a proper answer. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { DescentError } from '../../src/shared/api/errors.ts';
import type { RandomStream } from '../../src/engine/core/random.ts';
import { datasetFromCsv } from '../../src/engine/data/csv-dataset.ts';
import type { Dataset } from '../../src/engine/data/dataset.ts';
import { featureSize, outputSize } from '../../src/engine/data/dataset.ts';
import { gunzipIfNeeded } from '../../src/engine/data/gzip.ts';
import { datasetFromIdx } from '../../src/engine/data/idx-dataset.ts';
import { writeIdx } from '../../src/engine/data/idx.ts';
import { idxFromNpz } from '../../src/engine/data/npz.ts';

export interface FuzzTarget {
  readonly name: string;
  /** Sound inputs to start from. */
  readonly samples: readonly Uint8Array[];
  /** Reads an input under the name `fuzzed`; anything but a dataset or a coded error is a fault. */
  readonly read: (input: Uint8Array) => Dataset | Promise<Dataset>;
}

export type Outcome = { readonly kind: 'read' } | { readonly kind: 'refused' | 'fault'; readonly reason: string };

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

export const fuzzTargets: readonly FuzzTarget[] = [
  { name: 'IDX images', samples: [images, writeIdx([3, 1, 2, 2], new Uint8Array(12))], read: (input) => readIdxSet(input, labels, 'images') },
  { name: 'IDX labels', samples: [labels, writeIdx([3], Uint8Array.of(1, 1, 9))], read: (input) => readIdxSet(images, input, 'labels') },
  {
    name: 'gzip of IDX images',
    samples: [new Uint8Array(gzipSync(images)), new Uint8Array(gzipSync(images, { level: 0 }))],
    read: async (input) => readIdxSet(await gunzipIfNeeded(input, 'fuzzed', 1 << 20), labels, 'images'),
  },
  {
    name: 'NPZ',
    samples: ['small.npz', 'plain.npz'].map((name) => new Uint8Array(readFileSync(new URL(`../../test/fixtures/npz/${name}`, import.meta.url)))),
    read: (input) => datasetFromIdx('fuzz', idxFromNpz(input, 'fuzzed')),
  },
  {
    name: 'CSV',
    samples: [
      text('length,width,kind\n1.5,2,rose\n-3,4e-2,iris\n5,6,rose\n7,8,iris\n9,1,rose\n'),
      text('1;2;0\r\n3;4;1\r\n5;6;0\r\n7;8;1\r\n'),
      text('"a ""quoted"" name",b\n1,"2"\n"3",4\n5,6.5\n\n7,8\n'),
      text('\uFEFFx\ty\tz\n1\t2\t3\n4\t5\t6\n7\t8\t9\n'),
    ],
    read: (input) => datasetFromCsv('fuzz', { train: named(input, 'fuzzed') }),
  },
];

/** A damaged copy: one to four of flipped bits, changed bytes, cuts, insertions, repeated stretches, foreign stretches, and plain rubbish. */
export function mutate(sample: Uint8Array, random: RandomStream): Uint8Array {
  let bytes = Array.from(sample);
  const byte = (): number => random.below(256);
  const place = (): number => random.below(bytes.length + 1);
  for (let change = random.below(4); change >= 0; change--) {
    const at = place();
    const length = random.below(8) + 1;
    switch (random.below(8)) {
      case 0:
        if (at < bytes.length) bytes[at] ^= 1 << random.below(8);
        break;
      case 1:
        if (at < bytes.length) bytes[at] = byte();
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes.splice(at, length);
        break;
      case 4:
        bytes.splice(at, 0, ...Array.from({ length }, byte));
        break;
      case 5:
        bytes.splice(at, 0, ...bytes.slice(random.below(at + 1), at));
        break;
      case 6: {
        const foreign = [',', ';', '\n', '\r', '"', '""', '\t', '\0', 'NaN', '1e999', '-', '.', 'Infinity', '0x10', '\u00e9', '\ud83d\ude00', '\xff\xff\xff\xff', '\x1f\x8b'];
        bytes.splice(at, random.below(3), ...Buffer.from(foreign[random.below(foreign.length)], random.below(2) === 0 ? 'utf8' : 'latin1'));
        break;
      }
      default:
        if (random.below(20) === 0) bytes = Array.from({ length: random.below(64) }, byte);
    }
  }
  return Uint8Array.from(bytes);
}

/** What a reader made of an input. */
export async function outcomeOf({ read }: FuzzTarget, input: Uint8Array): Promise<Outcome> {
  try {
    return judge(await read(input));
  } catch (error) {
    if (!(error instanceof DescentError)) return { kind: 'fault', reason: `not a coded error: ${String(error)}` };
    if (error.code !== 'dataset-damaged') return { kind: 'fault', reason: `code ${error.code}: ${error.message}` };
    if (error.message.includes('\n') || !/: expected .+, found .+\. .+\.$/.test(error.message)) return { kind: 'fault', reason: `message: ${JSON.stringify(error.message)}` };
    return { kind: 'refused', reason: reasonOf(error) };
  }
}

/** A dataset that was read must be whole: as many values as its shape says, labels among the classes, numbers finite. */
function judge(dataset: Dataset): Outcome {
  const outputs = outputSize(dataset.task);
  for (const { count, features, labels: values } of [dataset.train, dataset.test]) {
    const sizes = count >= 1 && features.length === count * featureSize(dataset) && values.length === count;
    const classes = dataset.task.kind === 'regression' || values.every((label: number) => label >= 0 && label < outputs);
    if (!sizes || !classes || !features.every(Number.isFinite) || !values.every(Number.isFinite)) return { kind: 'fault', reason: `an unsound dataset: ${JSON.stringify({ ...dataset, train: count })}` };
  }
  return { kind: 'read' };
}

/** What was expected, without the numbers that differ from case to case. */
function reasonOf({ detail }: DescentError): string {
  return String(detail.expected).replace(/\d[\d,]*( × \d[\d,]*)*/g, 'n');
}
