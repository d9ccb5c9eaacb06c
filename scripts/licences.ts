import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './support/run.ts';

/**
 * `node scripts/licences.ts`: the licences of everything that an installed Descent holds, in one file, out/licences.txt: the packages that
 * are packed as they are (`dependencies` and what they need) and those that were taken into the bundles, as the build has written them down.
 * Part of the build. Electron and Chromium bring their own files.
 */

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
  readonly author?: string | { readonly name?: string };
  readonly homepage?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** The folder of a package as Node finds it from another one's. */
function folderOf(name: string, from: string): string | undefined {
  for (let at = from; at.startsWith(root); at = join(at, '..')) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return undefined;
}

/** Folders of the packages that are packed as they are: those of package.json and all that they need. */
export function packedPackages(): Set<string> {
  const found = new Set<string>();
  const visit = (from: string) => {
    for (const name of Object.keys(manifestOf(from).dependencies ?? {})) {
      const folder = folderOf(name, from);
      if (folder === undefined || found.has(folder)) continue;
      found.add(folder);
      visit(folder);
    }
  };
  visit(root);
  return found;
}

/** Folders of the packages that the last build took into its bundles. */
export function bundledPackages(): Set<string> {
  const folder = join(root, 'out/packages');
  const names = existsSync(folder) ? readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as string[]) : [];
  return new Set(names.flatMap((name) => folderOf(name, root) ?? []));
}

/** One package's part: name, version, kind of licence, and its text. */
function entry(folder: string): string {
  const { name, version, license, author, homepage } = manifestOf(folder);
  const kind = typeof license === 'string' ? license : (license?.type ?? 'see its text');
  const by = typeof author === 'string' ? author : author?.name;
  const texts = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isFile() && /^(licen[cs]e|copying|notice)/i.test(file.name)).map(({ name: file }) => file);
  const text = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  return [`${name} ${version} (${kind})`, ...(by ? [by] : []), ...(homepage ? [homepage] : []), '', text || `The package has no licence file; its manifest says ${kind}.`].join('\n');
}

export function licences(): string {
  const folders = [...new Set([...packedPackages(), ...bundledPackages()])].sort((a, b) => manifestOf(a).name.localeCompare(manifestOf(b).name, 'en'));
  const line = `\n\n${'─'.repeat(80)}\n\n`;
  const own = `Descent\n\n${readFileSync(join(root, 'LICENSE'), 'utf8').trim()}`;
  const mnist = 'MNIST\n\nThe handwritten digits that installers bring along were put together by Y. LeCun, C. Cortes and C. J. C. Burges, and are made available under the terms of the Creative Commons Attribution-Share Alike 3.0 licence: https://creativecommons.org/licenses/by-sa/3.0/';
  return `${['What Descent is made of, and under which terms.', own, mnist, ...folders.map(entry)].join(line)}\n`;
}

if (import.meta.main) writeFileSync(join(root, 'out/licences.txt'), licences());
