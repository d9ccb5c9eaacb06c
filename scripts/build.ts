import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from './support/run.ts';

/**
 * `npm run build` builds everything anew into out/. `buildIfStale` (used by `npm start` and the tests) does so only where
 * a source is newer than the last build.
 */

const stamp = join(root, 'out/.built');
const sources = ['src', 'scripts', 'electron.vite.config.ts', 'package-lock.json'];

export async function build(): Promise<number> {
  rmSync(join(root, 'out'), { recursive: true, force: true });
  const steps: readonly (readonly [string, ...string[]])[] = [
    ['scripts/generate-definitions.ts'],
    ['scripts/build-kernels.ts'],
    ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
    ['scripts/licences.ts'],
  ];
  for (const [script, ...args] of steps) {
    const code = await runNode(script, args);
    if (code !== 0) return code;
  }
  writeFileSync(stamp, `${new Date().toISOString()}\n`);
  return 0;
}

export async function buildIfStale(): Promise<number> {
  if (existsSync(stamp) && newest(sources.map((source) => join(root, source))) <= statSync(stamp).mtimeMs) return 0;
  process.stderr.write('Building Descent…\n');
  return build();
}

function newest(paths: readonly string[]): number {
  return Math.max(
    ...paths.map((path) => {
      const stats = statSync(path);
      if (!stats.isDirectory()) return stats.mtimeMs;
      if (path.endsWith('generated')) return 0;
      return newest([...readdirSync(path).map((name) => join(path, name))]);
    }),
    0,
  );
}

if (import.meta.main) process.exitCode = await (process.argv.includes('--if-stale') ? buildIfStale() : build());
