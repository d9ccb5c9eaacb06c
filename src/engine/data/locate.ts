import { resolve } from 'node:path';
import { findSet, missingSetError } from './find.ts';
import type { MissingSet } from './find.ts';
import { datasetDefinitions } from './generators.ts';
import { findKnownSet, mnist } from './known-sets.ts';
import type { DatasetLocation } from './load.ts';
import { actualValue, dataError } from './problem.ts';

/** The `data` section of a checked document: its source and that source's parameters. */
export type DataSource = Readonly<Record<string, unknown>> & { readonly source: string };

export interface LocateContext {
  /** Folder that relative paths of the document start from. */
  readonly baseDirectory: string;
  /** Where to look for published sets: see `searchRoots`. */
  readonly roots: readonly string[];
  /** Folder for the cached digits, or null to draw them every time. */
  readonly cacheDirectory: string | null;
}

export interface Located {
  /** The catalogued name of what will be loaded; `auto` has been settled. */
  readonly source: string;
  readonly location: DatasetLocation;
  /** What `auto` looked for in vain before it settled for the digits. */
  readonly instead?: MissingSet;
}

/**
 * Settles where a document's data is.
 * @throws DescentError `dataset-missing` for a published set that is not on this machine, `document-invalid` for an unknown source
 */
export async function locateDataset(data: DataSource, context: LocateContext): Promise<Located> {
  const { source } = data;
  const definition = datasetDefinitions.find(({ type }) => type === source);
  if (definition === undefined) {
    const types = datasetDefinitions.map(({ type }) => type);
    throw dataError({
      code: 'document-invalid',
      file: 'data.source',
      expected: { en: `one of ${types.join(', ')}`, zh: `应为以下之一：${types.join('、')}` },
      received: actualValue(source),
      suggestion: { en: 'Choose one of these', zh: '请从中选择一个' },
    });
  }
  const options = Object.fromEntries(Object.keys(definition.parameters).map((name) => [name, data[name]]));
  if (definition.generate !== undefined) return { source, location: { kind: 'generated', source, options } };
  switch (source) {
    case 'auto':
      return locateAuto(context);
    case 'digits':
      return { source, location: { kind: 'digits', seed: Number(options.seed ?? 0), cacheDirectory: context.cacheDirectory } };
    case 'idx':
      return { source, location: locateIdx(data, context) };
    case 'csv':
      return { source, location: locateCsv(data, context) };
    default: {
      const found = await findPublished(source, context);
      if (found.state === 'missing') throw missingSetError(found);
      return { source, location: found.location };
    }
  }
}

async function locateAuto(context: LocateContext): Promise<Located> {
  const found = await findSet(mnist, context.roots);
  if (found.state === 'found') return { source: mnist.name, location: found.location };
  return { source: 'digits', location: { kind: 'digits', cacheDirectory: context.cacheDirectory }, instead: found };
}

function findPublished(source: string, { roots }: LocateContext): ReturnType<typeof findSet> {
  const set = findKnownSet(source);
  if (set === undefined) throw new RangeError(`dataset "${source}" is declared, but nothing says how to read it`);
  return findSet(set, roots);
}

function locateIdx(data: DataSource, { baseDirectory }: LocateContext): DatasetLocation {
  const path = (key: string): string => resolve(baseDirectory, text(data, key));
  return {
    kind: 'idx',
    name: 'idx',
    files: { trainImages: path('trainImages'), trainLabels: path('trainLabels'), testImages: path('testImages'), testLabels: path('testLabels') },
  };
}

function locateCsv(data: DataSource, { baseDirectory }: LocateContext): DatasetLocation {
  const { testPath, label, header = 'auto', task = 'auto', testShare } = data;
  return {
    kind: 'csv',
    name: 'csv',
    file: resolve(baseDirectory, text(data, 'path')),
    testFile: typeof testPath === 'string' ? resolve(baseDirectory, testPath) : undefined,
    options: {
      label: typeof label === 'string' ? label : undefined,
      header: header === 'auto' ? undefined : header === 'yes',
      task: task === 'classification' || task === 'regression' ? task : undefined,
      testShare: typeof testShare === 'number' ? testShare : undefined,
    },
  };
}

function text(data: DataSource, key: string): string {
  const value = data[key];
  if (typeof value === 'string' && value !== '') return value;
  throw dataError({
    code: 'document-invalid',
    file: `data.${key}`,
    expected: { en: 'the path of a file', zh: '应为文件的路径' },
    received: actualValue(value),
    suggestion: { en: 'Name the file', zh: '请指明文件' },
  });
}
