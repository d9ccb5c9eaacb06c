import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listPackage, extractFile } from '@electron/asar';
import { build, Platform, type Configuration } from 'electron-builder';
import { load } from 'js-yaml';
import { packedPackages } from './licences.ts';
import { buildIfStale } from './build.ts';
import { root } from './support/run.ts';

/**
 * `npm run check:package`: packs the program as for an installer, around a stand-in for Electron's binary, and looks at what is inside:
 * production packages alone, the built doors and workers, recipes, the native module outside the archive, licences, data. Says nothing about
 * Electron itself, which is not started.
 */

const work = mkdtempSync(join(tmpdir(), 'descent-package-'));
const problems: string[] = [];
const expect = (holds: boolean, what: string) => {
  process.stdout.write(`${holds ? '✓' : '✗'} ${what}\n`);
  if (!holds) problems.push(what);
};

try {
  if ((await buildIfStale()) !== 0) throw new Error('the build failed');
  const began = performance.now();
  const packed = await pack();
  process.stdout.write(`packed in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  look(packed);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = problems.length > 0 ? 1 : 0;

/** @returns the packed program's folder of resources */
async function pack(): Promise<string> {
  const standIn = join(work, 'electron');
  mkdirSync(join(standIn, 'resources'), { recursive: true });
  for (const [name, text] of Object.entries({ electron: '#!/bin/sh\n', version: electronVersion(), LICENSE: 'Electron', 'LICENSES.chromium.html': 'Chromium' })) writeFileSync(join(standIn, name), text);
  chmodSync(join(standIn, 'electron'), 0o755);
  const datasets = join(work, 'datasets/mnist');
  mkdirSync(datasets, { recursive: true });
  writeFileSync(join(datasets, 'train-images-idx3-ubyte.gz'), 'stands for MNIST');
  const config = load(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Configuration;
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: {
      ...config,
      electronDist: standIn,
      directories: { ...config.directories, output: join(work, 'dist') },
      // There is no binary whose fuses could be set.
      electronFuses: null,
      extraResources: [{ from: join(work, 'datasets'), to: 'datasets' }, { from: 'out/licences.txt', to: 'licences.txt' }],
    },
  });
  return join(work, 'dist/linux-unpacked/resources');
}

function look(resources: string): void {
  const archive = join(resources, 'app.asar');
  const inside = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').replace(/^\//, ''));
  const has = (path: string) => inside.includes(path);
  const modules = new Set(inside.flatMap((path) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1] ?? []));
  const wanted = new Set([...packedPackages()].map((folder) => /.*node_modules[\\/](.+)$/.exec(folder)?.[1]?.replaceAll('\\', '/') ?? ''));
  const built = new Set(['node-addon-api']);
  expect([...modules].every((name) => wanted.has(name)), `production packages alone (${modules.size}); too many: ${[...modules].filter((name) => !wanted.has(name)).join(', ') || 'none'}`);
  expect([...wanted].every((name) => modules.has(name) || built.has(name)), `all of them; missing: ${[...wanted].filter((name) => !modules.has(name) && !built.has(name)).join(', ') || 'none'}`);
  for (const path of ['out/main/desktop.js', 'out/main/worker.js', 'out/preload/index.cjs', 'out/renderer/index.html', 'package.json']) expect(has(path), path);
  expect((JSON.parse(extractFile(archive, 'package.json').toString('utf8')) as { main: string }).main === './out/main/desktop.js', 'package.json begins with the desktop entry');
  const recipes = readdirSync(join(root, 'resources/recipes'));
  expect(recipes.every((name) => existsSync(join(resources, 'app.asar.unpacked/resources/recipes', name))), `${recipes.length} files of recipes, outside the archive`);
  expect(inside.some((path) => path.startsWith('out/main/chunks/') && extractFile(archive, path).includes('kernels')), 'kernels, within the bundles');
  const native = readdirSync(join(resources, 'app.asar.unpacked/node_modules/better-sqlite3/prebuilds'));
  expect(native.some((name) => name === `linux-${process.arch}.node`) && native.every((name) => name.startsWith('linux-')), `the native module outside the archive, for this system alone: ${native.join(', ')}`);
  const sources = inside.filter((path) => /\.(ts|mts|cts|vue|map)$/.test(path) || path.startsWith('out/packages'));
  expect(sources.length === 0, `no sources, no source maps: ${sources.slice(0, 5).join(', ') || 'none'}`);
  const licences = readFileSync(join(resources, 'licences.txt'), 'utf8');
  const named = ['better-sqlite3', 'zod', 'vue', 'echarts', '@nuxt/ui', '@fontsource-variable/inter', '@iconify-json/lucide', 'katex'];
  expect([...wanted, ...named].every((name) => licences.includes(`\n${name} `)), `licences of ${[...licences.matchAll(/^─{80}$/gm)].length} packages in one file`);
  expect(existsSync(join(resources, 'datasets/mnist/train-images-idx3-ubyte.gz')), 'data sets beside the program');
}

function electronVersion(): string {
  return (createRequire(import.meta.url)('electron/package.json') as { version: string }).version;
}
