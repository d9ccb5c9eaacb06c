/**
 * Writes src/engine/definitions.generated.ts: the list of everything that the folders of definitions hold, for bundles and for workers
 * that Node starts from source alike.
 *
 *     node scripts/generate-definitions.ts          writes it
 *     node scripts/generate-definitions.ts --check  exits 1 where it is not up to date
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';

const engine = new URL('../src/engine/', import.meta.url);
/** Each folder, and what the names in it end with, since a schedule and an initializer may be called alike. */
const folders = { layers: 'Layer', losses: 'Loss', initializers: 'Initializer', optimizers: 'Optimizer', schedules: 'Schedule' };

/** The text of the index: one import per definition file, one list per folder. */
export async function generateDefinitions(): Promise<string> {
  const imports: string[] = [];
  const lists: string[] = [];
  for (const [folder, suffix] of Object.entries(folders)) {
    const names: string[] = [];
    for (const file of (await readdir(new URL(folder, engine))).filter((name) => name.endsWith('.ts')).sort()) {
      const path = `${folder}/${file}`;
      const source = await readFile(new URL(path, engine), 'utf8');
      if (!/^export default define/m.test(source)) throw new Error(`src/engine/${path}: expected "export default define…", found none`);
      const name = `${camelCase(file.slice(0, -'.ts'.length))}${suffix}`;
      imports.push(`import ${name} from './${path}';`);
      names.push(name);
    }
    lists.push(`export const ${folder} = [${names.join(', ')}];`);
  }
  const head = '// Written by scripts/generate-definitions.ts from the contents of the folders; a test holds it against them.';
  return [head, ...imports, '', ...lists, ''].join('\n');
}

const camelCase = (kebab: string): string => kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

if (import.meta.main) {
  const target = new URL('definitions.generated.ts', engine);
  const text = await generateDefinitions();
  if (!process.argv.includes('--check')) await writeFile(target, text);
  else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    console.error('src/engine/definitions.generated.ts is not up to date: run node scripts/generate-definitions.ts');
    process.exitCode = 1;
  }
}
