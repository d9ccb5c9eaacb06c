/**
 * The part of the WebAssembly API that is used here, typed. TypeScript keeps those types in its DOM library, which the engine is compiled
 * without.
 */

/** A linear memory of a fixed size that threads share; it can be posted to a worker. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** A compiled module; it can be posted to a worker. */
export type CompiledModule = object;

interface WebAssemblyApi {
  readonly Memory: new (descriptor: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (module: CompiledModule, imports: Record<string, Record<string, unknown>>) => { readonly exports: object };
  validate(bytes: Uint8Array): boolean;
}

export const { Memory, Module, Instance, validate } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
