import type { Inspection, LayerInspection } from '../../shared/api/inspection.ts';
import { floatsAt } from '../kernels/memory.ts';
import type { LayerPlan } from '../training/network.ts';
import type { Session } from '../training/session.ts';
import { distributionOf } from './distribution.ts';

/** Training examples that are passed through the network to look inside; always the first ones. */
const probeExamples = 256;

/** Looks inside a session between two steps, and leaves it as it was, to the bit. */
export class Inspector {
  readonly #session: Session;
  /** Weights before the step whose update is to be measured. */
  readonly #before = new Map<string, Float32Array>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Keeps the weights as they are now, so that `inspect` can say how far the next step moved them. */
  rememberWeights(): void {
    for (const tensor of this.#session.float32.tensors) {
      if (!tensor.plan.isWeight) continue;
      const kept = this.#before.get(tensor.name) ?? new Float32Array(tensor.plan.elements);
      kept.set(this.#session.view(tensor));
      this.#before.set(tensor.name, kept);
    }
  }

  /** What is inside after the last step. */
  inspect(): Inspection {
    const session = this.#session;
    const ratios = session.network.layers.map((layer) => this.#updateRatio(layer));
    this.#before.clear();
    const examples = session.probe(probeExamples);
    const layers = session.network.layers.map((layer) => this.#inspectLayer(layer, examples, ratios[layer.index]));
    return { step: session.step, layers, confusion: this.#confusion() };
  }

  #inspectLayer({ index, definition, outputs }: LayerPlan, examples: number, updateRatio: number | null): LayerInspection {
    const { float32, memory } = this.#session;
    const { values, gradient } = float32.buffers[index];
    const activations = floatsAt(memory, values, examples * outputs);
    const weight = float32.tensors.find(({ plan }) => plan.layer === index && plan.isWeight);
    const firstTrained = float32.tensors.find(({ plan }) => plan.trained)?.plan.layer ?? Infinity;
    const { saturation, canDie } = definition.traits ?? {};
    return {
      layer: index,
      type: definition.type,
      activations: distributionOf(activations),
      gradients: index < firstTrained ? null : distributionOf(floatsAt(memory, gradient, examples * outputs)),
      weights: weight ? distributionOf(this.#session.view(weight)) : null,
      updateRatio,
      dead: canDie ? shareOfDead(activations, outputs) : null,
      saturated: saturation ? shareOutside(activations, saturation.low, saturation.high) : null,
    };
  }

  /** log10 (‖ΔW‖ / ‖W‖) of the last step. */
  #updateRatio({ index }: LayerPlan): number | null {
    let moved = 0;
    let size = 0;
    for (const tensor of this.#session.float32.tensors) {
      const before = this.#before.get(tensor.name);
      if (tensor.plan.layer !== index || !before) continue;
      const now = this.#session.view(tensor);
      for (let i = 0; i < before.length; i++) {
        moved += (now[i] - before[i]) ** 2;
        size += before[i] ** 2;
      }
    }
    return moved > 0 && size > 0 ? Math.log10(moved / size) / 2 : null;
  }

  /** Over the test set, where the document lets it be looked at, else over the validation set. */
  #confusion(): number[][] | null {
    const { test, validation } = this.#session.document.training.evaluate;
    return this.#session.confusion('test', test ?? Infinity) ?? this.#session.confusion('validation', validation ?? Infinity) ?? null;
  }
}

/** Share of units whose output is 0 for every example; `values` is [examples, units]. */
function shareOfDead(values: Float32Array, units: number): number {
  const alive = new Uint8Array(units);
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) alive[i % units] = 1;
  return 1 - alive.reduce((sum, unit) => sum + unit, 0) / units;
}

/** Share of values at `low` or below, or at `high` or above. */
function shareOutside(values: Float32Array, low: number, high: number): number {
  let count = 0;
  for (const value of values) if (value <= low || value >= high) count++;
  return count / values.length;
}
