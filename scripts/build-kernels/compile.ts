import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { elementsSource } from './elements.ts';
import { modeSource, type Mode } from './modes.ts';
import { sparseRowsSource } from './sparse-rows.ts';
import { tilesSource } from './tiles.ts';

/** The largest memory a module may be given, in pages of 64 KiB (see `memoryLimitBytes`). */
const maximumPages = 65_535;

/**
 * Compiles the kernels in one mode.
 * @param folder the AssemblyScript sources
 * @param chunkElements constant of ../../src/engine/kernels/kernels.ts
 * @throws Error with the compiler's own words
 */
export async function compile(mode: Mode, folder: string, chunkElements: number): Promise<Uint8Array> {
  const emitted: Readonly<Record<string, string>> = {
    'mode.ts': modeSource(mode, chunkElements),
    'tiles.ts': tilesSource(mode),
    'sparse-rows.ts': sparseRowsSource(mode),
    'elements.ts': elementsSource(),
  };
  let binary: Uint8Array | undefined;
  let complaints = '';
  const { error } = await asc.main(
    [
      'index.ts', '-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--importMemory', '--sharedMemory',
      '--initialMemory', '1', '--maximumMemory', String(maximumPages), '--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory',
      ...(mode.relaxed ? ['--enable', 'relaxed-simd'] : []),
      '--outFile', 'kernels.wasm',
    ],
    {
      readFile: (file) => emitted[file] ?? readOrNull(join(folder, file)),
      writeFile: (file, contents) => {
        if (file === 'kernels.wasm' && typeof contents !== 'string') binary = contents;
      },
      listFiles: () => [],
      stderr: { write: (text) => void (complaints += String(text)) },
    },
  );
  if (error !== null || binary === undefined) throw new Error(`The kernels (${mode.name}) do not compile:\n${complaints}`, { cause: error });
  return binary;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
