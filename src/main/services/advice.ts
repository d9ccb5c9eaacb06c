import { diagnose } from '../../engine/diagnostics/rules.ts';
import type { SeriesPoints } from '../../engine/diagnostics/situation.ts';
import type { Finding } from '../../shared/api/advice.ts';
import { refusal } from '../../shared/api/reasons.ts';
import { metricNames } from '../../shared/api/records.ts';
import type { Store } from '../store/store.ts';

/** Points of a curve that the rules look at; single steps between them decide nothing. */
const points = 2000;

/** What there is to say about a run, read from the store alone. */
export class AdviceService {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** @throws DescentError `not-found` */
  of(id: string): Finding[] {
    return this.#store.read(() => {
      const run = this.#store.runs.get(id);
      if (!run || run.deletedAt !== null) throw refusal('not-found', 'no-such-run', { id });
      const { totalSteps, totalEpochs } = run.progress;
      const loss = this.#series(run.seq, 'loss');
      if (!loss) return [];
      return diagnose({
        document: this.#store.runs.document(run.seq),
        totalSteps,
        stepsPerEpoch: totalEpochs > 0 ? totalSteps / totalEpochs : totalSteps,
        loss,
        metrics: Object.fromEntries(metricNames.flatMap((name) => {
          const series = this.#series(run.seq, name);
          return series ? [[name, series]] : [];
        })),
        inspection: this.#store.inspections.read(run.seq, { limit: 1 }).at(-1) ?? null,
        failure: run.failure,
      });
    });
  }

  #series(seq: number, name: string): SeriesPoints | undefined {
    const stretch = this.#store.series.read(seq, name, { points });
    return stretch && stretch.steps.length > 0 ? { steps: [...stretch.steps], values: [...stretch.last] } : undefined;
  }
}
