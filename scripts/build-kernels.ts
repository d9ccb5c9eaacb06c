/**
 * Builds the kernels: src/engine/kernels/assembly and the emitted inner loops → src/engine/kernels/generated/NAME.ts, the module in base64.
 * Does nothing where the sources have not changed; `--force` builds anyway.
 *
 *     node scripts/build-kernels.ts
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chunkElements } from '../src/engine/kernels/kernels.ts';
import { modes } from './build-kernels/modes.ts';

const root = resolve(import.meta.dirname, '..');
const assembly = join(root, 'src/engine/kernels/assembly');
const generated = join(root, 'src/engine/kernels/generated');

/** Hash of everything that a module is made from. */
function sourcesHash(): string {
  const hash = createHash('sha256').update(`chunk ${chunkElements}\n`);
  const compiler = readFileSync(join(root, 'node_modules/assemblyscript/package.json'), 'utf8');
  hash.update(compiler);
  for (const folder of [assembly, join(root, 'scripts/build-kernels')]) {
    for (const file of readdirSync(folder).sort()) hash.update(file).update('\0').update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex');
}

const moduleText = (name: string, hash: string, bytes: Uint8Array) => `// Made by scripts/build-kernels.ts; sources ${hash}
/** The kernels \`${name}\`: a WebAssembly module in base64. */
export const base64 =
  '${Buffer.from(bytes).toString('base64')}';
`;

const indexText = (hash: string) => `// Made by scripts/build-kernels.ts; sources ${hash}
${modes.map(({ name }, i) => `import { base64 as module${i} } from './${name}.ts';`).join('\n')}

/** Names the sources all modules were made from; recorded with runs. */
export const kernelsHash = '${hash.slice(0, 16)}';

/** Every compiled set of kernels, best first. */
export const compiledKernels = [
${modes.map(({ name, relaxed, tileColumns }, i) => `  { name: '${name}', relaxed: ${relaxed}, wide: ${tileColumns === 16}, base64: module${i} },`).join('\n')}
] as const;
`;

function isCurrent(hash: string): boolean {
  try {
    const files = [...modes.map(({ name }) => name), 'index'];
    return files.every((name) => readFileSync(join(generated, `${name}.ts`), 'utf8').startsWith(`// Made by scripts/build-kernels.ts; sources ${hash}\n`));
  } catch {
    return false;
  }
}

const hash = sourcesHash();
if (process.argv.includes('--force') || !isCurrent(hash)) {
  const { compile } = await import('./build-kernels/compile.ts');
  mkdirSync(generated, { recursive: true });
  for (const mode of modes) {
    const bytes = await compile(mode, assembly, chunkElements);
    writeFileSync(join(generated, `${mode.name}.ts`), moduleText(mode.name, hash, bytes));
    console.log(`kernels ${mode.name}: ${bytes.length.toLocaleString('en-US')} bytes`);
  }
  writeFileSync(join(generated, 'index.ts'), indexText(hash));
}
