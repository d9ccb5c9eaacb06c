/**
 * Looks for published sets (MNIST, Fashion-MNIST) in the places where they usually are, and checks what it finds.
 */
import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import { gunzipIfNeeded, isGzip } from './gzip.ts';
import { sha256 } from './hash.ts';
import { datasetFromIdx } from './idx-dataset.ts';
import type { NamedBytes } from './idx-dataset.ts';
import { idxRoles, knownSets, spellings } from './known-sets.ts';
import type { IdxFiles, IdxRole, KnownFile, KnownSet } from './known-sets.ts';
import type { DatasetLocation } from './load.ts';
import { idxFromNpz } from './npz.ts';
import { count, dataError } from './problem.ts';
import { readWhole } from './read.ts';

/** A known set on this machine, seen but not yet read. */
export interface FoundSet {
  readonly state: 'found';
  readonly set: KnownSet;
  readonly directory: string;
  readonly location: Extract<DatasetLocation, { kind: 'idx' | 'npz' }>;
}

export interface MissingSet {
  readonly state: 'missing';
  readonly set: KnownSet;
  /** The folders that were looked into, and whose subfolders. */
  readonly looked: readonly string[];
  /** A folder that holds some of the files, and the names of those it lacks. */
  readonly incomplete?: { readonly directory: string; readonly lacks: readonly string[] };
}

/** What reading a set whole showed. */
export interface CheckedSet {
  /** Every file is, byte for byte, the published one. */
  readonly verified: boolean;
  /** Why the set cannot be used, or null where it can. */
  readonly problem: DescentError | null;
  /** The first file that can be used but is known not to be the published one, or null. */
  readonly differs: string | null;
}

export interface SearchPlaces {
  /** The value of `DESCENT_DATASETS`. */
  readonly datasets?: string;
  /** The studio's own folder of datasets, `<home>/datasets`. */
  readonly studio?: string;
  /** The user's folder. */
  readonly userHome?: string;
}

/** Folders that may hold sets or folders of sets, absolute; first come, first served. */
export function searchRoots({ datasets, studio, userHome }: SearchPlaces): string[] {
  const below = (...names: string[]): string[] => (userHome === undefined || userHome === '' ? [] : [join(userHome, ...names)]);
  const roots = [
    datasets ?? '',
    studio ?? '',
    ...below('.keras', 'datasets'),
    // torchvision writes MNIST/raw below whatever folder it is given: these are the usual ones
    ...below('.cache', 'torch', 'datasets'),
    ...below('.torch', 'datasets'),
    ...below('.pytorch'),
    ...below('data'),
    ...below('datasets'),
  ];
  return [...new Set(roots.filter((root) => root !== '').map((root) => resolve(root)))];
}

/** Looks for a set in each root and in its subfolders of the usual names, without reading the images: `checkSet` does that. */
export async function findSet(set: KnownSet, roots: readonly string[]): Promise<FoundSet | MissingSet> {
  let incomplete: MissingSet['incomplete'];
  for (const root of roots) {
    for (const folder of ['', ...set.folders]) {
      const directory = join(root, folder);
      const found = await setInFolder(set, directory);
      if (found.state === 'found') return found;
      incomplete ??= found.incomplete;
    }
    const archive = join(root, `${set.name}.npz`);
    if ((await fileSize(archive)) !== undefined) return { state: 'found', set, directory: root, location: { kind: 'npz', name: set.name, file: archive, classNames: set.classNames } };
  }
  return { state: 'missing', set, looked: roots, incomplete };
}

/** The set in this very folder, if it is there with all of its files. */
export async function setInFolder(set: KnownSet, directory: string): Promise<FoundSet | MissingSet> {
  const paths: Partial<Record<IdxRole, string>> = {};
  for (const role of idxRoles) paths[role] = await pathOf(set.files[role], directory);
  const lacks = idxRoles.filter((role) => paths[role] === undefined).map((role) => set.files[role].name);
  const missing: MissingSet = { state: 'missing', set, looked: [directory] };
  if (lacks.length === idxRoles.length) return missing;
  if (lacks.length > 0) return { ...missing, incomplete: { directory, lacks } };
  const files = paths as IdxFiles;
  if (knownSets.includes(set) && (await ownerOf(directory, files)) !== set) return missing;
  return { state: 'found', set, directory, location: { kind: 'idx', name: set.name, files, classNames: set.classNames } };
}

/**
 * The folder's file of that name in any of its spellings: raw files of the right size first, then gzip files, then raw ones of a wrong
 * size (which are then reported as damaged).
 */
async function pathOf(file: KnownFile, directory: string): Promise<string | undefined> {
  const there: { path: string; rank: number }[] = [];
  for (const name of spellings(file)) {
    const path = join(directory, name);
    const size = await fileSize(path);
    if (size !== undefined) there.push({ path, rank: size === file.bytes ? 0 : name.endsWith('.gz') ? 1 : 2 });
  }
  return there.sort((a, b) => a.rank - b.rank)[0]?.path;
}

async function fileSize(path: string): Promise<number | undefined> {
  try {
    const status = await stat(path);
    return status.isFile() ? status.size : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Which set the files of a folder are, since MNIST and its followers use the same names: told by the small file of test labels, else by
 * the folder's name.
 */
async function ownerOf(directory: string, files: IdxFiles): Promise<KnownSet | undefined> {
  const byName = knownSets.find(({ pathWord }) => pathWord !== '' && directory.toLowerCase().includes(pathWord)) ?? knownSets.find(({ pathWord }) => pathWord === '');
  try {
    const labels = await openKnown(files.testLabels);
    return knownSets.find((set) => compareWithPublished(set.files.testLabels, labels.bytes, labels.packed) === 'published') ?? byName;
  } catch {
    return byName; // damaged: to be said when the set is read
  }
}

interface OpenedFile extends NamedBytes {
  /** The gzip file's bytes, where it was one. */
  readonly packed: Uint8Array | undefined;
}

async function openKnown(path: string): Promise<OpenedFile> {
  const onDisk = await readWhole(path);
  const bytes = await gunzipIfNeeded(onDisk, basename(path));
  return { file: basename(path), bytes, packed: isGzip(onDisk) ? onDisk : undefined };
}

async function openSet(location: FoundSet['location']): Promise<Record<IdxRole, OpenedFile>> {
  const opened: Partial<Record<IdxRole, OpenedFile>> = {};
  if (location.kind === 'npz') {
    const arrays = idxFromNpz(await readWhole(location.file), basename(location.file));
    for (const role of idxRoles) opened[role] = { ...arrays[role], packed: undefined };
  } else {
    for (const role of idxRoles) opened[role] = await openKnown(location.files[role]);
  }
  return opened as Record<IdxRole, OpenedFile>;
}

/** Where a file of the set is on disk. */
function pathIn(location: FoundSet['location'], role: IdxRole): string {
  return location.kind === 'npz' ? location.file : location.files[role];
}

/** How contents compare with a published file; `unknown` where only the checksum of another packing is known. */
export function compareWithPublished(known: KnownFile, bytes: Uint8Array, packed: Uint8Array | undefined): 'published' | 'different' | 'unknown' {
  if (bytes.length !== known.bytes) return 'different';
  if (known.contents !== undefined) return sha256(bytes) === known.contents ? 'published' : 'different';
  return packed !== undefined && sha256(packed) === known.packed ? 'published' : 'unknown';
}

/** Reads a found set whole: whether it can be used, and whether it is the published one. Never throws for what is in the files. */
export async function checkSet({ set, location }: FoundSet): Promise<CheckedSet> {
  try {
    const files = await openSet(location);
    const dataset = datasetFromIdx(set.name, files, set.classNames);
    checkSize(set, dataset.train.count, dataset.test.count, files);
    const compared = idxRoles.map((role) => compareWithPublished(set.files[role], files[role].bytes, files[role].packed));
    const differing = compared.indexOf('different');
    return { verified: compared.every((each) => each === 'published'), problem: null, differs: differing < 0 ? null : pathIn(location, idxRoles[differing]) };
  } catch (error) {
    if (error instanceof DescentError) return { verified: false, problem: error, differs: null };
    throw error;
  }
}

function checkSize(set: KnownSet, train: number, test: number, files: Record<IdxRole, OpenedFile>): void {
  for (const [role, expected, received] of [['trainImages', set.train, train], ['testImages', set.test, test]] as const) {
    if (expected === received) continue;
    throw dataError({
      file: files[role].file,
      expected: { en: `the ${count(expected)} images of ${set.title.en}`, zh: `应为 ${set.title.zh} 的 ${count(expected)} 张图片` },
      received: { en: count(received), zh: `实际有 ${count(received)} 张` },
      suggestion: { en: 'To use another set of this format, name its files in a document with "source": "idx"', zh: '要使用同样格式的其他数据集，请在文档中以 "source": "idx" 指明它的文件' },
    });
  }
}

/** Says what was looked for and where, and the ways to get it. */
export function missingSetError({ set, looked, incomplete }: MissingSet): DescentError {
  const places: Localized =
    looked.length === 0
      ? { en: 'no folder to look in (DESCENT_DATASETS is not set)', zh: '没有可找的文件夹（未设置 DESCENT_DATASETS）' }
      : { en: `${looked.join(', ')} (and their subfolders ${set.folders.join(', ')})`, zh: `${looked.join('、')}（及其子文件夹 ${set.folders.join('、')}）` };
  return refusal('dataset-missing', 'set-missing', {
    set: set.name,
    title: set.title,
    file: set.files.trainImages.name,
    places,
    looked,
    lacking: lackingWords(incomplete),
    ...(incomplete === undefined ? {} : { incomplete }),
  });
}

/** What a folder lacks that holds a part of a set, as a sentence of its own. */
export function lackingWords(incomplete: MissingSet['incomplete']): Localized {
  if (incomplete === undefined) return { en: '', zh: '' };
  return { en: ` ${incomplete.directory} lacks ${incomplete.lacks.join(' and ')}.`, zh: `${incomplete.directory} 缺少 ${incomplete.lacks.join(' 和 ')}。` };
}
