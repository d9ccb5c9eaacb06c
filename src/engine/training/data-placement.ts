import { batchRows, op, type Op } from '../core/program.ts';
import { none, sparseListBytes, type Pointer } from '../kernels/kernels.ts';
import { bytesAt, floatsAt, intsAt, type MemoryLayout } from '../kernels/memory.ts';
import { placeSparseImages, sparseImagesOf, writeSparseImages } from '../kernels/sparse.ts';
import type { SharedMemory } from '../kernels/webassembly.ts';
import type { DatasetPart } from '../data/dataset.ts';
import type { RunExamples, Split } from './examples.ts';

/** Where the mini-batch goes. */
export interface BatchBuffers {
  /** Row numbers, int32 [batch]. */
  readonly rows: Pointer;
  readonly x: Pointer;
  /** Class numbers, int32 [batch]. */
  readonly labels: Pointer;
  /** Target values, float32 [batch, outputs]. */
  readonly targets: Pointer;
}

/** The examples of a run in the session's memory, and the calls that bring a mini-batch of them. */
export interface DataPlacement {
  /** Brings x and the targets of the rows that `rows` lists. */
  gather(split: Split): readonly Op[];
  /** Room for the per-batch lists of a first layer over sparse images; `none` where the images are dense. */
  readonly sparseLists: Pointer;
  /** Copies the dataset; once, after the memory was made. */
  fill(memory: SharedMemory): void;
}

/** Places the parts of a dataset, as far as the run uses them. */
export function placeData(layout: MemoryLayout, examples: RunExamples, buffers: BatchBuffers, wantsValues: boolean, capacity: number): DataPlacement {
  const { dataset, scaling, inputs, outputs, rows } = examples;
  const usedTrain = 1 + Math.max(rows.train.at(-1) ?? -1, rows.validation.at(-1) ?? -1);
  // What bytes are multiplied by; where every feature has a scaling of its own, zeros do not stay zero.
  const byteFactor = scaling.kind === 'unit' ? 1 / 255 : scaling.kind === 'none' ? 1 : undefined;
  const place = (part: DatasetPart, count: number) => placePart(layout, part, count, inputs, byteFactor);
  const parts = { train: place(dataset.train, usedTrain), test: place(dataset.test, dataset.test.count) };
  const mean = layout.floats(inputs);
  const factor = layout.floats(inputs);
  const isClassification = dataset.task.kind === 'classification';
  const oneHot = isClassification && wantsValues ? layout.floats(outputs * outputs) : 0;

  const features = ({ features: data, bytes, sparse }: PlacedPart): Op => {
    if (sparse) return op(-1, 'gatherSparse', batchRows, buffers.x, data, buffers.rows);
    if (scaling.kind === 'standardize') return op(-1, bytes ? 'gatherBytesStandardized' : 'gatherFloatsStandardized', batchRows, buffers.x, data, buffers.rows, mean, factor, inputs);
    if (bytes) return op(-1, 'gatherBytes', batchRows, buffers.x, data, buffers.rows, byteFactor ?? 1, inputs);
    return op(-1, 'gatherFloats', batchRows, buffers.x, data, buffers.rows, inputs);
  };
  const targets = ({ labels }: PlacedPart): Op[] => {
    if (!isClassification) return [op(-1, 'gatherFloats', batchRows, buffers.targets, labels, buffers.rows, outputs)];
    const classes = op(-1, 'gatherLabels', batchRows, buffers.labels, labels, buffers.rows);
    // The one-hot row of a class is that row of the identity matrix.
    return wantsValues ? [classes, op(-1, 'gatherFloats', batchRows, buffers.targets, oneHot, buffers.labels, outputs)] : [classes];
  };

  return {
    sparseLists: parts.train.sparse ? layout.allocate(sparseListBytes(capacity, inputs)) : none,
    gather(split) {
      const part = split === 'test' ? parts.test : parts.train;
      return [features(part), ...targets(part)];
    },
    fill(memory) {
      for (const part of Object.values(parts)) part.fill(memory);
      if (scaling.kind === 'standardize') {
        floatsAt(memory, mean, inputs).set(scaling.mean);
        floatsAt(memory, factor, inputs).set(scaling.inverseDeviation);
      }
      if (oneHot) for (let i = 0; i < outputs; i++) floatsAt(memory, oneHot, outputs * outputs)[i * outputs + i] = 1;
    },
  };
}

interface PlacedPart {
  readonly features: Pointer;
  readonly labels: Pointer;
  /** Features are bytes, not float32. */
  readonly bytes: boolean;
  /** Features are lists of non-zero bytes. */
  readonly sparse: boolean;
  fill(memory: SharedMemory): void;
}

/** Room for the first `count` examples of a part. @param byteFactor what bytes are multiplied by, where that is one number for all */
function placePart(layout: MemoryLayout, part: DatasetPart, count: number, inputs: number, byteFactor: number | undefined): PlacedPart {
  const labelLength = part.count === 0 ? 0 : (part.labels.length / part.count) * count;
  const labels = layout.floats(labelLength);
  const fillLabels = (memory: SharedMemory): void => {
    const target = part.labels instanceof Int32Array ? intsAt(memory, labels, labelLength) : floatsAt(memory, labels, labelLength);
    target.set(part.labels.subarray(0, labelLength));
  };
  const bytes = part.features instanceof Uint8Array;
  const lists = part.features instanceof Uint8Array && byteFactor !== undefined ? sparseImagesOf(part.features, inputs, count) : undefined;
  if (lists && byteFactor !== undefined) {
    const pointers = placeSparseImages(layout, lists);
    return {
      features: pointers.images,
      labels,
      bytes,
      sparse: true,
      fill(memory) {
        writeSparseImages(memory, pointers, lists, byteFactor);
        fillLabels(memory);
      },
    };
  }
  const features = bytes ? layout.allocate(count * inputs) : layout.floats(count * inputs);
  return {
    features,
    labels,
    bytes,
    sparse: false,
    fill(memory) {
      const view = bytes ? bytesAt(memory, features, count * inputs) : floatsAt(memory, features, count * inputs);
      view.set(part.features.subarray(0, count * inputs));
      fillLabels(memory);
    },
  };
}
