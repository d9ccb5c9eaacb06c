import type { ReportFormat } from '../../../shared/api/reports.ts';
import { canonicalJson } from '../../../shared/report/facts.ts';
import { defaultPlan, type ReportPlan, type ReportSource } from '../../../shared/report/plan.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import type { Store } from '../../store/store.ts';
import type { CheckpointService } from '../checkpoints.ts';
import { factsOf } from './facts.ts';
import { readSource, traitsOf } from './source.ts';

export interface ReportServiceOptions {
  readonly store: Store;
  readonly checkpoints: CheckpointService;
  /** Version of the program. */
  readonly program: string;
}

export interface ReportRequest {
  readonly source: ReportSource;
  readonly format: ReportFormat;
  readonly plan?: ReportPlan | undefined;
  readonly language: Language;
}

/** Makes reports from the store alone, never from what a screen holds. */
export class ReportService {
  readonly #options: ReportServiceOptions;

  constructor(options: ReportServiceOptions) {
    this.#options = options;
  }

  /** @throws DescentError `not-found` */
  plan(source: ReportSource, language: Language): ReportPlan {
    const { store } = this.#options;
    return store.read(() => defaultPlan(traitsOf(store, readSource(store, source)), language));
  }

  /** @throws DescentError `not-found` */
  async make({ source, format, plan: given, language }: ReportRequest): Promise<File> {
    const { store, checkpoints, program } = this.#options;
    const reported = readSource(store, source);
    const plan = given ?? this.plan(source, language);
    const facts = await factsOf(reported, { checkpoints, program, madeAt: Date.now() });
    return new File([canonicalJson({ ...facts, plan })], `${source.id}.${format}`, { type: 'application/json' });
  }
}
