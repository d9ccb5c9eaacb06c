import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundledPackages, licences, packedPackages } from '../../scripts/licences.ts';
import { packageOf } from '../../scripts/support/bundled-packages.ts';

/** What installers are made from, as far as it can be told without packing; `npm run check:package` packs and looks inside. */
const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string>; devDependencies: Record<string, string> };
const config = load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Record<'win' | 'mac' | 'linux', { icon: string }> & { fileAssociations: { ext: string }[]; asarUnpack: string[]; npmRebuild: boolean; asar: boolean; electronFuses: Record<string, boolean> };

test('electron-builder accepts the configuration', async () => {
  const { validateConfiguration } = (await import('app-builder-lib/out/util/config/config.js')) as { validateConfiguration(config: object, logger: object): Promise<void> };
  await expect(validateConfiguration(config, { isEnabled: false, add: () => undefined })).resolves.toBeUndefined();
});

test('every system has its icon, a picture of the kind it wants', () => {
  const head = (file: string) => readFileSync(join(root, file)).subarray(0, 4).toString('latin1');
  expect(head(config.win.icon)).toBe('\0\0\x01\0');
  expect(head(config.mac.icon)).toBe('icns');
  const linux = readdirSync(join(root, config.linux.icon));
  expect(linux).toContain('512x512.png');
  for (const name of linux) expect(head(join(config.linux.icon, name))).toBe('\x89PNG');
});

test('the native module is taken as it comes and stands outside the archive', () => {
  expect(config.npmRebuild).toBe(false);
  expect(config.asarUnpack).toContain('**/*.node');
});

test('the packed program runs no Node of its own, takes no code but its archive’s, and believes no argument or variable about that', () => {
  expect(config.electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    // No cookie is set by the desktop: its pages speak through a port.
    enableCookieEncryption: false,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
  });
  expect(config.asar).toBe(true);
});

describe('the built doors', () => {
  const folder = join(root, 'out/main');
  const imported = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/(?:^|[;\n}])\s*(?:import|export)\b[^'"();]*?from\s*["']([^"'.][^"']*)["']|\bimport\(\s*["']([^"'.][^"']*)["']\s*\)/g)].map(([, a, b]) => a ?? b ?? ''));

  test('import nothing that is not packed with them', () => {
    const names = new Set(imported().flatMap((name) => (isBuiltin(name) || name === 'electron' ? [] : (packageOf(`node_modules/${name}`) ?? []))));
    expect(names.size).toBeGreaterThan(5);
    expect([...names].filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });
});

describe('the file of licences', () => {
  let text: string;
  beforeAll(() => {
    text = licences();
  });

  test('names every package that is packed and every one that was taken into a bundle', () => {
    const folders = [...packedPackages(), ...bundledPackages()];
    expect(bundledPackages().size).toBeGreaterThan(50);
    for (const folder of folders) expect(text).toContain(`\n${(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string }).name} `);
    for (const name of ['better-sqlite3', 'vue', 'echarts', '@nuxt/ui', 'reka-ui', '@fontsource-variable/noto-sans-sc', '@iconify-json/lucide', 'katex']) expect(text, name).toContain(`\n${name} `);
  });

  test('has the text of nearly every one, and says so where there is none', () => {
    const without = text.match(/has no licence file/g) ?? [];
    expect(without.length).toBeLessThan(0.2 * (packedPackages().size + bundledPackages().size));
    expect(existsSync(join(root, 'out/licences.txt'))).toBe(true);
  });
});

test('every package is free to be passed on', () => {
  const free = /MIT|ISC|BSD|Apache-2\.0|0BSD|OFL-1\.1|CC0|Unlicense|BlueOak|Python-2\.0/;
  const others = [...new Set([...packedPackages(), ...bundledPackages()])]
    .map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; license?: string })
    .filter(({ license }) => !free.test(license ?? ''));
  expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
});
