import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Problem } from '../../shared/api/errors.ts';
import { documentError } from '../../shared/experiment/check.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import { slots, type CatalogDescription, type SlotName } from '../../shared/schema/definition.ts';
import type { Language } from '../../shared/schema/localized.ts';
import { digitsTestCount, digitsTrainCount } from '../../engine/data/digits/cache.ts';
import { digitSide } from '../../engine/data/digits/draw.ts';
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
export function assertFiles(document: RunDocument, catalog: CatalogDescription, baseDirectory: string, language: Language): void {
  const problems = [...namedFiles(document, '', catalog)].flatMap(([path, file]): Problem[] => {
    const whole = resolve(baseDirectory, file);
    if (existsSync(whole) && statSync(whole).isFile()) return [];
    const message = language === 'en' ? `${path}: expected a file, but there is none at ${whole} (paths are relative to the document)` : `${path}：应为文件，但 ${whole} 处没有文件（路径相对于文档）`;
    return [{ path, message, expected: language === 'en' ? 'a file' : '文件', received: file }];
  });
  if (problems.length > 0) throw documentError(problems);
}

/** Every file that a parameter names, with its path in the document. A declared type is known by the key that tells types of its slot apart. */
function* namedFiles(value: unknown, path: string, catalog: CatalogDescription): Generator<[path: string, file: string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const slot of Object.keys(slots) as SlotName[]) {
    const type = (value as Record<string, unknown>)[slots[slot].discriminator];
    const parameters = catalog[slot].find((definition) => definition.type === type)?.parameters ?? {};
    for (const [name, parameter] of Object.entries(parameters)) {
      const file = (value as Record<string, unknown>)[name];
      if (parameter.kind === 'text' && parameter.file === true && typeof file === 'string') yield [join(path, name), file];
    }
  }
  for (const [key, inner] of Object.entries(value)) yield* namedFiles(inner, join(path, key), catalog);
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** The shape of data that is known without reading files; undefined for files of the user's own. */
export async function knownShape({ location, source }: Located, { data }: RunDocument): Promise<DataShape | undefined> {
  if (location.kind === 'generated') return dataShapeOf(await loadDataset(location), data);
  const set = findKnownSet(source);
  if (location.kind !== 'digits' && !set) return undefined;
  const counts = set ?? { train: digitsTrainCount, test: digitsTestCount, classNames: mnist.classNames };
  return { featureShape: [1, digitSide, digitSide], task: 'classification', outputs: counts.classNames.length, ...splitSizes(counts.train, data), test: counts.test, featureBytes: 1 };
}
