import type { Kernels } from './kernels.ts';
import { Instance, Module, type CompiledModule, type SharedMemory } from './webassembly.ts';

/** The bytes of a module that is kept in base64. */
export function moduleBytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** Compiles a module's bytes. @throws where this machine's engine refuses them: ask `validate` first */
export function compileKernels(bytes: Uint8Array): CompiledModule {
  return new Module(bytes);
}

/** A compiled set of kernels over a memory. Its exports are the interface; nothing stands between a caller and the machine code. */
export function instantiateKernels(module: CompiledModule, memory: SharedMemory): Kernels {
  return new Instance(module, { env: { memory } }).exports as unknown as Kernels;
}
