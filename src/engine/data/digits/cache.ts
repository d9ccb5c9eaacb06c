/**
 * The generated digits on disk: MNIST's four files, uncompressed, in a folder of their own, and beside them the hash of the contents.
 * The files are written aside and renamed, the folder's name carries the recipe's version and the seed, and a cache that does not match
 * its hash is made anew.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../dataset.ts';
import { datasetFromIdx } from '../idx-dataset.ts';
import { writeIdx } from '../idx.ts';
import { idxRoles, mnist } from '../known-sets.ts';
import type { IdxRole } from '../known-sets.ts';
import { digitSide } from './image.ts';
import { generateDigits } from './generate.ts';
import type { GenerateOptions } from './generate.ts';

/** Grows with every change of the drawing: digits of another version are another dataset. */
const digitsVersion = 1;
export const digitsTrainCount = 60_000;
export const digitsTestCount = 10_000;

interface DigitsCounts {
  readonly train: number;
  readonly test: number;
}

const allDigits: DigitsCounts = { train: digitsTrainCount, test: digitsTestCount };

export interface DigitsOptions extends GenerateOptions {
  readonly seed?: number;
  /** Images of the training and of the test part; left out = as many as MNIST has. */
  readonly counts?: DigitsCounts;
  /** Folder for cached sets; left out or null = draw them every time. */
  readonly cacheDirectory?: string | null;
}

/** The digits of a seed: from the cache, or drawn and (where the disk allows) cached. */
export async function loadDigits({ seed = 0, counts = allDigits, cacheDirectory = null, ...options }: DigitsOptions = {}): Promise<Dataset> {
  const size = counts === allDigits ? '' : `-${counts.train}-${counts.test}`;
  const directory = cacheDirectory === null ? null : join(cacheDirectory, `digits-v${digitsVersion}-seed${seed}${size}`);
  const cached = directory === null ? undefined : await readCache(directory);
  if (cached !== undefined) {
    options.onProgress?.(1);
    return cached;
  }
  const files = await drawFiles(seed, counts, options);
  const dataset = datasetFromIdx('digits', namedBytes(files), mnist.classNames);
  // A full or read-only disk costs the next start its two seconds, not this run.
  if (directory !== null) await writeCache(directory, files, dataset.hash).catch(() => undefined);
  return dataset;
}

type DigitsFiles = Record<IdxRole, Uint8Array>;

async function drawFiles(seed: number, { train, test }: DigitsCounts, options: GenerateOptions): Promise<DigitsFiles> {
  const { pixels, labels } = await generateDigits(seed, train + test, options);
  const image = digitSide * digitSide;
  return {
    trainImages: writeIdx([train, digitSide, digitSide], pixels.subarray(0, train * image)),
    trainLabels: writeIdx([train], labels.subarray(0, train)),
    testImages: writeIdx([test, digitSide, digitSide], pixels.subarray(train * image)),
    testLabels: writeIdx([test], labels.subarray(train)),
  };
}

function namedBytes(files: DigitsFiles): Record<IdxRole, { file: string; bytes: Uint8Array }> {
  const named = (role: IdxRole): { file: string; bytes: Uint8Array } => ({ file: mnist.files[role].name, bytes: files[role] });
  return { trainImages: named('trainImages'), trainLabels: named('trainLabels'), testImages: named('testImages'), testLabels: named('testLabels') };
}

/** The cached set, or undefined where it is missing or not what was written. */
async function readCache(directory: string): Promise<Dataset | undefined> {
  try {
    const hash = (await readFile(join(directory, 'hash'), 'utf8')).trim();
    const read = (role: IdxRole): Promise<Uint8Array> => readFile(join(directory, mnist.files[role].name));
    const [trainImages, trainLabels, testImages, testLabels] = await Promise.all(idxRoles.map(read));
    const dataset = datasetFromIdx('digits', namedBytes({ trainImages, trainLabels, testImages, testLabels }), mnist.classNames);
    return dataset.hash === hash ? dataset : undefined;
  } catch {
    return undefined;
  }
}

async function writeCache(directory: string, files: DigitsFiles, hash: string): Promise<void> {
  // Several runs may begin at once, each on a thread of this process: none writes into another's folder.
  const aside = `${directory}.${randomUUID()}.part`;
  try {
    await mkdir(aside, { recursive: true });
    for (const role of idxRoles) await writeFile(join(aside, mnist.files[role].name), files[role]);
    await writeFile(join(aside, 'hash'), `${hash}\n`);
    await rm(directory, { recursive: true, force: true });
    await rename(aside, directory);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
