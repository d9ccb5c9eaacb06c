import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import { checkSet, findSet, lackingWords, setInFolder, type FoundSet } from '../../engine/data/find.ts';
import { idxRoles, knownSets, type KnownSet } from '../../engine/data/known-sets.ts';
import { idxFromNpz } from '../../engine/data/npz.ts';
import { readWhole } from '../../engine/data/read.ts';
import { fileError } from './checkpoints.ts';

/** A published set that now stands in the studio's own folder. */
export interface ImportedSet {
  readonly set: KnownSet;
  readonly directory: string;
  /** Its contents are, byte for byte, the published ones. */
  readonly verified: boolean;
}

/**
 * Copies every published set that a folder (or one of its usual subfolders) holds into `target`, one folder per set. Each is read whole
 * before it is copied, and stands in `target` complete or not at all; what stood there before stays until then.
 * @throws DescentError `dataset-missing` where there is none, `dataset-damaged` naming the file that is truncated, altered or mislabelled, `io`
 */
export async function importSets(source: string, target: string): Promise<ImportedSet[]> {
  const folder = resolve(source);
  const found: (FoundSet & { readonly verified: boolean })[] = [];
  let lacking: Localized = { en: '', zh: '' };
  for (const set of knownSets) {
    const search = await findSet(set, [folder]);
    if (search.state === 'found') found.push({ ...search, verified: await requireSound(search) });
    else if (search.incomplete !== undefined) lacking = lacking.en === '' ? lackingWords(search.incomplete) : lacking;
  }
  if (found.length === 0) throw nothingFound(folder, lacking);
  const imported: ImportedSet[] = [];
  for (const { set, location, verified } of found) {
    const directory = join(target, set.name);
    await replaceFolder(directory, async (aside) => {
      if (location.kind === 'npz') await unpackArchive(set, location.file, aside);
      else for (const role of idxRoles) await copyFile(location.files[role], join(aside, basename(location.files[role])));
    });
    const copy = await setInFolder(set, directory);
    if (copy.state === 'missing') throw refusal('io', 'copy-gone', { directory });
    imported.push({ set, directory, verified });
  }
  return imported;
}

/** Writes the arrays of a Keras archive as IDX files. */
async function unpackArchive(set: KnownSet, archive: string, folder: string): Promise<void> {
  const arrays = idxFromNpz(await readWhole(archive), basename(archive));
  for (const role of idxRoles) await writeFile(join(folder, set.files[role].name), arrays[role].bytes);
}

/** Whether the set is the published one; refuses what is damaged or known to be something else. */
async function requireSound(found: FoundSet): Promise<boolean> {
  const { verified, problem, differs } = await checkSet(found);
  if (problem !== null) throw problem;
  if (differs === null) return verified;
  throw refusal('dataset-damaged', 'set-altered', { file: differs, set: found.set.name, title: found.set.title });
}

function nothingFound(folder: string, lacking: Localized): DescentError {
  const titles: Localized = { en: knownSets.map(({ title }) => title.en).join(' nor '), zh: knownSets.map(({ title }) => title.zh).join('，也没有 ') };
  return refusal('dataset-missing', 'no-set-in-folder', { directory: folder, titles, subfolders: [...new Set(knownSets.flatMap(({ folders }) => folders))], lacking });
}

/**
 * Fills a folder aside and puts it in the place of `directory`.
 * @throws DescentError `io`, leaving what stood there
 */
export async function replaceFolder(directory: string, fill: (aside: string) => Promise<void>): Promise<void> {
  const aside = `${directory}.${process.pid}.part`;
  try {
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    await fill(aside);
    await putInPlace(aside, directory);
  } catch (cause) {
    throw cause instanceof DescentError ? cause : fileError(directory, cause);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Renames a finished folder to `directory`; what stood there goes only once the new one stands. */
export async function putInPlace(finished: string, directory: string): Promise<void> {
  const old = `${directory}.${process.pid}.old`;
  await rm(old, { recursive: true, force: true });
  const stood = await rename(directory, old).then(
    () => true,
    () => false,
  );
  try {
    await rename(finished, directory);
  } catch (cause) {
    if (stood) await rename(old, directory);
    throw cause;
  }
  await rm(old, { recursive: true, force: true });
}
