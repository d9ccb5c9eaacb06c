import { parseExperiment, type RunDocument } from '../../shared/experiment/index.ts';
import { describeCatalog } from '../catalog.ts';

/** The networks of the benchmark: widths of the hidden layers and the mini-batch, as in the chapter's experiments and one wider. */
export const benchNets = {
  A: { hidden: [50], batch: 100 },
  B: { hidden: [100, 100, 100, 100], batch: 128 },
  C: { hidden: [512, 512], batch: 128 },
} as const satisfies Record<string, BenchNet>;

export type BenchNetName = keyof typeof benchNets;

export interface BenchNet {
  readonly hidden: readonly number[];
  readonly batch: number;
}

/** What a step is measured with, beside plain ReLU layers and SGD. */
export const benchVariants = {
  step: {},
  stepDense: { dense: true },
  stepBatchNorm: { batchNorm: true },
  stepDropout: { dropout: true },
  stepAdam: { optimizer: 'adam' },
  stepBatchNormAdam: { batchNorm: true, optimizer: 'adam' },
} as const satisfies Record<string, BenchVariant>;

export type BenchVariantName = keyof typeof benchVariants;

export interface BenchVariant {
  /** Images without a zero, so that no product can be left out. */
  readonly dense?: boolean;
  readonly batchNorm?: boolean;
  readonly dropout?: boolean;
  readonly optimizer?: 'sgd' | 'adam';
}

/** The document of one measurement: mini-batches drawn at random from the training examples of MNIST or what stands for it. */
export function benchDocument({ hidden, batch }: BenchNet, { batchNorm = false, dropout = false, optimizer = 'sgd' }: BenchVariant): RunDocument {
  const layers = hidden.flatMap((units) => [
    { type: 'affine', units },
    ...(batchNorm ? [{ type: 'batch-norm' }] : []),
    { type: 'relu' },
    ...(dropout ? [{ type: 'dropout', rate: 0.2 }] : []),
  ]);
  return parseExperiment(
    {
      format: 'descent/experiment@1',
      name: 'bench',
      data: { source: 'auto' },
      network: { init: { scheme: 'he-normal' }, layers: [...layers, { type: 'affine', units: 10 }] },
      optimizer: { type: optimizer },
      training: { batchSize: batch, iterations: 1_000_000, sampling: 'with-replacement', evaluate: { every: 'end' } },
    },
    describeCatalog(),
  );
}

/** Multiplications and additions of one step's matrix products over all pixels; the first layer needs no gradient by its input. */
export function operationsPerStep({ hidden, batch }: BenchNet, inputs: number, outputs: number): number {
  const widths = [inputs, ...hidden, outputs];
  const products = widths.slice(1).map((width, i) => widths[i] * width);
  const total = products.reduce((sum, product) => sum + product, 0);
  return 2 * batch * (3 * total - products[0]);
}
