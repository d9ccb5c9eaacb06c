import type { Argument, Op } from '../core/program.ts';
import { fused, none, type Pointer } from '../kernels/kernels.ts';

/**
 * Joins kernel calls that one kernel does at once: a ReLU with the layer in front of it, its mask with the gradient that comes back, plain
 * SGD with the gradient of the weights, the first layer with the lists of a sparse dataset. What the programs leave behind is the same to the
 * bit; only values in between that nobody reads are no longer written.
 *
 * The lists belong together: a buffer is in between only if no call of any list reads it but the two that are joined.
 */
export interface StepLists {
  readonly gather: readonly Op[];
  readonly forward: readonly Op[];
  readonly backward: readonly Op[];
  readonly update: readonly Op[];
  /** Calls that are made in between, if at all; they are looked at but not changed. */
  readonly others?: readonly Op[];
}

export type FusedStep = Readonly<Record<'gather' | 'forward' | 'backward' | 'update', readonly Op[]>>;

/** @param sparseLists room for the lists of `sparseTranspose`, where the data is sparse */
export function fuseStep({ gather, forward, backward, update, others = [] }: StepLists, sparseLists: Pointer = none): FusedStep {
  const lists = { gather: [...gather], forward: [...forward], backward: [...backward], update: [...update] };
  const mentions = (pointer: Argument): number => [...Object.values(lists).flat(), ...others].filter(({ args }) => args.includes(pointer)).length;
  joinForwardRelu(lists.forward, mentions);
  joinBackwardRelu(lists.backward, mentions);
  joinBatchNormRelu(lists.backward, mentions);
  joinSgd(lists.backward, lists.update, mentions);
  useSparseLists(lists, sparseLists, mentions);
  return lists;
}

/** Joins the calls of a prediction. */
export function fusePrediction(gather: readonly Op[], predict: readonly Op[]): readonly Op[] {
  const lists = fuseStep({ gather, forward: predict, backward: [], update: [] });
  return [...lists.gather, ...lists.forward];
}

type Mentions = (pointer: Argument) => number;

/** Where the kernels that can end in a ReLU have it among their arguments. */
const activationPosition: Partial<Record<Op['kernel'], number>> = { affineForward: 6, batchNormForward: 12, batchNormPredict: 8 };

function changed(op: Op, at: Readonly<Record<number, Argument>>): Op {
  return { ...op, args: op.args.map((argument, position) => at[position] ?? argument) };
}

/** y = kernel(…), z = relu(y)  →  z = kernel(…, relu) */
function joinForwardRelu(forward: Op[], mentions: Mentions): void {
  for (let i = 0; i + 1 < forward.length; i++) {
    const [layer, relu] = [forward[i], forward[i + 1]];
    const position = activationPosition[layer.kernel];
    if (position === undefined || layer.args[position] !== fused.none || relu.kernel !== 'reluForward') continue;
    const [z, y] = relu.args;
    if (layer.args[0] !== y || z === y || mentions(y) !== 2) continue;
    forward.splice(i, 2, changed(layer, { 0: z, [position]: fused.relu }));
  }
}

/** dy = dz·Wᵀ, dx = dy where y > 0  →  dx = dz·Wᵀ where y > 0 */
function joinBackwardRelu(backward: Op[], mentions: Mentions): void {
  for (let i = backward.length - 1; i > 0; i--) {
    if (backward[i].kernel !== 'reluBackward') continue;
    const [dx, dy, y] = backward[i].args;
    const product = backward.findIndex(({ kernel, args }) => kernel === 'affineInputGradient' && args[0] === dy && args[3] === none);
    if (product < 0 || product > i || dx === dy || mentions(dy) !== 2) continue;
    backward[product] = changed(backward[product], { 0: dx, 3: y });
    backward.splice(i, 1);
  }
}

/** dy = dz where y > 0, batchNormBackward(dy)  →  batchNormBackward(dz, mask y) */
function joinBatchNormRelu(backward: Op[], mentions: Mentions): void {
  for (let i = 0; i + 1 < backward.length; i++) {
    const [relu, norm] = [backward[i], backward[i + 1]];
    if (relu.kernel !== 'reluBackward' || norm.kernel !== 'batchNormBackward') continue;
    const [dy, dz, y] = relu.args;
    if (norm.args[3] !== dy || norm.args[8] !== none || mentions(dy) !== 2) continue;
    backward.splice(i, 2, changed(norm, { 3: dz, 8: y }));
  }
}

/** dw = xᵀ·dy, dw += l2·w, w −= rate·dw  →  w −= rate·(xᵀ·dy + l2·w) */
function joinSgd(backward: Op[], update: Op[], mentions: Mentions): void {
  for (const [i, gradient] of backward.entries()) {
    if (gradient.kernel !== 'affineWeightGradient') continue;
    const [dw, x, dy, batch, inputs, outputs, workspace] = gradient.args;
    const decay = backward.find(({ kernel, args }) => kernel === 'addL2' && args[0] === dw);
    const step = update.find(({ kernel, args }) => kernel === 'sgd' && args[1] === dw);
    if (!step || mentions(dw) !== (decay ? 3 : 2)) continue;
    const [w, , rate] = step.args;
    // Whoever still wants the weights as they were must have been there already.
    if (backward.some((later, at) => at > i && later !== decay && later.args.includes(w))) continue;
    backward[i] = { ...gradient, kernel: 'affineWeightStep', args: [w, x, dy, batch, inputs, outputs, rate, decay ? decay.args[2] : 0, workspace] };
    update.splice(update.indexOf(step), 1);
    if (decay) backward.splice(backward.indexOf(decay), 1);
  }
}

/** Products with an x that was gathered from lists of non-zeros run over the lists instead. */
function useSparseLists(lists: { gather: Op[]; forward: Op[]; backward: Op[] }, sparseLists: Pointer, mentions: Mentions): void {
  const at = lists.gather.findIndex(({ kernel }) => kernel === 'gatherSparse');
  if (at < 0) return;
  const [gathered, images, rows] = lists.gather[at].args;
  lists.forward = lists.forward.map((op): Op => {
    if (op.kernel !== 'affineForward' || op.args[1] !== gathered) return op;
    const [y, , w, b, , outputs, activation, workspace] = op.args;
    return { ...op, kernel: 'sparseForward', args: [y, images, rows, w, b, outputs, activation, workspace] };
  });
  lists.backward = lists.backward.flatMap((op): Op[] => {
    if ((op.kernel !== 'affineWeightGradient' && op.kernel !== 'affineWeightStep') || op.args[1] !== gathered) return [op];
    const [target, , dy, batch, , outputs, ...rest] = op.args;
    return [
      { ...op, kernel: 'sparseTranspose', args: [sparseLists, images, rows, batch] },
      { ...op, kernel: op.kernel === 'affineWeightStep' ? 'sparseWeightStep' : 'sparseWeightGradient', args: [target, sparseLists, images, rows, dy, batch, outputs, ...rest] },
    ];
  });
  if (mentions(gathered) === 1) lists.gather.splice(at, 1);
}
