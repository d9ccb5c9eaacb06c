import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import open from 'open';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal, worded } from '../../shared/api/reasons.ts';
import type { Download, OwnSet } from '../../shared/api/data.ts';
import type { DatasetSummary } from '../../shared/api/records.ts';
import type { NamedBytes } from '../../engine/data/idx-dataset.ts';
import { knownSets, idxRoles } from '../../engine/data/known-sets.ts';
import { dataLimits } from '../../engine/data/limits.ts';
import { readWhole } from '../../engine/data/read.ts';
import { fileError } from './checkpoints.ts';
import { forgetOwn, keepOwn, listOwn, mayBelong, ownFolder, type OwnWish } from './dataset-own.ts';
import type { DatasetService } from './datasets.ts';

export interface Imported {
  readonly published: DatasetSummary[];
  readonly own: OwnSet | null;
}

/** A file that came from a screen. */
export interface GivenFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Files of one folder that are looked at. */
const mostFiles = 16;

/** What comes into the studio's folder of datasets by hand: sets of one's own and published ones, from files and from folders. */
export class DataService {
  readonly #datasets: DatasetService;
  readonly #folder: string;
  readonly #show: (directory: string) => Promise<unknown>;

  /** @param folder the studio's folder of datasets @param show opens a folder in the file manager */
  constructor(datasets: DatasetService, folder: string, show: (directory: string) => Promise<unknown> = (directory) => open(directory)) {
    this.#datasets = datasets;
    this.#folder = folder;
    this.#show = show;
  }

  own(): Promise<OwnSet[]> {
    return listOwn(this.#folder);
  }

  /**
   * Takes in files that a screen sends.
   * @throws DescentError `dataset-missing`, `dataset-damaged`, `file-invalid`, `conflict`, `io`
   */
  async importFiles(files: readonly GivenFile[], own?: OwnWish): Promise<Imported> {
    const bytes: NamedBytes[] = [];
    for (const file of files) {
      if (file.size > dataLimits.fileBytes) throw refusal('file-invalid', 'file-too-large', { file: file.name, most: dataLimits.fileBytes.toLocaleString('en-US'), bytes: file.size.toLocaleString('en-US') });
      bytes.push({ file: basename(file.name.replaceAll('\\', '/')), bytes: new Uint8Array(await file.arrayBuffer()) });
    }
    if (own) return { published: [], own: await keepOwn(this.#folder, bytes, own) };
    const aside = join(this.#folder, `incoming.${randomUUID()}.part`);
    try {
      await mkdir(aside, { recursive: true });
      for (const { file, bytes: contents } of bytes) await writeFile(join(aside, file), contents);
      return { published: await this.#datasets.import(aside), own: null };
    } catch (cause) {
      if (cause instanceof DescentError) throw withoutFolder(cause, aside);
      throw fileError(aside, cause);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }

  /** The same from a folder of this machine. @throws DescentError as `importFiles` */
  async importFolder(directory: string, own?: OwnWish): Promise<Imported> {
    const folder = resolve(directory);
    const names = await readdir(folder).catch((cause: unknown) => {
      throw refusal('io', 'folder-unreadable', { directory: folder }, { cause });
    });
    if (!own) return { published: await this.#datasets.import(folder), own: null };
    const files: NamedBytes[] = [];
    for (const name of names.filter(mayBelong).slice(0, mostFiles)) files.push({ file: name, bytes: await readWhole(join(folder, name)) });
    return { published: [], own: await keepOwn(this.#folder, files, own) };
  }

  forget(type: string): Promise<boolean> {
    return forgetOwn(this.#folder, type);
  }

  /** Size and sources of every published set, and what an interrupted download of it left. */
  downloads(): Promise<Download[]> {
    return Promise.all(
      knownSets.map(async (set) => {
        const mirrors = this.#datasets.mirrors ?? set.mirrors;
        return {
          type: set.name,
          received: await bytesIn(join(this.#folder, `${set.name}.download`)),
          total: idxRoles.reduce((sum, role) => sum + set.files[role].packedBytes, 0),
          hosts: [...new Set(mirrors.map((mirror) => new URL(mirror).host))],
          license: set.license,
        };
      }),
    );
  }

  /** Opens a set's folder. @throws DescentError `not-found` for a set that has none, `io` where no file manager answers */
  async showFolder(type: string): Promise<string> {
    const directory = ownFolder(this.#folder, type) ?? (await this.#datasets.list()).find((set) => set.type === type)?.directory;
    if (!directory || !(await stat(directory).then((status) => status.isDirectory(), () => false))) throw refusal('not-found', 'no-dataset-folder', { type });
    await this.#show(directory).catch((cause: unknown) => {
      throw refusal('io', 'no-file-manager', { directory }, { cause });
    });
    return directory;
  }
}

/** Bytes of the files that an interrupted download keeps; 0 where there is none. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.filter((name) => !name.endsWith('.json')).map((name) => stat(join(folder, name)).then(({ size }) => size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The files came by themselves: the folder they waited in means nothing to whoever sent them. */
function withoutFolder(error: DescentError, folder: string): DescentError {
  const clean = (value: unknown, given: string): unknown => {
    if (typeof value === 'string') return value.replaceAll(`${folder}/`, '').replaceAll(`${folder}\\`, '').replaceAll(folder, given);
    if (Array.isArray(value)) return value.map((inner) => clean(inner, given));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner, key === 'zh' ? '所给的文件' : 'What was given')]));
  };
  const detail = Object.fromEntries(Object.entries(error.detail).map(([key, value]) => [key, value === folder ? { en: 'What was given', zh: '所给的文件' } : clean(value, 'What was given')]));
  return new DescentError(error.code, worded(detail, 'en') ?? String(clean(error.message, 'What was given')), detail, { cause: error });
}
