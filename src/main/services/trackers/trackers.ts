import type { TrackerFormat } from '../../../shared/api/models.ts';
import type { StoredRun } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';
import type { ExperimentService } from '../experiments.ts';
import { metricsCsv } from '../run-files.ts';
import { runsTable } from './csv.ts';
import { mlflowFiles } from './mlflow.ts';
import { tensorboardFiles } from './tensorboard.ts';
import { trackedRun, type TrackerFile } from './tracked.ts';

/** Experiments as files for other programs' trackers. */
export class TrackerService {
  readonly #store: Store;
  readonly #experiments: ExperimentService;

  constructor(store: Store, experiments: ExperimentService) {
    this.#store = store;
    this.#experiments = experiments;
  }

  /**
   * The files of an experiment's runs, one after the other.
   * @param folder where they will be written, absolute; left out where nobody knows it yet, as with a zip
   * @param only some of its runs; left out, all
   * @throws DescentError `not-found`
   */
  *files(experimentId: string, format: TrackerFormat, folder?: string, only?: readonly StoredRun[]): Generator<TrackerFile> {
    const { id, name, createdAt } = this.#experiments.stored(experimentId);
    const stored = only ?? this.#experiments.runs(id);
    const runs = stored.map((run) => trackedRun(run, this.#store));
    switch (format) {
      case 'csv':
        yield runsTable(runs);
        for (const run of stored) yield { path: `${run.id}.csv`, content: [...metricsCsv(this.#store.series, run)].join('') };
        return;
      case 'tensorboard':
        yield* tensorboardFiles(runs);
        return;
      case 'mlflow':
        yield* mlflowFiles({ id, name, createdAt }, runs, folder);
        return;
      default:
        throw new RangeError(`unknown format ${String(format satisfies never)}`);
    }
  }
}
