import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import { inspectionSchema } from '../../shared/api/inspection.ts';
import { runDetailSchema, type ExperimentSummary, type RunSummary } from '../../shared/api/records.ts';
import { checkExperiment } from '../../shared/experiment/check.ts';
import type { Language, Localized } from '../../shared/schema/localized.ts';
import { clipped } from '../store/portable-check.ts';
import { invalid, type PortableFile } from '../store/portable.ts';
import type { Store } from '../store/store.ts';
import type { CatalogService } from './catalog.ts';
import { writeWhole, type CheckpointService } from './checkpoints.ts';
import type { RunEvents } from './events.ts';
import type { ExperimentService } from './experiments.ts';
import { newId } from './ids.ts';
import { toDetail, toSummary } from './summary.ts';

/** Whole experiments as one file, to hand on or to keep. */
export class PortableService {
  readonly #store: Store;
  readonly #checkpoints: CheckpointService;
  readonly #experiments: ExperimentService;
  readonly #events: RunEvents;
  readonly #catalog: CatalogService;

  constructor(options: { store: Store; checkpoints: CheckpointService; experiments: ExperimentService; events: RunEvents; catalog: CatalogService }) {
    this.#store = options.store;
    this.#checkpoints = options.checkpoints;
    this.#experiments = options.experiments;
    this.#events = options.events;
    this.#catalog = options.catalog;
  }

  /** @throws DescentError `not-found` */
  export(id: string): File {
    this.#experiments.stored(id);
    const bytes = this.#store.exportExperiment(id, (runIds) => this.#filesOf(runIds));
    return new File([bytes], `${id}.descent`, { type: 'application/octet-stream' });
  }

  /** @throws DescentError `file-invalid`, `store-newer` */
  async import(bytes: Uint8Array): Promise<{ experiment: ExperimentSummary; runs: RunSummary[] }> {
    const { experimentId, files } = this.#store.importExperiment(
      bytes,
      (id) => newId(id.replace(/-[^-]*$/, ''), 'imported'),
      (id) => this.#verify(id),
    );
    for (const { runId, name, bytes: contents } of files) await writeWhole(join(this.#checkpoints.folder, runId, name), contents);
    const runs = this.#experiments.runs(experimentId).map((run) => toSummary(run, false));
    for (const run of runs) this.#events.publish({ type: 'changed', run });
    const { document: _document, ...experiment } = this.#experiments.get(experimentId);
    return { experiment, runs };
  }

  /**
   * Reads back everything that was taken in as screens will: records by their schemas, documents by the catalog.
   * @throws DescentError `file-invalid`
   */
  #verify(experimentId: string): void {
    const whole = (document: unknown, of: string) => {
      const problemIn = (language: Language) => checkExperiment(document, this.#catalog.describe(), language).problems.map(({ message }) => clipped(message)).at(0);
      const en = problemIn('en');
      if (en !== undefined) throw unusable({ en: `the document of ${of} cannot be used (${en})`, zh: `${of} 的文档不能用（${problemIn('zh') ?? en}）` });
    };
    try {
      whole(this.#experiments.get(experimentId).document, experimentId);
      for (const run of this.#experiments.runs(experimentId)) {
        const { document, ...record } = toDetail(run, false, { document: this.#store.runs.document(run.seq), series: this.#store.series.counts(run.seq), checkpoints: this.#checkpoints.steps(run) });
        whole(document, run.id);
        const { error } = runDetailSchema.omit({ document: true }).safeParse(record);
        if (error) throw unusable({ en: `the record of ${run.id} cannot be read (${error.issues[0].path.join('.')})`, zh: `${run.id} 的记录无法读取（${error.issues[0].path.join('.')}）` });
        for (const inspection of this.#store.inspections.read(run.seq, { limit: Number.MAX_SAFE_INTEGER })) {
          if (!inspectionSchema.safeParse(inspection).success) throw unusable({ en: `what was measured in ${run.id} cannot be read`, zh: `${run.id} 的测量结果无法读取` });
        }
      }
    } catch (error) {
      throw error instanceof DescentError && error.code !== 'store-damaged' ? error : unusable({ en: 'its records cannot be read', zh: '记录无法读取' }, error);
    }
  }

  /** The files of runs that are there. */
  *#filesOf(runIds: readonly string[]): Generator<PortableFile> {
    for (const runId of runIds) {
      for (const name of this.#checkpoints.filesOf(runId)) yield { runId, name, bytes: readFileSync(join(this.#checkpoints.folder, runId, name)) };
    }
  }
}

function unusable(what: Localized, cause?: unknown): DescentError {
  return invalid({ en: `one in which ${what.en}`, zh: `其中${what.zh}的文件` }, cause);
}
