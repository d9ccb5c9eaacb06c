import type { Dataset, DatasetPart } from './dataset.ts';
import { hashDataset } from './hash.ts';
import { checkSameCount, readIdxImages, readIdxLabels } from './idx.ts';
import type { IdxImages } from './idx.ts';
import { idxProblems } from './idx-problems.ts';
import type { IdxRole } from './known-sets.ts';
import { dataError } from './problem.ts';

/** One file: its name for messages, and its decompressed contents. */
export interface NamedBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * A dataset of images from four IDX files.
 * @param classNames left out, the classes are 0 to the greatest training label
 * @throws DescentError `dataset-damaged` naming the file that is at fault
 */
export function datasetFromIdx(name: string, files: Readonly<Record<IdxRole, NamedBytes>>, classNames?: readonly string[]): Dataset {
  const trainLabels = readIdxLabels(files.trainLabels.bytes, files.trainLabels.file, classNames?.length);
  const trainImages = readIdxImages(files.trainImages.bytes, files.trainImages.file);
  const train = part(trainImages, files.trainImages.file, trainLabels, files.trainLabels.file);
  const names = classNames ?? numbered(trainLabels, files.trainLabels.file);
  const testLabels = readIdxLabels(files.testLabels.bytes, files.testLabels.file, names.length);
  const testImages = readIdxImages(files.testImages.bytes, files.testImages.file);
  const test = part(testImages, files.testImages.file, testLabels, files.testLabels.file);
  if (trainImages.shape.join() !== testImages.shape.join()) {
    throw dataError({ file: files.testImages.file, ...idxProblems.otherShape({ file: files.trainImages.file, shape: trainImages.shape }, testImages.shape) });
  }
  const contents = { name, task: { kind: 'classification', classNames: names }, featureShape: trainImages.shape, train, test } as const;
  return { ...contents, hash: hashDataset(contents) };
}

function part(images: IdxImages, imagesFile: string, labels: Int32Array<SharedArrayBuffer>, labelsFile: string): DatasetPart {
  checkSameCount({ file: imagesFile, count: images.count }, { file: labelsFile, count: labels.length });
  return { count: images.count, features: images.pixels, labels };
}

function numbered(labels: Int32Array, file: string): string[] {
  let greatest = 0;
  for (const label of labels) if (label > greatest) greatest = label;
  if (greatest === 0) {
    throw dataError({ file, ...idxProblems.oneClass() });
  }
  return Array.from({ length: greatest + 1 }, (_, index) => String(index));
}
