import { fused, type FusedActivation, type Pointer } from '../kernels.ts';
import type { SharedMemory } from '../webassembly.ts';

/** The session's memory, as the arrays that the plain kernels read and write. */
export interface Views {
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly u16: Uint16Array;
  readonly u8: Uint8Array;
}

export function viewsOf({ buffer }: SharedMemory): Views {
  return {
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    u16: new Uint16Array(buffer),
    u8: new Uint8Array(buffer),
  };
}

/** Position of a pointer's element in an array of 4-byte elements. */
export const at = (pointer: Pointer): number => pointer >>> 2;

/** Position of a pointer's element in an array of 8-byte elements. */
export const at8 = (pointer: Pointer): number => pointer >>> 3;

/** What an activation fused into a kernel makes of its result. */
export const activated = (value: number, activation: FusedActivation): number => (activation === fused.relu && value < 0 ? 0 : value);

/** Calls `each` with the positions (in float32 elements) that an element kernel works on. */
export function elements(from: number, to: number, each: (i: number) => void): void {
  for (let i = from; i < to; i++) each(i);
}
