import { chunkCount, fused, none, sparseListBytes, workspaceBytes, type Kernels, type Pointer } from './kernels.ts';
import { MemoryLayout, bytesAt, doublesAt, floatsAt, intsAt } from './memory.ts';
import { createPlainKernels } from './plain.ts';
import { placeSparseImages, sparseImages, writeSparseImages } from './sparse.ts';
import { dropThreshold, streamKeyA, streamKeyB } from './stream.ts';
import type { SharedMemory } from './webassembly.ts';

/**
 * Holds a set of kernels against the plain ones: every case is run by both over the same memory, and afterwards every byte of it is
 * compared, so that a write beyond a range is found as surely as a wrong result.
 */

/** A tensor of a case and how it is compared: floats within the tolerance, others exactly; packing space not at all. */
interface Region {
  readonly kind: 'floats' | 'ints' | 'doubles' | 'bytes' | 'scratch';
  readonly pointer: Pointer;
  readonly length: number;
  readonly fill?: ArrayLike<number>;
}

/** Places the tensors of a case. */
export class CaseSpace {
  readonly layout = new MemoryLayout();
  readonly regions: Region[] = [];
  /** Further preparations of the memory. */
  readonly writers: ((memory: SharedMemory) => void)[] = [];
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Values between low and high, the same for the same seed. */
  random(length: number, low = -1, high = 1): Pointer {
    return this.#add('floats', length, Array.from({ length }, () => low + (high - low) * this.#next()));
  }

  floats(values: readonly number[]): Pointer {
    return this.#add('floats', values.length, values);
  }

  /** Room for results, holding values that no kernel gives. */
  room(length: number): Pointer {
    return this.#add('floats', length, new Float32Array(length).fill(-77));
  }

  ints(values: readonly number[]): Pointer {
    return this.#add('ints', values.length, values);
  }

  /** Whole numbers from 0 to below `bound`. */
  randomInts(length: number, bound: number): Pointer {
    return this.ints(Array.from({ length }, () => Math.floor(this.#next() * bound)));
  }

  doubles(length: number): Pointer {
    return this.#add('doubles', length, new Float64Array(length));
  }

  /** Bytes, of which the given share is not zero. */
  randomBytes(length: number, density: number): Uint8Array {
    return Uint8Array.from({ length }, () => (this.#next() < density ? 1 + Math.floor(255 * this.#next()) : 0));
  }

  bytes(values: Uint8Array): Pointer {
    return this.#add('bytes', values.length, values);
  }

  workspace(batch: number, inputs: number, outputs: number): Pointer {
    return this.scratch(workspaceBytes(batch, inputs, outputs));
  }

  scratch(bytes: number): Pointer {
    return this.#add('scratch', bytes);
  }

  #add(kind: Region['kind'], length: number, fill?: ArrayLike<number>): Pointer {
    const pointer = this.layout.allocate(length * elementBytes[kind]);
    this.regions.push({ kind, pointer, length, fill });
    return pointer;
  }

  #next(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }
}

/** One case: places its tensors, and gives the calls to compare; numbers that the calls return are compared too. */
export interface KernelCase {
  readonly name: string;
  readonly place: (space: CaseSpace) => (kernels: Kernels) => readonly number[] | void;
  /** Allowed difference, relative to values above 1 and absolute below. */
  readonly tolerance?: number;
}

const defaultTolerance = 2e-5;

/** A case placed in memory, to be run as often as wanted. */
export class CaseRun {
  readonly memory: SharedMemory;
  readonly #case: KernelCase;
  readonly #space: CaseSpace;
  readonly #calls: (kernels: Kernels) => readonly number[] | void;
  readonly #expected: { readonly memory: Uint8Array; readonly returned: readonly number[] };

  constructor(kernelCase: KernelCase, seed = 1) {
    this.#case = kernelCase;
    this.#space = new CaseSpace(seed);
    this.#calls = kernelCase.place(this.#space);
    this.memory = this.#space.layout.createMemory();
    const returned = this.run(createPlainKernels(this.memory));
    this.#expected = { memory: new Uint8Array(this.memory.buffer).slice(), returned };
  }

  /** Fills the memory and makes the calls. */
  run(kernels: Kernels): readonly number[] {
    const { regions, writers } = this.#space;
    for (const { kind, pointer, length, fill } of regions) {
      if (fill === undefined) continue;
      view(this.memory, { kind, pointer, length }).set(fill);
    }
    for (const write of writers) write(this.memory);
    return this.#calls(kernels) ?? [];
  }

  /** A copy of the memory with its packing space blanked: what two runs of the case must agree in, byte by byte. */
  outcome(): Uint8Array {
    const memory = new Uint8Array(this.memory.buffer).slice();
    for (const { kind, pointer, length } of this.#space.regions) if (kind === 'scratch') memory.fill(0, pointer, pointer + length);
    return memory;
  }

  /** Runs the case. @returns what is wrong, or undefined */
  check(kernels: Kernels): string | undefined {
    const { tolerance = defaultTolerance, name } = this.#case;
    const returned = this.run(kernels);
    for (const [i, value] of this.#expected.returned.entries()) {
      if (!near(returned[i], value, tolerance)) return `${name}: returned ${returned[i]}, expected ${value}`;
    }
    const expected = { buffer: this.#expected.memory.buffer };
    for (const region of this.#space.regions) {
      if (region.kind === 'scratch') continue;
      const got = view(this.memory, region);
      const want = view(expected, region);
      for (let i = 0; i < region.length; i++) {
        const same = region.kind === 'floats' || region.kind === 'doubles' ? near(got[i], want[i], tolerance) : got[i] === want[i];
        if (!same) return `${name}: ${region.kind} at ${region.pointer}, element ${i} of ${region.length} is ${got[i]}, expected ${want[i]}`;
      }
    }
    const strayed = this.#strayed();
    return strayed === 0 ? undefined : `${name}: ${strayed} bytes between the tensors were written`;
  }

  /** Bytes outside all tensors that are not zero any more. The case's own writers fill places between them. */
  #strayed(): number {
    const memory = new Uint8Array(this.memory.buffer);
    let count = 0;
    let end = 0;
    for (const { kind, pointer, length } of [...this.#space.regions, { kind: 'bytes', pointer: memory.length, length: 0 } as const]) {
      for (let at = end; at < pointer; at++) if (memory[at] !== this.#expected.memory[at]) count++;
      end = pointer + length * elementBytes[kind];
    }
    return count;
  }
}

const elementBytes = { floats: 4, ints: 4, doubles: 8, bytes: 1, scratch: 1 } as const;

function view(memory: { readonly buffer: ArrayBufferLike }, { kind, pointer, length }: Pick<Region, 'kind' | 'pointer' | 'length'>) {
  const shared = memory as SharedMemory;
  if (kind === 'floats') return floatsAt(shared, pointer, length);
  if (kind === 'ints') return intsAt(shared, pointer, length);
  if (kind === 'doubles') return doublesAt(shared, pointer, length);
  return bytesAt(shared, pointer, length);
}

function near(got: number, want: number, tolerance: number): boolean {
  if (Object.is(got, want) || got === want) return true;
  return Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want));
}

/** Comparing takes longer than running, and code that the compiler has made stays. */
const comparedRounds = 10;

/** The cases as the plain loops leave them: made once, however many sets of kernels are held against them. */
export function placeCases(cases: readonly KernelCase[] = quickCases): readonly CaseRun[] {
  return cases.map((kernelCase) => new CaseRun(kernelCase));
}

/**
 * Holds kernels against the plain ones over small odd sizes.
 * @param create makes the kernels over a memory
 * @param rounds how often each case is run; the first finds wrong code, later ones what an optimizing compiler makes of it. Of many rounds every
 *   tenth is compared, and the last.
 * @returns what is wrong, or undefined
 */
export function selfTest(create: (memory: SharedMemory) => Kernels, cases: readonly CaseRun[] = placeCases(), rounds = 1): string | undefined {
  for (const run of cases) {
    const kernels = create(run.memory);
    for (let round = 0; round < rounds; round++) {
      if (round % comparedRounds !== 0 && round !== rounds - 1) {
        run.run(kernels);
        continue;
      }
      const problem = run.check(kernels);
      if (problem !== undefined) return round === 0 ? problem : `${problem} (after ${round} calls)`;
    }
  }
  return undefined;
}

/** Every product of an affine layer [batch, inputs] → [batch, outputs], with all that can be fused. */
export function affineCase(batch: number, inputs: number, outputs: number): KernelCase {
  return {
    name: `affine ${batch}×${inputs}×${outputs}`,
    place(space) {
      const x = space.random(batch * inputs);
      const w = space.random(inputs * outputs);
      const [b, dy] = [space.random(outputs), space.random(batch * outputs)];
      const [y, z] = [space.room(batch * outputs), space.room(batch * outputs)];
      const [dx, dxMasked, dw, db] = [space.room(batch * inputs), space.room(batch * inputs), space.room(inputs * outputs), space.room(outputs)];
      const [w1, w2] = [space.random(inputs * outputs), space.random(inputs * outputs)];
      const workspace = space.workspace(batch, inputs, outputs);
      return (kernels) => {
        kernels.affineForward(y, x, w, b, inputs, outputs, fused.relu, workspace, 0, batch);
        kernels.affineForward(z, x, w, none, inputs, outputs, fused.none, workspace, 0, batch);
        kernels.affineInputGradient(dx, dy, w, none, inputs, outputs, workspace, 0, batch);
        kernels.affineInputGradient(dxMasked, dy, w, x, inputs, outputs, workspace, 0, batch);
        kernels.affineWeightGradient(dw, x, dy, batch, inputs, outputs, workspace, 0, inputs);
        kernels.affineWeightStep(w1, x, dy, batch, inputs, outputs, 0.1, 0, workspace, 0, inputs);
        kernels.affineWeightStep(w2, x, dy, batch, inputs, outputs, 0.1, 0.01, workspace, 0, inputs);
        kernels.columnSums(db, dy, batch, outputs, 0, outputs);
      };
    },
  };
}

/** The sparse first layer over examples of the given density. */
export function sparseCase(batch: number, features: number, outputs: number, density = 0.3): KernelCase {
  return {
    name: `sparse ${batch}×${features}×${outputs}`,
    place(space) {
      const examples = batch + 3;
      const images = sparseImages(space.randomBytes(examples * features, density), features);
      const at = placeSparseImages(space.layout, images);
      space.writers.push((memory) => writeSparseImages(memory, at, images, 1 / 255));
      const rows = space.randomInts(batch, examples);
      const [w, b, dy] = [space.random(features * outputs), space.random(outputs), space.random(batch * outputs)];
      const [x, y, z, dw] = [space.room(batch * features), space.room(batch * outputs), space.room(batch * outputs), space.room(features * outputs)];
      const [w1, w2] = [space.random(features * outputs), space.random(features * outputs)];
      const lists = space.scratch(sparseListBytes(batch, features));
      const workspace = space.workspace(batch, features, outputs);
      return (kernels) => {
        kernels.gatherSparse(x, at.images, rows, 0, batch);
        kernels.sparseForward(y, at.images, rows, w, b, outputs, fused.relu, workspace, 0, batch);
        kernels.sparseForward(z, at.images, rows, w, none, outputs, fused.none, workspace, 0, batch);
        kernels.sparseTranspose(lists, at.images, rows, batch, 0, features);
        kernels.sparseWeightGradient(dw, lists, at.images, rows, dy, batch, outputs, workspace, 0, features);
        kernels.sparseWeightStep(w1, lists, at.images, rows, dy, batch, outputs, 0.1, 0, workspace, 0, features);
        kernels.sparseWeightStep(w2, lists, at.images, rows, dy, batch, outputs, 0.1, 0.01, workspace, 0, features);
      };
    },
  };
}

/** Gathers, losses, batch normalization and looks over [batch, columns]. */
export function rowsCase(batch: number, columns: number): KernelCase {
  return {
    name: `rows ${batch}×${columns}`,
    place(space) {
      const examples = batch + 2;
      const n = batch * columns;
      const images = space.bytes(space.randomBytes(examples * columns, 0.5));
      const data = space.random(examples * columns);
      const [mean, factor] = [space.random(columns), space.random(columns)];
      const rows = space.randomInts(batch, examples);
      const allLabels = space.randomInts(examples, columns);
      const labels = space.ints(Array.from({ length: batch }, () => 0));
      const [g1, g2, g3, g4] = [space.room(n), space.room(n), space.room(n), space.room(n)];
      const [x, dy, target] = [space.random(n, -4, 4), space.random(n), space.random(n)];
      const [p, dp, dz, de, loss, loss2] = [space.room(n), space.room(n), space.room(n), space.room(n), space.room(batch), space.room(batch)];
      const [best, counts] = [space.ints(Array.from({ length: batch }, () => 0)), space.ints(Array.from({ length: columns * columns }, () => 0))];
      const [gamma, beta, bm, bi] = [space.random(columns), space.random(columns), space.room(columns), space.room(columns)];
      const [rm, rv] = [space.random(columns), space.random(columns, 0, 1)];
      const [bn, bp, bd, dgamma, dbeta, bn2, bd2] = [space.room(n), space.room(n), space.room(n), space.room(columns), space.room(columns), space.room(n), space.room(n)];
      return (kernels) => {
        kernels.gatherBytes(g1, images, rows, 1 / 255, columns, 0, batch);
        kernels.gatherBytesStandardized(g2, images, rows, mean, factor, columns, 0, batch);
        kernels.gatherFloats(g3, data, rows, columns, 0, batch);
        kernels.gatherFloatsStandardized(g4, data, rows, mean, factor, columns, 0, batch);
        kernels.gatherLabels(labels, allLabels, rows, 0, batch);
        kernels.softmaxForward(p, x, columns, 0, batch);
        kernels.softmaxBackward(dp, dy, p, columns, 0, batch);
        kernels.softmaxCrossEntropy(dz, loss, x, labels, columns, 1 / batch, 0, batch);
        kernels.softmaxCrossEntropy(none, loss, x, labels, columns, 1 / batch, 0, batch);
        kernels.meanSquaredError(de, loss2, x, target, columns, 1 / batch, 0, batch);
        kernels.argmax(best, x, columns, 0, batch);
        kernels.confusion(counts, best, labels, columns, 0, batch);
        kernels.batchNormForward(bn, x, gamma, beta, bm, bi, rm, rv, batch, columns, 0.9, 1e-3, fused.relu, 0, columns);
        kernels.batchNormForward(bn2, x, gamma, beta, bm, bi, rm, rv, batch, columns, 0.9, 1e-3, fused.none, 0, columns);
        kernels.batchNormPredict(bp, x, gamma, beta, rm, rv, columns, 1e-3, fused.relu, 0, batch);
        kernels.batchNormBackward(bd, dgamma, dbeta, dy, x, gamma, bm, bi, bn, batch, columns, 0, columns);
        kernels.batchNormBackward(bd2, dgamma, dbeta, dy, x, gamma, bm, bi, none, batch, columns, 0, columns);
        return [kernels.countEqual(best, labels, 0, batch)];
      };
    },
    // A batch of one has no variance: 1/√epsilon then magnifies what rounding leaves.
    tolerance: 1e-4,
  };
}

/** Everything that works element by element, and the sums over elements. */
export function elementsCase(n: number): KernelCase {
  return {
    name: `elements ${n}`,
    place(space) {
      const [x, dy, g] = [space.random(n, -6, 6), space.random(n), space.random(n)];
      const out = Array.from({ length: 10 }, () => space.room(n));
      const parameters = Array.from({ length: 6 }, () => space.random(n));
      const [v1, v2, h1, h2, m, v] = [space.random(n), space.random(n), space.random(n, 0, 1), space.random(n, 0, 1), space.random(n), space.random(n, 0, 1)];
      const [decayed, penalized, clipped] = [space.random(n), space.random(n), space.random(n)];
      const chunks = chunkCount(n);
      const [squares, magnitudes, moments] = [space.doubles(chunks), space.doubles(chunks), space.doubles(5)];
      const counts = space.ints([0, 0, 0, 0, 0, 0, 0]);
      return (kernels) => {
        kernels.reluForward(out[0], x, 0, n);
        kernels.reluBackward(out[1], dy, x, 0, n);
        kernels.leakyReluForward(out[2], x, 0.01, 0, n);
        kernels.leakyReluBackward(out[3], dy, x, 0.01, 0, n);
        kernels.sigmoidForward(out[4], x, 0, n);
        kernels.sigmoidBackward(out[5], dy, out[4], 0, n);
        kernels.tanhForward(out[6], x, 0, n);
        kernels.tanhBackward(out[7], dy, out[6], 0, n);
        kernels.scale(out[8], x, 0.3, 0, n);
        kernels.dropout(out[9], x, dropThreshold(0.4), 1 / 0.6, streamKeyA(1, 2, 3), streamKeyB(1, 2, 3), 0, n);
        kernels.sgd(parameters[0], g, 0.1, 0, n);
        kernels.momentum(parameters[1], g, v1, 0.1, 0.9, 0, n);
        kernels.nesterov(parameters[2], g, v2, 0.1, 0.9, 0, n);
        kernels.adagrad(parameters[3], g, h1, 0.1, 1e-7, 0, n);
        kernels.rmsprop(parameters[4], g, h2, 0.01, 0.99, 1e-7, 0, n);
        kernels.adam(parameters[5], g, m, v, 0.01, 0.9, 0.999, 1e-3, 0.99, 0, n);
        kernels.addL2(decayed, x, 0.01, 0, n);
        kernels.addL1(penalized, x, 0.01, 0, n);
        kernels.clipValue(clipped, 0.5, 0, n);
        kernels.chunkSquares(squares, x, n, 0, chunks);
        kernels.chunkMagnitudes(magnitudes, x, n, 0, chunks);
        kernels.moments(moments, x, 0, n);
        kernels.histogram(counts, x, -5, 5, 7, 0, n);
        return [kernels.sum(x, 0, n), kernels.sumPartials(squares, 0, chunks), kernels.allFinite(x, 0, n), kernels.countOutside(x, -1, 2, 0, n)];
      };
    },
  };
}

/** What is run before a set of kernels is used: small, with empty last tiles, batches of one, several blocks and pieces. */
export const quickCases: readonly KernelCase[] = [
  ...([[1, 1, 1], [3, 5, 7], [7, 31, 3], [12, 16, 32], [17, 101, 10], [31, 7, 50], [5, 3, 513]] as const).map(([batch, inputs, outputs]) => affineCase(batch, inputs, outputs)),
  ...([[1, 1, 1], [5, 7, 17], [67, 100, 31], [3, 130, 120]] as const).map(([batch, features, outputs]) => sparseCase(batch, features, outputs)),
  ...([[1, 3], [5, 10], [17, 31]] as const).map(([batch, columns]) => rowsCase(batch, columns)),
  ...[1, 7, 17, 101].map(elementsCase),
];
