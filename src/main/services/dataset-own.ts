import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal, wordsOf } from '../../shared/api/reasons.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import type { OwnSet } from '../../shared/api/data.ts';
import { datasetFromCsv } from '../../engine/data/csv-dataset.ts';
import { outputSize, type Dataset } from '../../engine/data/dataset.ts';
import { gunzipIfNeeded } from '../../engine/data/gzip.ts';
import { datasetFromIdx, type NamedBytes } from '../../engine/data/idx-dataset.ts';
import { readIdx } from '../../engine/data/idx.ts';
import { idxRoles, type IdxFiles, type IdxRole } from '../../engine/data/known-sets.ts';
import { dataError } from '../../engine/data/problem.ts';
import { fileError } from './checkpoints.ts';

/** Sets of one's own stand in a folder each, below this one: files under plain names and a note of what they are. */
const folderName = 'own';
const noteName = 'set.json';

/** What is asked of files that become a set. */
export interface OwnWish {
  readonly name: string;
  /** The label column of a table; left out = the last. */
  readonly label?: string | undefined;
}

interface Note {
  readonly name: string;
  readonly source: 'idx' | 'csv';
  /** Parameters that name files, with names in the set's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** The other parameters of the source. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly train: number;
  readonly test: number;
  readonly classes: number | null;
}

/** The sets of one's own in the studio's folder of datasets, by name; a set whose note or files are gone is damaged, not hidden. */
export async function listOwn(datasets: string): Promise<OwnSet[]> {
  const folder = join(datasets, folderName);
  const names = await readdir(folder, { withFileTypes: true }).then(
    (entries) => entries.filter((entry) => entry.isDirectory() && /^[a-z0-9-]+$/.test(entry.name)).map(({ name }) => name),
    () => [],
  );
  const sets = await Promise.all(names.map((slug) => readOwn(join(folder, slug), slug)));
  return sets.sort((a, b) => a.title.en.localeCompare(b.title.en));
}

/** The folder of a set of one's own, or undefined for a type that is none. */
export function ownFolder(datasets: string, type: string): string | undefined {
  const slug = /^own\/([a-z0-9-]+)$/.exec(type)?.[1];
  return slug === undefined ? undefined : join(datasets, folderName, slug);
}

async function readOwn(directory: string, slug: string): Promise<OwnSet> {
  const about = { type: `${folderName}/${slug}`, directory, verified: false };
  try {
    const note = JSON.parse(await readFile(join(directory, noteName), 'utf8')) as Note;
    const paths = Object.fromEntries(Object.entries(note.files).map(([key, file]) => [key, join(directory, basename(file))]));
    const set = { ...about, title: { en: note.name, zh: note.name }, train: note.train, test: note.test, classes: note.classes, data: { source: note.source, ...note.options, ...paths } };
    const missing = (await Promise.all(Object.values(paths).map(async (path) => ((await isFile(path)) ? [] : [basename(path)])))).flat();
    if (missing.length === 0) return { ...set, state: 'found', message: null };
    return { ...set, state: 'damaged', message: lacks(directory, missing) };
  } catch {
    return { ...about, title: { en: slug, zh: slug }, train: null, test: null, classes: null, data: {}, state: 'damaged', message: noNote(join(directory, noteName)) };
  }
}

const importAgain: Localized = { en: 'Import the set again', zh: '请重新导入这个数据集' };

const lacks = (directory: string, files: readonly string[]): Localized =>
  wordsOf(
    dataError({
      file: directory,
      expected: { en: files.join(' and '), zh: `其中应有 ${files.join('、')}` },
      received: { en: 'nothing there', zh: '实际却没有' },
      suggestion: importAgain,
    }),
  );

const noNote = (file: string): Localized =>
  wordsOf(
    dataError({
      file,
      expected: { en: 'the note of an imported set', zh: '应为导入数据集的说明文件' },
      received: { en: 'none that can be read', zh: '实际无法读取' },
      suggestion: importAgain,
    }),
  );

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isFile(),
    () => false,
  );
}

/**
 * Keeps files as a set of one's own: four IDX files, or a table (or one for training and one for testing). They are read whole before
 * anything is written.
 * @throws DescentError `file-invalid` where they make no set, `dataset-damaged` where one cannot be read, `conflict` where the name is taken, `io`
 */
export async function keepOwn(datasets: string, files: readonly NamedBytes[], { name, label }: OwnWish): Promise<OwnSet> {
  const slug = slugOf(name);
  const directory = join(datasets, folderName, slug);
  if (await stat(directory).then(() => true, () => false)) {
    throw refusal('conflict', 'set-name-taken', { name });
  }
  const { note, contents } = await readSet(files, { name, label });
  const aside = `${directory}.${randomUUID()}.part`;
  try {
    await mkdir(aside, { recursive: true });
    for (const [file, bytes] of contents) await writeFile(join(aside, file), bytes);
    await writeFile(join(aside, noteName), `${JSON.stringify(note, null, 2)}\n`);
    await rename(aside, directory);
  } catch (cause) {
    throw fileError(directory, cause);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return readOwn(directory, slug);
}

/** Letters and digits of the name; names without any, such as Chinese ones, get a folder of their own, too. */
function slugOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40);
  const rest = /^[\x20-\x7e]*$/.test(name) && plain !== '' ? '' : [...name].reduce((sum, character) => (Math.imul(sum, 31) + (character.codePointAt(0) ?? 0)) >>> 0, 7).toString(36);
  return [plain, rest].filter(Boolean).join('-');
}

interface ReadSet {
  readonly note: Note;
  readonly contents: readonly (readonly [string, Uint8Array])[];
}

async function readSet(files: readonly NamedBytes[], wish: OwnWish): Promise<ReadSet> {
  const opened = await Promise.all(files.map(async ({ file, bytes }) => ({ file: basename(file), bytes: await gunzipIfNeeded(bytes, basename(file)) })));
  const tables = opened.filter(({ file }) => isTable(file));
  if (tables.length > 0) return readTables(opened, tables, wish);
  return readImages(opened, wish);
}

const isTable = (file: string): boolean => /\.(csv|tsv|txt)(\.gz)?$/i.test(file);
/** Files that may belong to a set, by their names. */
export const mayBelong = (file: string): boolean => isTable(file) || /idx\d|ubyte|\.idx|\.gz$/i.test(file);
const isForTesting = (file: string): boolean => /t10k|test/i.test(file);

function readTables(all: readonly NamedBytes[], tables: readonly NamedBytes[], { name, label }: OwnWish): ReadSet {
  const tests = tables.filter(({ file }) => isForTesting(file));
  const trains = tables.filter(({ file }) => !isForTesting(file));
  const [train = tests[0]] = trains;
  const test = trains.length > 0 ? tests[0] : undefined;
  if (all.length !== tables.length || tables.length > 2 || train === undefined || tables.length !== (test ? 2 : 1)) {
    throw wrongFiles(all, { en: 'one table, or two of which one has "test" in its name', zh: '一个表格，或两个表格，其中一个名称含“test”' });
  }
  const dataset = datasetFromCsv(name, { train, ...(test ? { test } : {}) }, { label });
  return {
    note: { ...noteOf(name, 'csv', dataset), files: { path: 'train.csv', ...(test ? { testPath: 'test.csv' } : {}) }, options: label === undefined ? {} : { label } },
    contents: [['train.csv', train.bytes], ...(test ? [['test.csv', test.bytes] as const] : [])],
  };
}

function readImages(files: readonly NamedBytes[], { name }: OwnWish): ReadSet {
  if (files.length !== 4) throw wrongFiles(files, { en: 'four IDX files (images and labels for training and for testing), or a table', zh: '四个 IDX 文件（训练和测试的图片与标签），或一个表格' });
  const arrays = files.map((file) => ({ ...file, shape: readIdx(file.bytes, file.file).shape }));
  const images = inOrder(arrays.filter(({ shape }) => shape.length > 1));
  const labels = inOrder(arrays.filter(({ shape }) => shape.length === 1));
  const [trainImages, testImages] = images;
  const [trainLabels, testLabels] = labels;
  if (!trainImages || !testImages || !trainLabels || !testLabels || images.length !== 2) throw wrongFiles(files, { en: 'two IDX files of images and two of labels', zh: '两个图片 IDX 文件和两个标签 IDX 文件' });
  const chosen: Record<IdxRole, NamedBytes> = { trainImages, trainLabels, testImages, testLabels };
  const names: IdxFiles = { trainImages: 'train-images.idx', trainLabels: 'train-labels.idx', testImages: 'test-images.idx', testLabels: 'test-labels.idx' };
  return {
    note: { ...noteOf(name, 'idx', datasetFromIdx(name, chosen)), files: { ...names }, options: {} },
    contents: idxRoles.map((role) => [names[role], chosen[role].bytes] as const),
  };
}

/** The training file first: told by the names, else by the number of examples. */
function inOrder<T extends NamedBytes & { readonly shape: readonly number[] }>(pair: readonly T[]): T[] {
  return pair.toSorted((a, b) => Number(isForTesting(a.file)) - Number(isForTesting(b.file)) || (b.shape[0] ?? 0) - (a.shape[0] ?? 0));
}

function noteOf(name: string, source: Note['source'], dataset: Dataset): Omit<Note, 'files' | 'options'> {
  return { name, source, train: dataset.train.count, test: dataset.test.count, classes: dataset.task.kind === 'classification' ? outputSize(dataset.task) : null };
}

function wrongFiles(files: readonly NamedBytes[], expected: Localized): DescentError {
  return refusal('file-invalid', 'not-one-set', { expected, received: files.map(({ file }) => file).slice(0, 8), files: files.map(({ file }) => file) });
}

/** Deletes a set of one's own; false where there is none. @throws DescentError `io` */
export async function forgetOwn(datasets: string, type: string): Promise<boolean> {
  const directory = ownFolder(datasets, type);
  if (directory === undefined || !(await stat(directory).then(() => true, () => false))) return false;
  await rm(directory, { recursive: true, force: true }).catch((cause: unknown) => { throw fileError(directory, cause); });
  return true;
}
