import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import type { ExperimentSummary, RunSummary } from '../../shared/api/records.ts';
import type { PortableFile } from '../store/portable.ts';
import type { Store } from '../store/store.ts';
import { writeWhole, type CheckpointService } from './checkpoints.ts';
import type { RunEvents } from './events.ts';
import type { ExperimentService } from './experiments.ts';
import { newId } from './ids.ts';
import { toSummary } from './summary.ts';

/** Whole experiments as one file, to hand on or to keep. */
export class PortableService {
  readonly #store: Store;
  readonly #checkpoints: CheckpointService;
  readonly #experiments: ExperimentService;
  readonly #events: RunEvents;

  constructor(options: { store: Store; checkpoints: CheckpointService; experiments: ExperimentService; events: RunEvents }) {
    this.#store = options.store;
    this.#checkpoints = options.checkpoints;
    this.#experiments = options.experiments;
    this.#events = options.events;
  }

  /** @throws DescentError `not-found` */
  export(id: string): File {
    this.#experiments.stored(id);
    const bytes = this.#store.exportExperiment(id, (runIds) => this.#filesOf(runIds));
    return new File([bytes], `${id}.descent`, { type: 'application/octet-stream' });
  }

  /** @throws DescentError `file-invalid`, `store-newer` */
  async import(bytes: Uint8Array): Promise<{ experiment: ExperimentSummary; runs: RunSummary[] }> {
    const { experimentId, files } = this.#store.importExperiment(bytes, (id) => newId(id.replace(/-[^-]*$/, ''), 'imported'));
    for (const { runId, name, bytes: contents } of files) {
      if (!/^[\w.]+$/.test(name)) throw new DescentError('file-invalid', `The experiment holds a file with a name that is not allowed: ${JSON.stringify(name)}.`, { name });
      await writeWhole(join(this.#checkpoints.folder, runId, name), contents);
    }
    const runs = this.#experiments.runs(experimentId).map((run) => toSummary(run, false));
    for (const run of runs) this.#events.publish({ type: 'changed', run });
    const { document: _document, ...experiment } = this.#experiments.get(experimentId);
    return { experiment, runs };
  }

  /** The files of runs that are there. */
  *#filesOf(runIds: readonly string[]): Generator<PortableFile> {
    for (const runId of runIds) {
      for (const name of this.#checkpoints.filesOf(runId)) yield { runId, name, bytes: readFileSync(join(this.#checkpoints.folder, runId, name)) };
    }
  }
}
