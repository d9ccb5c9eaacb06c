import { expect } from 'vitest';
import type { InitializerDefinition, LayerDefinition, LossDefinition, OptimizerDefinition, Options } from '../../../src/engine/core/define.ts';
import type { WeightPlace } from '../../../src/engine/core/initializer.ts';
import type { Shares } from '../../../src/engine/core/optimizer.ts';
import type { Pass } from '../../../src/engine/core/layer.ts';
import type { Targets } from '../../../src/engine/core/loss.ts';
import { Matrix, matrix } from '../../../src/engine/core/matrix.ts';
import type { Op, Scalar, TensorPointers } from '../../../src/engine/core/program.ts';
import { randomStream } from '../../../src/engine/core/random.ts';
import { none } from '../../../src/engine/kernels/kernels.ts';
import { doublesAt, floatsAt, intsAt, MemoryLayout } from '../../../src/engine/kernels/memory.ts';
import { createPlainKernels } from '../../../src/engine/kernels/plain.ts';
import { Placement, sessionScalars } from '../../../src/engine/training/placement.ts';
import { createRunner } from '../../../src/engine/training/runner.ts';

/** Holds one definition against values worked out by hand: its textbook version to 1e-9, its float32 version to 1e-5. */

type Rows = readonly (readonly number[])[];

/** The options a definition has when a document says nothing but its type. */
export function defaultsOf({ parameters }: { readonly parameters: Readonly<Record<string, object>> }): Options {
  return Object.fromEntries(Object.entries(parameters).flatMap(([name, parameter]) => ('default' in parameter ? [[name, parameter.default]] : [])));
}

export interface LayerCase {
  readonly options?: Options;
  /** Tensors before the pass; vectors as one row. Those left out begin as declared. */
  readonly tensors?: Readonly<Record<string, Rows>>;
  readonly x: Rows;
  readonly y: Rows;
  /** A pass that predicts has no gradients. */
  readonly predict?: boolean;
  readonly dy?: Rows;
  readonly dx?: Rows;
  readonly gradients?: Readonly<Record<string, Rows>>;
  /** Tensors after the pass, such as running statistics. */
  readonly after?: Readonly<Record<string, Rows>>;
  readonly pass?: Partial<Pass>;
}

export function expectLayer(definition: LayerDefinition, given: LayerCase): void {
  for (const run of [runTextbookLayer, runFloat32Layer]) {
    const result = run(definition, given);
    const digits = run === runTextbookLayer ? 9 : 5;
    expectRows(result.y, given.y, digits, `${run.name}: y`);
    if (given.dx) expectRows(result.dx, given.dx, digits, `${run.name}: dx`);
    for (const [name, rows] of Object.entries(given.gradients ?? {})) expectRows(result.gradients[name], rows, digits, `${run.name}: gradient of ${name}`);
    for (const [name, rows] of Object.entries(given.after ?? {})) expectRows(result.tensors[name], rows, digits, `${run.name}: ${name} afterwards`);
  }
}

interface LayerResult {
  readonly y: ArrayLike<number>;
  readonly dx: ArrayLike<number>;
  readonly gradients: Readonly<Record<string, ArrayLike<number>>>;
  readonly tensors: Readonly<Record<string, ArrayLike<number>>>;
}

function passOf({ pass, predict }: LayerCase): Pass {
  return { training: !predict, seed: 0, step: 0, ...pass };
}

function startOf(definition: LayerDefinition, options: Options, { x, tensors = {} }: LayerCase): Record<string, Matrix> {
  const declared = definition.tensors?.(options, [x[0].length]) ?? [];
  return Object.fromEntries(
    declared.map((tensor) => {
      const columns = tensor.shape.at(-1) ?? 1;
      const elements = tensor.shape.reduce((product, side) => product * side, 1);
      const start = tensor.role === 'weight' ? 0 : tensor.start;
      return [tensor.name, tensor.name in tensors ? matrix(tensors[tensor.name]) : new Matrix(elements / columns, columns, new Float64Array(elements).fill(start))];
    }),
  );
}

export function runTextbookLayer(definition: LayerDefinition, given: LayerCase): LayerResult {
  const options = { ...defaultsOf(definition), ...given.options };
  const tensors = startOf(definition, options, given);
  const gradients: Record<string, Matrix> = {};
  const layer = definition.textbook(options, { layer: 0, tensors, gradients });
  const y = layer.forward(matrix(given.x), passOf(given));
  const dx = given.dy ? layer.backward(matrix(given.dy)) : new Matrix(0, 0);
  const data = (matrices: Record<string, Matrix>) => Object.fromEntries(Object.entries(matrices).map(([name, { data: values }]) => [name, values]));
  return { y: y.data, dx: dx.data, gradients: data(gradients), tensors: data(tensors) };
}

export function runFloat32Layer(definition: LayerDefinition, given: LayerCase): LayerResult {
  const options = { ...defaultsOf(definition), ...given.options };
  const tensors = startOf(definition, options, given);
  const [batch, inputs] = [given.x.length, given.x[0].length];
  const outputs = definition.output?.(options, [inputs]).reduce((product, side) => product * side, 1) ?? inputs;
  const layout = new MemoryLayout();
  const placement = new Placement(layout, batch);
  const [x, y, dx, dy] = [inputs, outputs, inputs, outputs].map((width) => placement.batch(width));
  const pointers = Object.fromEntries(
    Object.entries(tensors).map(([name, { rows, columns }]): [string, TensorPointers] => [name, { name, rows, columns, value: layout.floats(rows * columns), gradient: layout.floats(rows * columns) }]),
  );
  const { allocate, workspace, scalar } = placement;
  const layer = definition.float32(options, { layer: 0, inputs, outputs, x, y, dx, dy, tensors: pointers, batch: sessionScalars.batch, shiftIgnored: false, allocate, workspace, scalar });
  const { memory, run, set } = start(placement, batch);
  floatsAt(memory, x, batch * inputs).set(given.x.flat());
  for (const [name, { value }] of Object.entries(pointers)) floatsAt(memory, value, tensors[name].data.length).set(tensors[name].data);
  layer.beforeStep?.(set, passOf(given));
  run(given.predict ? (layer.predict ?? layer.forward) : layer.forward);
  const result = floatsAt(memory, y, batch * outputs).slice();
  if (given.dy) {
    floatsAt(memory, dy, batch * outputs).set(given.dy.flat());
    run(layer.backward);
  }
  const read = (which: 'value' | 'gradient') => Object.fromEntries(Object.entries(pointers).map(([name, tensor]) => [name, floatsAt(memory, tensor[which], tensors[name].data.length)]));
  return { y: result, dx: floatsAt(memory, dx, batch * inputs), gradients: read('gradient'), tensors: read('value') };
}

/** Memory, and a way to make calls in it. */
function start(placement: Placement, batch: number) {
  const space = placement.layout.allocate(placement.workspaceBytes + 64);
  const memory = placement.layout.createMemory();
  const scalars = doublesAt(memory, placement.scalars, Placement.scalarLimit);
  const set = ({ scalar }: Scalar, value: number): void => void (scalars[scalar] = value);
  set(sessionScalars.batch, batch);
  set(sessionScalars.inverseBatch, 1 / batch);
  const program = createRunner(createPlainKernels(memory), scalars, space);
  return { memory, set, run: (ops: readonly Op[]) => program(ops)() };
}

export interface LossCase {
  readonly outputs: Rows;
  readonly targets: readonly number[] | Rows;
  readonly loss: number;
  readonly gradient: Rows;
}

export function expectLoss(definition: LossDefinition, { outputs, targets, loss, gradient }: LossCase): void {
  const classes = (targets as readonly unknown[]).every((target) => typeof target === 'number');
  const given: Targets = classes ? { classes: Int32Array.from(targets as readonly number[]) } : { values: matrix(targets as Rows) };
  const textbook = definition.textbook(defaultsOf(definition), matrix(outputs), given);
  expect(textbook.value, 'textbook: loss').toBeCloseTo(loss, 9);
  expectRows(textbook.gradient.data, gradient, 9, 'textbook: gradient');

  if (classes !== (definition.targets === 'classes')) return;
  const [batch, columns] = [outputs.length, outputs[0].length];
  const layout = new MemoryLayout();
  const placement = new Placement(layout, batch);
  const place = { outputs: placement.batch(columns), columns, gradient: placement.batch(columns), losses: placement.batch(1), targets: placement.batch(columns), inverseBatch: sessionScalars.inverseBatch };
  const { memory, run } = start(placement, batch);
  floatsAt(memory, place.outputs, batch * columns).set(outputs.flat());
  if (classes) intsAt(memory, place.targets, batch).set(targets as readonly number[]);
  else floatsAt(memory, place.targets, batch * columns).set((targets as Rows).flat());
  run(definition.float32(defaultsOf(definition), place));
  expect(floatsAt(memory, place.losses, batch).reduce((sum, value) => sum + value, 0) / batch, 'float32: loss').toBeCloseTo(loss, 5);
  expectRows(floatsAt(memory, place.gradient, batch * columns), gradient, 5, 'float32: gradient');
  run(definition.float32(defaultsOf(definition), { ...place, gradient: none }));
  expect(floatsAt(memory, place.losses, batch).reduce((sum, value) => sum + value, 0) / batch, 'float32: loss alone').toBeCloseTo(loss, 5);
}

export interface OptimizerCase {
  readonly options?: Options;
  readonly lr: number;
  readonly start: readonly number[];
  /** The gradient of each update, and where it leads. */
  readonly updates: readonly { readonly gradient: readonly number[]; readonly w: readonly number[] }[];
  readonly isWeight?: boolean;
}

export function expectUpdates(definition: OptimizerDefinition, { options: own, lr, start: begin, updates, isWeight = true }: OptimizerCase): void {
  const options = { ...defaultsOf(definition), ...own };
  const n = begin.length;
  const w = Float64Array.from(begin);
  const memory = Object.fromEntries(Object.keys(definition.memory).map((name) => [name, new Float64Array(n)]));

  const layout = new MemoryLayout();
  const placement = new Placement(layout, 1);
  const tensor: TensorPointers = { name: 'w', rows: 1, columns: n, value: layout.floats(n), gradient: layout.floats(n) };
  const scalars = Object.fromEntries(Object.keys(definition.scalars(options, { lr, t: 1 })).map((name) => [name, placement.scalar()]));
  const ops = definition.float32(options, { tensor, isWeight, scalars, memory: Object.fromEntries(Object.keys(definition.memory).map((name) => [name, layout.floats(n)])) });
  const { memory: shared, run, set } = start(placement, 1);
  floatsAt(shared, tensor.value, n).set(begin);

  updates.forEach(({ gradient, w: expected }, i) => {
    const place = { lr, t: i + 1 };
    const declared = Object.entries(definition.memory).flatMap(([name, { becomes }]) => (becomes ? [{ name, values: sharesOf(becomes(options, place), memory[name], gradient) }] : []));
    definition.textbook(options, place, { w, g: Float64Array.from(gradient), memory, isWeight });
    for (const { name, values } of declared) expectRows(memory[name].map((value, at) => value / (Math.abs(values[at]) || 1)), [values.map(Math.sign)], 9, `what ${name} is declared to become in update ${i + 1}, as a ratio`);
    expectRows(w, [expected], 9, `textbook: after update ${i + 1}`);
    for (const [name, value] of Object.entries(definition.scalars(options, { lr, t: i + 1 }))) set(scalars[name], value);
    floatsAt(shared, tensor.gradient, n).set(gradient);
    run(ops);
    expectRows(floatsAt(shared, tensor.value, n), [expected], 5, `float32: after update ${i + 1}`);
  });
}

function sharesOf({ keep, gradient: linear = 0, square = 0 }: Shares, before: Float64Array, gradient: readonly number[]): number[] {
  return gradient.map((g, at) => keep * before[at] + linear * g + square * g * g);
}

/** Values of a weight [inputs, outputs] under an initializer. */
export function initialValues(definition: InitializerDefinition, [inputs, outputs]: readonly [number, number], more: Partial<WeightPlace> & { options?: Options; seed?: number } = {}): Float64Array {
  const { options, seed = 0, ...place } = more;
  return definition.values(
    { ...defaultsOf(definition), ...options },
    { name: 'layers.0.weight', shape: [inputs, outputs], fanIn: inputs, fanOut: outputs, activation: 'linear', random: randomStream(seed, 'weights', 0), given: () => new Float64Array(), ...place },
  );
}

/** Standard deviation about zero, and the largest magnitude. */
export function spread(values: Float64Array): { readonly mean: number; readonly std: number; readonly largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length), largest: values.reduce((max, value) => Math.max(max, Math.abs(value)), 0) };
}

/** Kurtosis: 3 for the normal, 1.8 for the uniform distribution. */
export function kurtosis(values: Float64Array): number {
  const { mean, std } = spread(values);
  return values.reduce((sum, value) => sum + ((value - mean) / std) ** 4, 0) / values.length;
}

function expectRows(actual: ArrayLike<number>, expected: Rows, digits: number, what: string): void {
  const flat = expected.flat();
  expect(actual.length, what).toBe(flat.length);
  flat.forEach((value, i) => expect(actual[i], `${what} [${i}]`).toBeCloseTo(value, digits));
}
