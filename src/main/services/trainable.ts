import { existsSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { Problem } from '../../shared/api/errors.ts';
import { documentError } from '../../shared/experiment/check.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import { namedFiles } from '../../shared/experiment/files.ts';
import type { CatalogDescription } from '../../shared/schema/definition.ts';
import type { Language } from '../../shared/schema/localized.ts';
import { digitsTestCount, digitsTrainCount } from '../../engine/data/digits/cache.ts';
import { digitSide } from '../../engine/data/digits/image.ts';
import { splitSizes } from '../../engine/training/examples.ts';
import { findKnownSet, mnist } from '../../engine/data/known-sets.ts';
import { loadDataset } from '../../engine/data/load.ts';
import type { Located } from '../../engine/data/locate.ts';
import { assertPlan, dataShapeOf, type DataShape } from '../../engine/training/plan.ts';

/**
 * Refuses a run that is bound to fail before a row is stored for it: a file that is not there, a network that does not fit its data. Data in the
 * user's own files is not read here; a worker finds what is wrong with it.
 * @throws DescentError `document-invalid`
 */
export async function assertStartable(document: RunDocument, located: Located, language: Language): Promise<void> {
  const shape = await knownShape(located, document);
  if (shape) assertPlan(document, shape, language);
}

/**
 * Refuses files that a document names and that are not there, wherever a declared parameter is one.
 * @throws DescentError `document-invalid`
 */
export function assertFiles(document: RunDocument, catalog: CatalogDescription, place: DocumentPlace, language: Language): void {
  const problems = [...namedFiles(document, catalog)].flatMap(({ path, file }): Problem[] => {
    const whole = resolve(place.baseDirectory, file);
    if (existsSync(whole) && statSync(whole).isFile()) return [];
    const note = relativeNote(file, place)[language];
    const message = language === 'en' ? `${path}: expected a file, but there is none at ${whole}${note}` : `${path}：应为文件，但 ${whole} 处没有文件${note}`;
    return [{ path, message, expected: language === 'en' ? 'a file' : '文件', received: file }];
  });
  if (problems.length > 0) throw documentError(problems);
}

/** Where the relative paths of a document start. */
export interface DocumentPlace {
  readonly baseDirectory: string;
  /** Whether that is the document's own folder; a page does not know where a document lies. Left out, it is. */
  readonly own?: boolean;
}

/** What to know about a file's path that is relative; empty for a whole one. */
export function relativeNote(file: string, { baseDirectory, own = true }: DocumentPlace): Record<Language, string> {
  if (isAbsolute(file)) return { en: '', zh: '' };
  if (own) return { en: ' (paths are relative to the document)', zh: '（路径相对于文档）' };
  return {
    en: `. A browser does not tell where a document lies, so relative paths start from ${baseDirectory} here: write the whole path`,
    zh: `。浏览器不会告知文档所在的位置，因此相对路径从 ${baseDirectory} 算起：请写完整路径`,
  };
}

/** The shape of data that is known without reading files; undefined for files of the user's own. */
export async function knownShape({ location, source }: Located, { data }: RunDocument): Promise<DataShape | undefined> {
  if (location.kind === 'generated') return dataShapeOf(await loadDataset(location), data);
  const set = findKnownSet(source);
  if (location.kind !== 'digits' && !set) return undefined;
  const counts = set ?? { train: digitsTrainCount, test: digitsTestCount, classNames: mnist.classNames };
  return { featureShape: [1, digitSide, digitSide], task: 'classification', outputs: counts.classNames.length, ...splitSizes(counts.train, data), test: counts.test, featureBytes: 1 };
}
