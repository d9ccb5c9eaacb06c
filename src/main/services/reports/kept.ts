import { refusal } from '../../../shared/api/reasons.ts';
import type { KeptReport } from '../../../shared/api/kept-reports.ts';
import type { ReportPlan, ReportSource } from '../../../shared/report/plan.ts';
import type { Store } from '../../store/store.ts';

/** What is reported on, in a sentence. */
const kindWords = { run: { en: 'run', zh: '运行' }, experiment: { en: 'experiment', zh: '实验' }, comparison: { en: 'comparison', zh: '比较' }, sweep: { en: 'sweep', zh: '搜索' } } as const;

/** Reports that somebody wrote on. They stay when their source is deleted: the words are the writer's own. */
export class KeptReportService {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  list(): KeptReport[] {
    return this.#store.read(() => this.#store.reports.list());
  }

  get(source: ReportSource): KeptReport | null {
    return this.#store.read(() => this.#store.reports.get(source)) ?? null;
  }

  /** @throws DescentError `not-found` for a source that is not there and has no report yet, `usage` where two sections have the same id */
  save(source: ReportSource, plan: ReportPlan): KeptReport {
    const ids = plan.sections.map(({ id }) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) throw refusal('usage', 'section-twice', { id: twice });
    return this.#store.write(() => {
      const before = this.#store.reports.get(source);
      const sourceName = this.#store.reports.nameOf(source) ?? before?.sourceName;
      if (sourceName === undefined) throw refusal('not-found', 'nothing-to-report', { id: source.id, kind: kindWords[source.kind] });
      this.#store.reports.put({ source, sourceName, at: Date.now(), plan });
      return this.#store.reports.get(source) as KeptReport;
    });
  }

  delete(source: ReportSource): { deleted: boolean } {
    return { deleted: this.#store.write(() => this.#store.reports.delete(source)) };
  }
}
