import type { Scalar, TensorPointers, Workspace } from '../core/program.ts';
import { none, workspaceBytes, type Pointer } from '../kernels/kernels.ts';
import type { MemoryLayout } from '../kernels/memory.ts';
import type { NetworkPlan, TensorPlan } from './network.ts';

/** Numbers that are set anew for each call of a program, by place. The first three are the session's own. */
export const sessionScalars = { batch: { scalar: 0 }, inverseBatch: { scalar: 1 }, clipFactor: { scalar: 2 } } as const satisfies Record<string, Scalar>;

/** A tensor with its place in memory. */
export interface PlacedTensor extends TensorPointers {
  readonly plan: TensorPlan;
  /** What the optimizer remembers, by name. */
  readonly memory: Readonly<Record<string, Pointer>>;
}

/** Gives out places: tensors, buffers, scalars and packing space of one session. */
export class Placement {
  readonly layout: MemoryLayout;
  /** Most examples that are handled at once. */
  readonly capacity: number;
  readonly scalars: Pointer;
  #scalarCount = Object.keys(sessionScalars).length;
  #workspaceBytes = 0;

  constructor(layout: MemoryLayout, capacity: number) {
    this.layout = layout;
    this.capacity = capacity;
    this.scalars = layout.doubles(Placement.scalarLimit);
  }

  /** More than any network needs: dropout takes two for each layer, of which a document has at most 1,000. */
  static readonly scalarLimit = 4096;

  scalar = (): Scalar => ({ scalar: this.#scalarCount++ });

  allocate = (length: number): Pointer => this.layout.floats(length);

  workspace = (inputs: number, outputs: number): Workspace => {
    this.#workspaceBytes = Math.max(this.#workspaceBytes, workspaceBytes(this.capacity, inputs, outputs));
    return { workspace: true };
  };

  /** Packing space of one thread, large enough for all that was asked for. */
  get workspaceBytes(): number {
    return this.#workspaceBytes;
  }

  /** Room for values [batch, width]. */
  batch(width: number): Pointer {
    return this.layout.floats(this.capacity * width);
  }

  /** All tensors of a network, with gradients and optimizer memory where they are trained. */
  tensors(network: NetworkPlan, memoryNames: readonly string[]): PlacedTensor[] {
    return network.tensors.map((plan) => ({
      plan,
      name: plan.name,
      rows: plan.rows,
      columns: plan.columns,
      value: this.layout.floats(plan.elements),
      gradient: plan.trained ? this.layout.floats(plan.elements) : none,
      memory: Object.fromEntries(plan.trained ? memoryNames.map((name) => [name, this.layout.floats(plan.elements)]) : []),
    }));
  }
}
