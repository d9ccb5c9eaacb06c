import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Packages whose contents a plugin or a style sheet takes in without naming them to the bundler. */
const silent = ['@iconify-json/lucide', '@fontsource-variable/inter', '@fontsource-variable/noto-sans-sc', 'tailwindcss'];

/** The package that a file belongs to: the innermost one of its path. */
export function packageOf(file: string): string | undefined {
  return /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/?]+)/.exec(file)?.[1]?.replaceAll('\\', '/');
}

/** Writes the names of all packages that went into a bundle to `out/packages/<name>.json`: their licences go along with the program. */
export function bundledPackages(name: string, root: string): Plugin {
  return {
    name: 'bundled-packages',
    apply: 'build',
    generateBundle() {
      const packages = new Set([...[...this.getModuleIds()].flatMap((file) => packageOf(file) ?? []), ...(name === 'renderer' ? silent : [])]);
      mkdirSync(join(root, 'out/packages'), { recursive: true });
      writeFileSync(join(root, `out/packages/${name}.json`), `${JSON.stringify([...packages].sort(), null, 1)}\n`);
    },
  };
}
