import type { KernelSet, Kernels } from './kernels.ts';
import { plainActivations } from './plain/activations.ts';
import { plainAffine } from './plain/affine.ts';
import { plainBatchNorm } from './plain/batch-norm.ts';
import { plainGather } from './plain/gather.ts';
import { plainLosses } from './plain/losses.ts';
import { plainOptimizers } from './plain/optimizers.ts';
import { plainReductions } from './plain/reductions.ts';
import { plainSparse } from './plain/sparse.ts';
import { viewsOf } from './plain/views.ts';
import type { SharedMemory } from './webassembly.ts';

/**
 * Every kernel in ordinary loops over the same memory: the specification, and what each module's self-test compares with.
 * Sums and functions are float64 and rounded once when stored, so that this is nearer to the formula than any module.
 */
export function createPlainKernels(memory: SharedMemory): Kernels {
  const views = viewsOf(memory);
  return {
    ...plainGather(views),
    ...plainAffine(views),
    ...plainSparse(views),
    ...plainActivations(views),
    ...plainLosses(views),
    ...plainBatchNorm(views),
    ...plainOptimizers(views),
    ...plainReductions(views),
  };
}

export const plainKernels: KernelSet = { name: 'plain', create: createPlainKernels };
