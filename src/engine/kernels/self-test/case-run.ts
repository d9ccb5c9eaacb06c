import type { Kernels } from '../kernels.ts';
import { bytesAt, doublesAt, floatsAt, intsAt } from '../memory.ts';
import { createPlainKernels } from '../plain.ts';
import type { SharedMemory } from '../webassembly.ts';
import { CaseSpace, elementBytes, type KernelCase, type Region } from './case-space.ts';

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
