import { webcrypto } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal, stateWord } from '../../shared/api/reasons.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import type { StoredCheckpoint } from '../store/checkpoints.ts';
import type { StoredRun } from '../store/rows.ts';
import type { Store } from '../store/store.ts';

/** Checkpoints of a run that are kept. */
const kept = 2;
const weightsName = 'weights.safetensors';

/** A checkpoint as it was read back. */
export interface FoundCheckpoint {
  readonly step: number;
  readonly bytes: Uint8Array;
  /** Steps of newer ones that were damaged or lost, ascending. */
  readonly damaged: readonly number[];
}

/**
 * The files of runs below `<home>/checkpoints/<run>/`: the last two checkpoints and, once a run has ended, its weights.
 * Each is written aside, flushed and renamed, so that a file is whole or not there;
 * a checkpoint's checksum tells whether it still is what was written.
 */
export class CheckpointService {
  readonly #store: Store;
  readonly folder: string;

  constructor(store: Store, folder: string) {
    this.#store = store;
    this.folder = folder;
  }

  /** Writes a checkpoint's file. It counts only once `keep` has been called. */
  async write(run: StoredRun, step: number, bytes: Uint8Array): Promise<StoredCheckpoint> {
    const file = `${run.id}/${step}.checkpoint`;
    await writeWhole(join(this.folder, file), bytes);
    return { step, createdAt: Date.now(), file, bytes: bytes.byteLength, checksum: await checksumOf(bytes) };
  }

  /** Enters a written checkpoint and lets go of all but the last two. Call when every point up to its step is stored. */
  async keep(run: StoredRun, checkpoint: StoredCheckpoint): Promise<void> {
    const dropped = this.#store.write(() => {
      this.#store.checkpoints.insert(run.seq, checkpoint);
      const surplus = this.#store.checkpoints.list(run.seq).slice(0, -kept);
      for (const { step } of surplus) this.#store.checkpoints.remove(run.seq, step);
      return surplus;
    });
    await Promise.all(dropped.map(({ file }) => rm(join(this.folder, file), { force: true })));
  }

  /**
   * The newest checkpoint that is what was written; undefined for a run that has none.
   * @throws DescentError `file-invalid` where none of those it has can be read
   */
  async last(run: StoredRun): Promise<FoundCheckpoint | undefined> {
    const damaged: number[] = [];
    for (const entry of this.#store.checkpoints.list(run.seq).reverse()) {
      const bytes = await this.#read(entry);
      if (bytes) return { step: entry.step, bytes, damaged };
      damaged.unshift(entry.step);
    }
    if (damaged.length === 0) return undefined;
    throw run.forkedFrom ? refusal('file-invalid', 'fork-checkpoint-damaged', { run: run.id, steps: damaged, parent: run.forkedFrom.runId }) : refusal('file-invalid', 'checkpoints-damaged', { run: run.id, steps: damaged });
  }

  /** The checkpoint of a step. @throws DescentError `not-found`; `file-invalid` where it is damaged */
  async at(run: StoredRun, step: number): Promise<FoundCheckpoint> {
    const entries = this.#store.checkpoints.list(run.seq);
    const entry = entries.find((checkpoint) => checkpoint.step === step);
    const others = entries.filter((checkpoint) => checkpoint !== entry).map((checkpoint) => checkpoint.step);
    if (!entry) throw refusal('not-found', 'no-checkpoint-of-step', { run: run.id, step, steps: others });
    const bytes = await this.#read(entry);
    if (!bytes) throw refusal('file-invalid', 'checkpoint-damaged', { run: run.id, step, steps: others });
    return { step, bytes, damaged: [] };
  }

  /** Lets go of all checkpoints of a run, which then begins from its first step. */
  async forget(run: StoredRun): Promise<void> {
    const entries = this.#store.write(() => {
      const all = this.#store.checkpoints.list(run.seq);
      for (const { step } of all) this.#store.checkpoints.remove(run.seq, step);
      return all;
    });
    await Promise.all(entries.map(({ file }) => rm(join(this.folder, file), { force: true })));
  }

  /** The bytes of a checkpoint; undefined where they are not those that were written. One without a checksum is believed by its length. */
  async #read({ file, bytes, checksum }: StoredCheckpoint): Promise<Uint8Array | undefined> {
    const contents = await readFile(join(this.folder, file)).catch(() => undefined);
    if (contents?.byteLength !== bytes) return undefined;
    const read = new Uint8Array(contents);
    return checksum === null || checksum === (await checksumOf(read)) ? read : undefined;
  }

  steps(run: StoredRun): number[] {
    return this.#store.checkpoints.list(run.seq).map(({ step }) => step);
  }

  async writeWeights(run: StoredRun, weights: Uint8Array): Promise<void> {
    await writeWhole(join(this.folder, run.id, weightsName), weights);
  }

  /** The weights a run ended with. @throws DescentError `not-found` for a run that has none yet */
  async weights(run: StoredRun): Promise<Uint8Array> {
    try {
      return new Uint8Array(await readFile(join(this.folder, run.id, weightsName)));
    } catch (cause) {
      throw refusal('not-found', 'no-end-weights', { runId: run.id, state: stateWord(run.state) }, { cause });
    }
  }

  hasWeights(run: StoredRun): boolean {
    return existsSync(join(this.folder, run.id, weightsName));
  }

  /** Names of a run's whole files. */
  filesOf(runId: string): string[] {
    const folder = join(this.folder, runId);
    return existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.part')) : [];
  }

  /** Takes all files of a run away. */
  remove(runId: string): void {
    rmSync(join(this.folder, runId), { recursive: true, force: true });
  }
}

/** SHA-256 in hexadecimal, computed beside the main thread: a checkpoint may have hundreds of megabytes. */
async function checksumOf(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)).toString('hex');
}

/** Writes a file that is whole or not there. @throws DescentError `io` */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  const aside = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(aside, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(aside, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(aside, { force: true }).catch(() => undefined);
    throw fileError(path, cause);
  }
}

/** Makes a rename last through a power cut. Systems that cannot flush a folder (Windows) do so by themselves. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

const elsewhere = { en: 'Choose another folder', zh: '请选择另一个文件夹' };
const forbidden = { en: 'no permission. Change its permissions, or choose another folder', zh: '没有权限。请修改权限，或选择另一个文件夹' };
const noFolder = { en: `a part of its path is a file, not a folder. ${elsewhere.en}`, zh: `路径中有一段是文件而不是文件夹。${elsewhere.zh}` };
const whyUnwritten: Readonly<Record<string, Localized>> = {
  ENOSPC: { en: 'the disk is full. Make room, then try again', zh: '磁盘已满。请腾出空间后再试' },
  EDQUOT: { en: 'your share of the disk is full. Make room, then try again', zh: '你的磁盘配额已用完。请腾出空间后再试' },
  EFBIG: { en: 'the system allows no larger file. Raise its limit ("ulimit -f"), or make room', zh: '系统不允许更大的文件。请提高限制（“ulimit -f”），或腾出空间' },
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: { en: `the disk is read-only. ${elsewhere.en}`, zh: `磁盘是只读的。${elsewhere.zh}` },
  ENOTDIR: noFolder,
  EEXIST: noFolder,
  EISDIR: { en: 'there is a folder of that name. Choose another name', zh: '已有同名的文件夹。请换一个名称' },
};

/** Why a file could not be written, as an error people can act on. */
export function fileError(path: string, cause: unknown): DescentError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code in whyUnwritten) return refusal('io', 'cannot-write', { file: path, why: whyUnwritten[code] }, { cause });
  return refusal('io', 'cannot-write', { file: path, why: cause instanceof Error ? cause.message : String(cause) }, { cause });
}
