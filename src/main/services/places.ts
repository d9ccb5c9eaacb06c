import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { surveyKernels } from '../../engine/kernels/select.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Places } from '../../shared/api/places.ts';
import { fileError } from './checkpoints.ts';

/** What is kept outside the home: see main/kept-places. */
interface Kept {
  readonly home: string | null;
  readonly datasetFolders: readonly string[];
}

export interface PlacesOptions {
  readonly home: string;
  readonly usual: string;
  readonly fixed: Places['fixed'];
  /** Folders of data sets that the environment names. */
  readonly environmentFolders: readonly string[];
  readonly read: () => Kept;
  readonly write: (kept: Kept) => void;
  /** Other folders are to be looked into from now on. */
  readonly foldersChanged: (folders: readonly string[]) => void;
}

/** Where the studio keeps its things and looks for data sets. */
export class PlacesService {
  readonly #options: PlacesOptions;
  #kernels: string[] | undefined;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  get(): Places {
    const { home, usual, fixed, environmentFolders, read } = this.#options;
    const kept = read();
    this.#kernels ??= surveyKernels().speeds.map(({ name }) => name);
    return {
      home,
      next: fixed ? home : resolve(kept.home ?? usual),
      usual,
      fixed,
      datasetFolders: [...kept.datasetFolders],
      environmentFolders: [...environmentFolders],
      kernels: this.#kernels,
      cores: availableParallelism(),
    };
  }

  /** @throws DescentError `usage` for a path that is no absolute one or no folder, `io` where it can't be written, `conflict` for a home that is not to choose */
  change(change: { readonly home?: string | null | undefined; readonly datasetFolders?: readonly string[] | undefined }): Places {
    const { fixed, read, write, foldersChanged, environmentFolders } = this.#options;
    const kept = read();
    if (change.home !== undefined && fixed) throw refusal('conflict', 'home-is-fixed', { by: fixed === 'environment' ? 'DESCENT_HOME' : '--home', fixed });
    if (typeof change.home === 'string') requireWritable(change.home);
    for (const folder of change.datasetFolders ?? []) if (!kept.datasetFolders.includes(folder)) requireFolder(folder);
    const next = { home: change.home === undefined ? kept.home : change.home && resolve(change.home), datasetFolders: change.datasetFolders ? [...new Set(change.datasetFolders.map((path) => resolve(path)))] : kept.datasetFolders };
    try {
      write(next);
    } catch (cause) {
      throw fileError('places.json', cause);
    }
    if (change.datasetFolders) foldersChanged([...environmentFolders, ...next.datasetFolders]);
    return this.get();
  }
}

function requireFolder(path: string): void {
  if (!isAbsolute(path)) throw refusal('usage', 'not-a-whole-path', { example: process.platform === 'win32' ? 'D:\\data' : '/home/ada/data', given: JSON.stringify(path), path });
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw refusal('usage', 'no-such-folder', { path });
}

function requireWritable(path: string): void {
  if (!isAbsolute(path)) requireFolder(path);
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw fileError(path, cause);
  }
}
