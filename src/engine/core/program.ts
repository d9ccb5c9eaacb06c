import type { Kernels, Pointer } from '../kernels/kernels.ts';

/**
 * A training step as a list of kernel calls that is plain data: it can be printed, searched for neighbours that one kernel does at once,
 * and handed to another thread.
 */

/** A number that is set anew before each step, such as the learning rate: its place in the program's scalars. */
export interface Scalar {
  readonly scalar: number;
}

/** The packing space of the thread that makes the call. */
export interface Workspace {
  readonly workspace: true;
}

export type Argument = number | Scalar | Workspace;

/**
 * What a call's range runs over. Calls over the same domain are cut at the same places, so that a thread finds what it needs in what it
 * wrote itself; between different domains the threads have to wait for each other.
 *
 * `batch`: rows of the mini-batch. Any other name: a tensor, cut by its own rows. `width` is the number of range units in one row.
 */
export interface Domain {
  readonly name: string;
  /** Rows of a tensor; left out for `batch`, whose rows are counted anew each step. */
  readonly rows?: number;
  readonly width: number;
}

/** Kernels that are called for what they write. */
export type WritingKernel = { [K in keyof Kernels]: Kernels[K] extends (...args: never[]) => infer R ? (void extends R ? K : never) : never }[keyof Kernels];

/** One kernel call; the range `from, to` is added when it is made. */
export interface Op {
  readonly kernel: WritingKernel;
  readonly args: readonly Argument[];
  readonly over: Domain;
  /** Position in `network.layers`; −1 for what belongs to no layer. */
  readonly layer: number;
}

type Leading<T> = T extends (...args: infer A) => void ? (A extends [...infer L, number, number] ? { [I in keyof L]: Argument } : never) : never;

/** Writes a call down; its arguments are checked against the kernel's own. */
export function op<K extends WritingKernel>(layer: number, kernel: K, over: Domain, ...args: Leading<Kernels[K]>): Op {
  return { kernel, args, over, layer };
}

/** Ranges of batch rows: `width` range units per example. */
export const batchRows: Domain = { name: 'batch', width: 1 };
export const batchElements = (width: number): Domain => ({ name: 'batch', width });

/** A float32 tensor in the session's memory with its gradient. */
export interface TensorPointers {
  readonly name: string;
  readonly value: Pointer;
  /** `none` for tensors that are not trained. */
  readonly gradient: Pointer;
  readonly rows: number;
  readonly columns: number;
}

/** Ranges over the rows of a tensor, or over its elements where a kernel takes those. */
export const tensorRows = ({ name, rows }: TensorPointers): Domain => ({ name, rows, width: 1 });
export const tensorElements = ({ name, rows, columns }: TensorPointers): Domain => ({ name, rows, width: columns });
