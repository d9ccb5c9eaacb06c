import { workspaceBytes, type Kernels, type Pointer } from '../kernels.ts';
import { MemoryLayout } from '../memory.ts';
import type { SharedMemory } from '../webassembly.ts';

/** One case: places its tensors, and gives the calls to compare; numbers that the calls return are compared too. */
export interface KernelCase {
  readonly name: string;
  readonly place: (space: CaseSpace) => (kernels: Kernels) => readonly number[] | void;
  /** Allowed difference, relative to values above 1 and absolute below. */
  readonly tolerance?: number;
}

/** A tensor of a case and how it is compared: floats within the tolerance, others exactly; packing space not at all. */
export interface Region {
  readonly kind: 'floats' | 'ints' | 'doubles' | 'bytes' | 'scratch';
  readonly pointer: Pointer;
  readonly length: number;
  readonly fill?: ArrayLike<number>;
}

/** Bytes of one element. */
export const elementBytes = { floats: 4, ints: 4, doubles: 8, bytes: 1, scratch: 1 } as const;

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
