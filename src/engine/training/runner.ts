import type { Op } from '../core/program.ts';
import type { Kernels, Pointer } from '../kernels/kernels.ts';
import { sessionScalars } from './placement.ts';

/** A list of kernel calls made ready: calling it makes them all, without allocating. */
export type Program = () => void;

type Call = (...args: number[]) => void;

/**
 * Makes programs ready for one thread.
 * @param scalars the session's scalars; their first is the number of examples in the batch
 * @param workspace this thread's packing space
 */
export function createRunner(kernels: Kernels, scalars: Float64Array, workspace: Pointer): (ops: readonly Op[]) => Program {
  return (ops) => {
    const calls = ops.map((op) => prepare(op, kernels, scalars, workspace));
    return () => {
      for (let i = 0; i < calls.length; i++) calls[i]();
    };
  };
}

function prepare({ kernel, args, over }: Op, kernels: Kernels, scalars: Float64Array, workspace: Pointer): Program {
  const call = kernels[kernel] as Call;
  const values = args.map((argument) => (typeof argument === 'number' ? argument : 'scalar' in argument ? 0 : workspace));
  const changing = args.flatMap((argument, position) => (typeof argument === 'object' && 'scalar' in argument ? [{ position, scalar: argument.scalar }] : []));
  const last = args.length + 1;
  values.push(0, 0);
  return () => {
    for (let i = 0; i < changing.length; i++) values[changing[i].position] = scalars[changing[i].scalar];
    values[last] = (over.rows ?? scalars[sessionScalars.batch.scalar]) * over.width;
    call.apply(kernels, values);
  };
}
