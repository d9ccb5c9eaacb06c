import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';
import { houseRules } from '../../eslint.config.js';

const linter = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, ...houseRules] as never,
});

async function complaints(filePath: string, imported: string): Promise<string[]> {
  const [result] = await linter.lintText(`import '${imported}';\n`, { filePath });
  return result?.messages.map((message) => message.message) ?? [];
}

test.each([
  ['the renderer', 'src/renderer/client/a.ts', '../../engine/catalog.ts', /renderer to import engine/],
  ['the renderer', 'src/renderer/client/a.ts', '../../main/app.ts', /renderer to import main-app/],
  ['a screen', 'src/renderer/features/home/a.ts', '../live/LiveScreen.vue', /feature to import feature/],
  ['shared code', 'src/shared/schema/a.ts', '../../engine/catalog.ts', /shared to import engine/],
  ['the engine', 'src/engine/training/a.ts', '../../main/app.ts', /engine to import main-app/],
  ['the engine', 'src/engine/training/a.ts', 'electron', /Only src\/main\/desktop/],
  ['the store', 'src/main/store/a.ts', '../services/runs.ts', /main-store to import main-services/],
  ['a service', 'src/main/services/a.ts', '../cli/main.ts', /main-services to import main-cli/],
  ['a service', 'src/main/services/a.ts', 'better-sqlite3', /Only src\/main\/store/],
  ['the server', 'src/main/server/a.ts', '../desktop/main.ts', /main-server to import main-desktop/],
  ['the command line', 'src/main/cli/a.ts', 'electron', /may import electron/],
  ['the preload', 'src/preload/a.ts', '../main/app.ts', /preload to import main-app/],
  ['an optimizer', 'src/engine/optimizers/a.ts', './sgd.ts', /never import each other/],
  ['an optimizer', 'src/engine/optimizers/a.ts', '../layers/relu.ts', /definition to import definition/],
])('the linter refuses %s (%s) an import of %s', async (_who, file, imported, message) => {
  expect(await complaints(file, imported)).toEqual([expect.stringMatching(message)]);
});

test.each([
  ['src/renderer/client/a.ts', '../../shared/api/errors.ts'],
  ['src/main/services/a.ts', '../store/store.ts'],
  ['src/main/store/a.ts', 'better-sqlite3'],
  ['src/main/desktop/a.ts', 'electron'],
  ['src/engine/optimizers/a.ts', '../core/define.ts'],
])('the linter lets %s import %s', async (file, imported) => {
  expect(await complaints(file, imported)).toEqual([]);
});
