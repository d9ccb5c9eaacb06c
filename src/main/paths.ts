import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders of the program itself, from source and in the build alike. */
export interface ProgramPaths {
  readonly root: string;
  readonly resources: string;
  /** The built screens. */
  readonly renderer: string;
}

/** Finds the program's folder: the nearest one above this file that has both its manifest and its resources. */
export function programPaths(from: string = import.meta.dirname): ProgramPaths {
  let root = from;
  while (!existsSync(join(root, 'package.json')) || !existsSync(join(root, 'resources'))) {
    const above = dirname(root);
    if (above === root) throw new Error(`no program folder above ${from}`);
    root = above;
  }
  return { root, resources: join(root, 'resources'), renderer: join(root, 'out', 'renderer') };
}
