import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { DescentError } from '../../shared/api/errors.ts';
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

  /** A sound copy of the database below `<home>/backups`, or at `file`, taken while runs go on. */
  async backup(file?: string): Promise<{ file: string; bytes: number }> {
    const { home, store } = this.#options;
    const folder = join(home, 'backups');
    const target = file ?? join(folder, `descent-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.sqlite`);
    if (file === undefined) {
      await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
        throw fileError(folder, cause);
      });
    }
    if (await stat(target).catch(() => undefined)) throw new DescentError('io', `${target} is there already. Choose another name.`, { file: target });
    await store.backup(target);
    return { file: target, bytes: (await stat(target)).size };
  }

  /** Purges deleted runs and gives their room back. */
  vacuum(): { before: number; after: number } {
    this.#options.purge();
    return this.#options.store.vacuum();
  }
}
