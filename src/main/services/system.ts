import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { refusal } from '../../shared/api/reasons.ts';
import type { Environment, Notice } from '../../shared/api/records.ts';
import { selectKernels } from '../../engine/kernels/select.ts';
import type { Store } from '../store/store.ts';
import type { Machine } from './run-recorder.ts';
import { fileError } from './checkpoints.ts';

export interface SystemInfo {
  readonly version: string;
  readonly platform: string;
  readonly home: string;
  readonly environment: Environment;
  readonly notices: Notice[];
}

export interface SystemOptions {
  readonly store: Store;
  readonly home: string;
  readonly machine: Machine;
  readonly notices: readonly Notice[];
  /** The kernel set that the settings name; null = the fastest. */
  readonly wantedKernels: () => string | null;
  /** Removes deleted runs for good. */
  readonly purge: () => void;
  /** Whether a process has runs under way. */
  readonly training: () => boolean;
  /** Enters this process into a store that took another one's place. */
  readonly settleIn: () => void;
}

/** The studio itself: what it runs on, its database's upkeep. */
export class SystemService {
  readonly #options: SystemOptions;

  constructor(options: SystemOptions) {
    this.#options = options;
  }

  info(): SystemInfo {
    const { home, machine, notices, wantedKernels } = this.#options;
    return {
      version: machine.version,
      platform: process.platform,
      home,
      environment: { ...machine, kernels: selectKernels(wantedKernels() ?? undefined).chosen.name, threads: availableParallelism() },
      notices: [...notices],
    };
  }

  /** The copies below `<home>/backups`, newest first. */
  async backups(): Promise<{ file: string; bytes: number; createdAt: number }[]> {
    const folder = this.#folder();
    const names = await readdir(folder).catch(() => []);
    const copies = await Promise.all(
      names
        .filter((name) => name.endsWith('.sqlite'))
        .map(async (name) => {
          const { size, mtimeMs } = await stat(join(folder, name));
          return { file: join(folder, name), bytes: size, createdAt: Math.round(mtimeMs) };
        }),
    );
    return copies.sort((a, b) => b.createdAt - a.createdAt);
  }

  /**
   * Puts a copy in the place of the database, after a copy of what is there now. Checkpoints and weights are files of their own and stay.
   * @throws DescentError `conflict` while runs are under way, `file-invalid`, `store-newer`, `store-locked`, `io`
   */
  async restore(file: string): Promise<{ runs: number; replaced: string }> {
    const { store, training, settleIn } = this.#options;
    if (training()) throw refusal('conflict', 'restore-while-training', {});
    const { file: replaced } = await this.backup();
    await store.restore(file);
    settleIn();
    return { runs: store.runs.list({ limit: 1, offset: 0, archived: false }).total, replaced };
  }

  /** A sound copy of the database below `<home>/backups`, or at `file`, taken while runs go on. */
  async backup(file?: string): Promise<{ file: string; bytes: number }> {
    const { store } = this.#options;
    const folder = this.#folder();
    const target = file ?? join(folder, `descent-${new Date().toISOString().slice(0, -1).replaceAll(':', '-')}.sqlite`);
    if (file === undefined) {
      await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
        throw fileError(folder, cause);
      });
    }
    if (await stat(target).catch(() => undefined)) throw refusal('io', 'file-exists', { file: target });
    await store.backup(target);
    return { file: target, bytes: (await stat(target)).size };
  }

  /** Purges deleted runs and gives their room back. */
  vacuum(): { before: number; after: number } {
    this.#options.purge();
    return this.#options.store.vacuum();
  }

  #folder(): string {
    return join(this.#options.home, 'backups');
  }
}
