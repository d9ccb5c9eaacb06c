import type { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Pointer } from './kernels.ts';
import { Memory, type SharedMemory } from './webassembly.ts';

/** The most a 32-bit WebAssembly memory can hold: 4 GiB less one page. */
export const memoryLimitBytes = 65_535 * 65_536;

const pageBytes = 65_536;
const alignment = 64;
/** Pointer 0 means "not given", so nothing lies there. */
const reservedAtStart = 1_024;
/** Kernels may read (never write) up to this far beyond a tensor's last element. */
const reservedAtEnd = 4_096;

/**
 * Places tensors one after the other, before any memory exists, so that a session asks for exactly what its plan needs, once.
 *
 *     const layout = new MemoryLayout();
 *     const weights = layout.floats(784 * 50);
 *     const memory = layout.createMemory();
 *     floatsAt(memory, weights, 784 * 50).fill(0);
 */
export class MemoryLayout {
  #end = reservedAtStart;

  /** Bytes the memory will have. */
  get bytes(): number {
    return Math.ceil((this.#end + reservedAtEnd) / pageBytes) * pageBytes;
  }

  /**
   * @returns where the bytes will lie, 64-byte aligned
   * @throws DescentError `memory-limit` when the memory would be larger than WebAssembly allows
   */
  allocate(bytes: number): Pointer {
    const pointer = this.#end;
    this.#end = Math.ceil((pointer + bytes) / alignment) * alignment;
    if (this.bytes > memoryLimitBytes) throw memoryLimit(this.bytes, memoryLimitBytes);
    return pointer;
  }

  /** Room for `length` float32 values. */
  floats(length: number): Pointer {
    return this.allocate(length * Float32Array.BYTES_PER_ELEMENT);
  }

  /** Room for `length` int32 values. */
  ints(length: number): Pointer {
    return this.allocate(length * Int32Array.BYTES_PER_ELEMENT);
  }

  /** Room for `length` float64 values. */
  doubles(length: number): Pointer {
    return this.allocate(length * Float64Array.BYTES_PER_ELEMENT);
  }

  /**
   * The memory for everything placed so far, zeroed, shareable among threads.
   * @throws DescentError `memory-limit` when the machine does not give that much
   */
  createMemory(): SharedMemory {
    const pages = this.bytes / pageBytes;
    try {
      return new Memory({ initial: pages, maximum: pages, shared: true });
    } catch (cause) {
      throw memoryLimit(this.bytes, undefined, cause);
    }
  }
}

function memoryLimit(needed: number, limit: number | undefined, cause?: unknown): DescentError {
  const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20).toLocaleString('en-US');
  const bound =
    limit === undefined ? { en: 'the machine did not give that much', zh: '这台电脑给不出这么多' } : { en: `the limit is ${megabytes(limit)} MB`, zh: `上限为 ${megabytes(limit)} MB` };
  return refusal('memory-limit', 'memory-limit', { needed: megabytes(needed), bound, neededBytes: needed, ...(limit === undefined ? {} : { limitBytes: limit }) }, { cause });
}

/** A view of `length` float32 values at a pointer. */
export function floatsAt(memory: SharedMemory, pointer: Pointer, length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(memory.buffer, pointer, length);
}

/** A view of `length` int32 values at a pointer. */
export function intsAt(memory: SharedMemory, pointer: Pointer, length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(memory.buffer, pointer, length);
}

/** A view of `length` float64 values at a pointer. */
export function doublesAt(memory: SharedMemory, pointer: Pointer, length: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(memory.buffer, pointer, length);
}

/** A view of `length` bytes at a pointer. */
export function bytesAt(memory: SharedMemory, pointer: Pointer, length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(memory.buffer, pointer, length);
}
