import type { SteppedUnit, StepView } from '../../shared/api/microscope.ts';
import { DescentError } from '../../shared/api/errors.ts';
import { definitionOf } from '../catalog.ts';
import type { UpdatePlace } from '../core/optimizer.ts';
import { floatsAt } from '../kernels/memory.ts';
import type { TensorPlan } from '../training/network.ts';
import type { Session } from '../training/session.ts';

/** A trained tensor around one step: copies in float32. */
interface Stepped {
  readonly plan: TensorPlan;
  readonly before: Float32Array;
  readonly gradient: Float32Array;
  readonly after: Float32Array;
  readonly memory: Readonly<Record<string, { readonly before: Float32Array; readonly after: Float32Array }>>;
}

/** Which weight to look at; what is left out is chosen by what moved most. */
export interface Sight {
  readonly tensor?: string;
  readonly unit?: number;
  readonly input?: number;
}

/** One step of a session with everything that it changed. */
export class TakenStep {
  readonly #session: Session;
  readonly #place: UpdatePlace;
  readonly #loss: number;
  readonly #tensors: readonly Stepped[];

  /**
   * Takes the session's next step.
   * @param session not joined: joined calls leave gradients out
   * @throws {DescentError} `training-diverged`
   */
  constructor(session: Session) {
    this.#session = session;
    const { memory, float32 } = session;
    const trained = float32.tensors.filter(({ plan }) => plan.trained);
    const copy = (pointer: number, { elements }: TensorPlan) => floatsAt(memory, pointer, elements).slice();
    const before = trained.map(({ plan, value, memory: kept }) => ({ value: copy(value, plan), memory: Object.fromEntries(Object.entries(kept).map(([name, pointer]) => [name, copy(pointer, plan)])) }));
    const { lr, loss, step } = session.trainStep();
    this.#place = { lr, t: step - session.optimizerSince };
    this.#loss = loss;
    this.#tensors = trained.map(({ plan, value, gradient, memory: kept }, i) => ({
      plan,
      before: before[i].value,
      gradient: copy(gradient, plan),
      after: copy(value, plan),
      memory: Object.fromEntries(Object.entries(kept).map(([name, pointer]) => [name, { before: before[i].memory[name], after: copy(pointer, plan) }])),
    }));
  }

  /** @throws {DescentError} `usage` for a tensor, unit or input that the network does not have */
  look(sight: Sight): StepView {
    const { document, length, step, network, examples } = this.#session;
    const definition = definitionOf('optimizer', document.optimizer.type);
    const stepped = sight.tensor === undefined ? this.#tensors[0] : this.#tensors.find(({ plan }) => plan.name === sight.tensor);
    if (!stepped) throw new DescentError('usage', `tensor: expected one of ${this.#tensors.map(({ plan }) => plan.name).join(', ')}, got ${sight.tensor}.`);
    const { plan, before, after } = stepped;
    const changes = after.map((value, at) => value - before[at]);
    const units = Array.from({ length: plan.columns }, (_, unit) => rootMeanSquare(column(changes, plan, unit)));
    const unit = within('unit', sight.unit, plan.columns) ?? largest(units);
    const input = within('input', sight.input, plan.rows) ?? largest(column(changes, plan, unit));
    const { featureShape } = examples.dataset;
    return {
      step,
      of: length.totalSteps,
      loss: this.#loss,
      optimizer: definition.type,
      learningRate: this.#place.lr,
      update: this.#place.t,
      scalars: definition.scalars(document.optimizer, this.#place),
      remembering: Object.entries(definition.memory).map(([name, { title, becomes }]) => ({ name, title, shares: becomes?.(document.optimizer, this.#place) ?? null })),
      tensors: this.#tensors.map((each) => ({
        name: each.plan.name,
        layer: each.plan.layer,
        type: network.layers[each.plan.layer].definition.type,
        number: network.layers.slice(0, each.plan.layer + 1).filter((layer) => layer.definition === network.layers[each.plan.layer].definition).length,
        title: each.plan.declaration.title,
        shape: each.plan.shape,
        moved: rootMeanSquare(each.after.map((value, at) => value - each.before[at])),
        size: rootMeanSquare(each.before),
      })),
      tensor: plan.name,
      picture: plan.layer === 0 && featureShape.length === 3 && plan.rows === featureShape.reduce((product, side) => product * side, 1) ? featureShape : null,
      units,
      unit,
      input,
      values: valuesOf(stepped, unit),
    };
  }
}

function valuesOf({ plan, before, gradient, after, memory }: Stepped, unit: number): SteppedUnit {
  const take = (values: Float32Array): number[] => Array.from(column(values, plan, unit));
  return { before: take(before), gradient: take(gradient), after: take(after), memory: Object.fromEntries(Object.entries(memory).map(([name, kept]) => [name, { before: take(kept.before), after: take(kept.after) }])) };
}

/** The entries of one unit, one per row. */
function column(values: Float32Array, { rows, columns }: TensorPlan, unit: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => values[row * columns + unit]);
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));
}

/** Position of the value that is farthest from 0. */
function largest(values: ArrayLike<number>): number {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[at])) at = i;
  return at;
}

function within(name: string, position: number | undefined, count: number): number | undefined {
  if (position === undefined || position < count) return position;
  throw new DescentError('usage', `${name}: expected a number from 0 to ${count - 1}, got ${position}.`);
}
