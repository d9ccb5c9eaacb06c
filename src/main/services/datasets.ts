import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { refusal, wordsOf } from '../../shared/api/reasons.ts';
import type { DatasetSummary } from '../../shared/api/records.ts';
import type { DataSection } from '../../shared/experiment/document.ts';
import type { Dataset } from '../../engine/data/dataset.ts';
import { checkSet, findSet, missingSetError, searchRoots, type FoundSet } from '../../engine/data/find.ts';
import { findKnownSet, knownSets, type KnownSet } from '../../engine/data/known-sets.ts';
import { loadDataset } from '../../engine/data/load.ts';
import { locateDataset, type Located } from '../../engine/data/locate.ts';
import { digitsTestCount, digitsTrainCount } from '../../engine/data/digits/cache.ts';
import { digitSide } from '../../engine/data/digits/image.ts';
import { drawSlice } from '../../engine/data/digits/generate.ts';
import { datasetDefinitions } from '../../engine/data/generators.ts';
import { fetchSet, type FetchOptions } from './dataset-fetch.ts';
import { importSets } from './dataset-import.ts';

export interface DatasetServiceOptions {
  /** The studio's own folder of datasets. */
  readonly folder: string;
  /** More folders to look into first, as `DESCENT_DATASETS` names them. */
  readonly folders: readonly string[];
  /** Folders that come with the program; looked into last. */
  readonly programFolders?: readonly string[];
  /** Look into the usual folders of other programs too (the user's home). */
  readonly userHome?: string;
  /** Addresses to fetch from instead of the published ones, as `DESCENT_MIRRORS` names them; what they serve is checked all the same. */
  readonly mirrors?: readonly string[] | undefined;
}

/** Datasets on this machine: what there is, where it is, and its first images. */
export class DatasetService {
  readonly #options: DatasetServiceOptions;
  #folders: readonly string[];
  /** Sets that are being downloaded: two downloads of one would write into the same files. */
  readonly #fetching = new Set<string>();
  /** The last set whose examples were shown: drawing or reading one takes a moment. */
  #shown: { readonly type: string; readonly dataset: Promise<Dataset> } | undefined;

  constructor(options: DatasetServiceOptions) {
    this.#options = options;
    this.#folders = options.folders;
  }

  /** From now on these folders come first, instead of those it began with. */
  lookInto(folders: readonly string[]): void {
    this.#folders = folders;
  }

  /** Addresses to fetch every set from, where others than the published ones were named. */
  get mirrors(): readonly string[] | undefined {
    return this.#options.mirrors;
  }

  /**
   * Settles where a document's data is; `auto` becomes MNIST or the built-in digits.
   * @throws DescentError `dataset-missing`, with what was looked for and the two ways to get it
   */
  locate(data: DataSection, baseDirectory: string): Promise<Located> {
    return locateDataset(data, { baseDirectory, roots: this.#roots(), cacheDirectory: this.#options.folder });
  }

  /** Where a document's data is `auto` and that means the built-in digits: that, and how to get MNIST. */
  async insteadOfMnist(data: unknown, baseDirectory: string): Promise<string | undefined> {
    if (typeof data !== 'object' || data === null || !('source' in data) || data.source !== 'auto') return undefined;
    const { instead } = await this.locate(data as DataSection, baseDirectory);
    return instead && `Training on the built-in digits. ${missingSetError(instead).message}`;
  }

  async list(): Promise<DatasetSummary[]> {
    const known = await Promise.all(knownSets.map((set) => this.#look(set)));
    return [...known, digitsSummary];
  }

  /** Reads a set whole and compares it with what was published. @throws DescentError `not-found` for a name that is no set */
  async verify(type: string): Promise<DatasetSummary> {
    if (type === 'digits') return { ...digitsSummary, verified: true };
    const set = this.#known(type);
    const found = await findSet(set, this.#roots());
    if (found.state === 'missing') return this.#look(set);
    return this.#checked(found);
  }

  /**
   * Copies the known sets of a folder into the studio's own.
   * @throws DescentError `dataset-missing` where the folder holds none, `dataset-damaged` where its files are damaged or altered, `io`
   */
  async import(directory: string): Promise<DatasetSummary[]> {
    const imported = await importSets(directory, this.#options.folder);
    return imported.map(({ set, directory: own, verified }) => ({ type: set.name, title: set.title, state: 'found', verified, train: set.train, test: set.test, directory: own, message: null }));
  }

  /**
   * Downloads a known set into the studio's own folder, complete and verified or not at all. The only thing that ever asks the network.
   * @throws DescentError `not-found` for a name that is no set, `network`, `dataset-damaged`, `cancelled`, `conflict`, `io`
   */
  async fetch(type: string, options: FetchOptions = {}): Promise<DatasetSummary> {
    const set = this.#known(type);
    if (this.#fetching.has(type)) throw refusal('conflict', 'download-under-way', { title: set.title, type });
    this.#fetching.add(type);
    const directory = await fetchSet(set, this.#options.folder, { mirrors: this.#options.mirrors, ...options }).finally(() => this.#fetching.delete(type));
    return { type: set.name, title: set.title, state: 'found', verified: true, train: set.train, test: set.test, directory, message: null };
  }

  /** The same, telling how it gets on about four times a second, and at last the set. Leaving it stops the download. */
  async *fetchWithProgress(type: string, signal?: AbortSignal): AsyncGenerator<{ received: number; total: number; dataset: DatasetSummary | null }, void, void> {
    const stop = new AbortController();
    const state = { received: 0, total: 0 };
    const fetched = this.fetch(type, {
      onProgress: (progress) => void Object.assign(state, progress),
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    });
    let ended = false;
    const end = fetched.then(
      () => (ended = true),
      () => (ended = true),
    );
    try {
      while (!ended) {
        await Promise.race([end, sleep(250)]);
        if (!ended) yield { ...state, dataset: null };
      }
      yield { ...state, dataset: await fetched };
    } finally {
      stop.abort();
    }
  }

  /**
   * The first images of a set's training part.
   * @throws DescentError `dataset-missing`, `dataset-damaged`, `not-found`
   */
  async examples(type: string, count: number): Promise<{ shape: number[]; labels: number[]; pixels: string }> {
    if (type === 'digits') return drawnDigits(Math.min(count, digitsTrainCount));
    const { featureShape, train } = await this.#dataset(type);
    const size = featureShape.reduce((product, side) => product * side, 1);
    const many = Math.min(count, train.count);
    if (!(train.features instanceof Uint8Array)) throw refusal('not-found', 'no-images', { type });
    return {
      shape: [...featureShape],
      labels: [...train.labels.subarray(0, many)],
      pixels: Buffer.from(train.features.subarray(0, many * size)).toString('base64'),
    };
  }

  async #dataset(type: string): Promise<Dataset> {
    if (this.#shown?.type !== type) {
      const { location } = await this.locate({ source: type, validation: 0, scaling: 'unit' }, this.#options.folder);
      const dataset = loadDataset(location);
      this.#shown = { type, dataset };
      dataset.catch(() => (this.#shown = undefined));
    }
    return this.#shown.dataset;
  }

  #known(type: string): KnownSet {
    const set = findKnownSet(type);
    if (set) return set;
    const names = [...knownSets.map(({ name }) => name), 'digits'];
    throw refusal('not-found', 'no-such-dataset', { type, names });
  }

  async #look(set: KnownSet): Promise<DatasetSummary> {
    const found = await findSet(set, this.#roots());
    const summary = { type: set.name, title: set.title, verified: false, train: set.train, test: set.test };
    if (found.state === 'found') return { ...summary, state: 'found', directory: found.directory, message: null };
    return { ...summary, state: 'missing', directory: null, message: wordsOf(missingSetError(found)) };
  }

  async #checked(found: FoundSet): Promise<DatasetSummary> {
    const { verified, problem, differs } = await checkSet(found);
    const { set, directory } = found;
    const message = problem ? wordsOf(problem) : differs === null ? null : { en: `${differs} can be used, but is not the published file.`, zh: `${differs} 可以使用，但不是公开发布的那个文件。` };
    return { type: set.name, title: set.title, state: problem ? 'damaged' : 'found', verified, train: set.train, test: set.test, directory, message };
  }

  #roots(): string[] {
    const { folder, userHome, programFolders = [] } = this.#options;
    return [...new Set([...this.#folders.map((path) => resolve(path)), ...searchRoots({ studio: folder, userHome }), ...programFolders])];
  }
}

/** The first built-in digits, drawn at once rather than with all the others. */
function drawnDigits(count: number): { shape: number[]; labels: number[]; pixels: string } {
  const pixels = new Uint8Array(new SharedArrayBuffer(count * digitSide * digitSide));
  const labels = new Uint8Array(new SharedArrayBuffer(count));
  drawSlice({ seed: 0, from: 0, to: count, pixels, labels });
  return { shape: [1, digitSide, digitSide], labels: [...labels], pixels: Buffer.from(pixels).toString('base64') };
}

const digitsSummary: DatasetSummary = {
  type: 'digits',
  title: datasetDefinitions.find(({ type }) => type === 'digits')?.title ?? { en: 'Built-in digits', zh: '内置数字' },
  state: 'built-in',
  verified: true,
  train: digitsTrainCount,
  test: digitsTestCount,
  directory: null,
  message: null,
};

/** Folders of `DESCENT_DATASETS`, separated as in PATH. */
export function datasetFolders(environment: NodeJS.ProcessEnv, separator: string): string[] {
  return (environment.DESCENT_DATASETS ?? '').split(separator).filter((path) => path !== '');
}

/** Mirrors of `DESCENT_MIRRORS`, separated by spaces; each is a folder, whether or not a slash ends it. */
export function datasetMirrors(environment: NodeJS.ProcessEnv): string[] | undefined {
  const mirrors = (environment.DESCENT_MIRRORS ?? '').split(/\s+/).filter((mirror) => URL.canParse(mirror));
  return mirrors.length === 0 ? undefined : mirrors.map((mirror) => (mirror.endsWith('/') ? mirror : `${mirror}/`));
}

/** Where other programs keep datasets. */
export const userHome = (): string => homedir();
