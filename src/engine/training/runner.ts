import type { Op } from '../core/program.ts';
import type { Kernels, Pointer } from '../kernels/kernels.ts';
import { sliceStart, solo, type Team } from '../kernels/team.ts';
import { cutOf, phasesOf } from './phases.ts';
import { sessionScalars } from './placement.ts';

/** A list of kernel calls made ready: calling it makes them all, without allocating. */
export type Program = () => void;

type Call = (...args: number[]) => void;

/** Slices begin at whole tiles of rows. */
const grain = 6;

/**
 * Makes programs ready for one thread.
 * @param scalars the session's scalars; their first is the number of examples in the batch
 * @param workspace this thread's packing space
 * @param team the threads that run the same programs, each over its slices
 */
export function createRunner(kernels: Kernels, scalars: Float64Array, workspace: Pointer, team: Team = solo): (ops: readonly Op[]) => Program {
  return (ops) => {
    // One thread keeps the order that was written down.
    const phases = team.size === 1 ? [ops] : phasesOf(ops);
    const calls = phases.map((phase) => phase.map((op) => prepare(op, kernels, scalars, workspace, team)));
    return () => {
      for (let phase = 0; phase < calls.length; phase++) {
        for (let i = 0; i < calls[phase].length; i++) calls[phase][i]();
        team.barrier();
      }
    };
  };
}

function prepare({ kernel, args, over }: Op, kernels: Kernels, scalars: Float64Array, workspace: Pointer, { index, size }: Team): Program {
  const call = kernels[kernel] as Call;
  const values = args.map((argument) => (typeof argument === 'number' ? argument : 'scalar' in argument ? 0 : workspace));
  const changing = args.flatMap((argument, position) => (typeof argument === 'object' && 'scalar' in argument ? [{ position, scalar: argument.scalar }] : []));
  const first = args.length;
  values.push(0, 0);
  const { count, width } = cutOf(over, -1);
  return () => {
    for (let i = 0; i < changing.length; i++) values[changing[i].position] = scalars[changing[i].scalar];
    const units = count < 0 ? scalars[sessionScalars.batch.scalar] : count;
    values[first] = sliceStart(units, index, size, grain) * width;
    values[first + 1] = sliceStart(units, index + 1, size, grain) * width;
    if (values[first] < values[first + 1]) call.apply(kernels, values);
  };
}
