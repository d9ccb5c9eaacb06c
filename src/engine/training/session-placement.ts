import type { RunDocument } from '../../shared/experiment/document.ts';
import { chunkCount, type Pointer } from '../kernels/kernels.ts';
import { MemoryLayout } from '../kernels/memory.ts';
import { crewInts } from './crew.ts';
import { placeData, type BatchBuffers, type DataPlacement } from './data-placement.ts';
import type { RunExamples } from './examples.ts';
import { buildFloat32Network, type Float32Network } from './float32-network.ts';
import type { NetworkPlan } from './network.ts';
import { Placement } from './placement.ts';

/** Examples handled at once in an evaluation, where the mini-batch is smaller. */
const evaluationRows = 256;

/** Everything of a session but the data, with its place in memory. The memory itself is not needed for that. */
export interface PlacedNetwork {
  readonly placement: Placement;
  readonly buffers: BatchBuffers;
  readonly float32: Float32Network;
  /** The loss is given values, not class numbers. */
  readonly wantsValues: boolean;
  /** Most probable classes, int32 [batch]; confusion counts, int32 [outputs, outputs]. */
  readonly best: Pointer;
  readonly confusion: Pointer;
  /** Partial sums of the largest tensor, float64. */
  readonly partials: Pointer;
  /** Packing space of each thread. */
  readonly workspaces: readonly Pointer[];
  /** What the threads agree by, int32. */
  readonly control: Pointer;
}

export interface PlacedSession extends PlacedNetwork {
  readonly data: DataPlacement;
}

export function placeNetwork(network: NetworkPlan, document: RunDocument, { inputs, outputs }: { readonly inputs: number; readonly outputs: number }, threads = 1): PlacedNetwork {
  const layout = new MemoryLayout();
  const placement = new Placement(layout, Math.max(document.training.batchSize, evaluationRows));
  const wantsValues = network.loss.definition.targets === 'values';
  const buffers: BatchBuffers = {
    rows: layout.ints(placement.capacity),
    x: placement.batch(inputs),
    labels: layout.ints(placement.capacity),
    targets: wantsValues ? placement.batch(outputs) : 0,
  };
  const float32 = buildFloat32Network(network, document, placement, buffers);
  const largest = Math.max(1, ...network.tensors.map((tensor) => tensor.elements));
  return {
    placement,
    buffers,
    float32,
    wantsValues,
    best: layout.ints(placement.capacity),
    confusion: layout.ints(outputs ** 2),
    partials: layout.doubles(chunkCount(largest)),
    workspaces: Array.from({ length: threads }, () => layout.allocate(placement.workspaceBytes)),
    control: layout.ints(crewInts),
  };
}

export function placeSession(network: NetworkPlan, document: RunDocument, examples: RunExamples, threads: number): PlacedSession {
  const placed = placeNetwork(network, document, examples, threads);
  return { ...placed, data: placeData(placed.placement.layout, examples, placed.buffers, placed.wantsValues, placed.placement.capacity) };
}
