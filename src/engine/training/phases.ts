import type { Domain, Op, WritingKernel } from '../core/program.ts';

/**
 * Puts kernel calls into phases for threads that each make every call over a slice of its range. Within a phase a thread needs nothing that
 * another one writes; between phases the threads wait for each other. Calls keep their order where it matters.
 *
 * Two calls conflict where one writes a buffer that the other reads or writes. Conflicting calls may share a phase only if they run over
 * the same domain: then a thread finds what it needs in what it wrote itself.
 */
export function phasesOf(ops: readonly Op[]): readonly (readonly Op[])[] {
  const phases: Op[][] = [];
  let waiting = [...ops];
  while (waiting.length > 0) {
    const phase: Op[] = [];
    const later: Op[] = [];
    for (const op of waiting) {
      const mayJoin = !later.some((earlier) => conflict(earlier, op)) && phase.every((earlier) => !conflict(earlier, op) || sameCut(earlier.over, op.over));
      (mayJoin ? phase : later).push(op);
    }
    phases.push(phase);
    waiting = later;
  }
  return phases;
}

/** Arguments that a kernel writes, where that is not the first alone. */
const written: Partial<Record<WritingKernel, readonly number[]>> = {
  softmaxCrossEntropy: [0, 1],
  meanSquaredError: [0, 1],
  batchNormForward: [0, 4, 5, 6, 7],
  batchNormBackward: [0, 1, 2],
  momentum: [0, 2],
  nesterov: [0, 2],
  adagrad: [0, 2],
  rmsprop: [0, 2],
  adam: [0, 2, 3],
};

/** A size among the arguments may look like a pointer: that costs at most a wait too many. */
function conflict(a: Op, b: Op): boolean {
  return writes(a).some((pointer) => pointer !== 0 && b.args.includes(pointer)) || writes(b).some((pointer) => pointer !== 0 && a.args.includes(pointer));
}

function writes({ kernel, args }: Op): readonly Op['args'][number][] {
  return (written[kernel] ?? [0]).map((position) => args[position]);
}

/** How a range is cut: `count` pieces of `width` range units; a single row is cut within itself. */
export function cutOf({ name, rows, width }: Domain, batch: number): { readonly name: string; readonly count: number; readonly width: number } {
  return rows === 1 ? { name, count: width, width: 1 } : { name, count: rows ?? batch, width };
}

function sameCut(a: Domain, b: Domain): boolean {
  const [one, other] = [cutOf(a, 0), cutOf(b, 0)];
  return one.name === other.name && one.count === other.count;
}
