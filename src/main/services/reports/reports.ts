import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportFormat } from '../../../shared/api/reports.ts';
import { canonicalJson } from '../../../shared/text/canonical-json.ts';
import type { ReportModel } from '../../../shared/report/model.ts';
import { defaultPlan, type ReportPlan, type ReportSource } from '../../../shared/report/plan.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import type { Store } from '../../store/store.ts';
import type { AdviceService } from '../advice.ts';
import type { CatalogService } from '../catalog.ts';
import type { CheckpointService } from '../checkpoints.ts';
import type { DatasetService } from '../datasets.ts';
import type { FindPrinter } from '../printing/print.ts';
import { compose } from './compose.ts';
import { reportCsv } from './csv.ts';
import { factsOf } from './facts.ts';
import { createMaking } from './making.ts';
import type { MarkdownReport } from './markdown-file.ts';
import { Predictor } from './predictions.ts';
import { readSource, traitsOf, type ReportedSource } from './source.ts';

export interface ReportServiceOptions {
  readonly store: Store;
  readonly catalog: CatalogService;
  readonly advice: AdviceService;
  readonly checkpoints: CheckpointService;
  readonly datasets: DatasetService;
  /** What prints a PDF. */
  readonly printer: FindPrinter;
  /** Version of the program. */
  readonly program: string;
  /** The program's `resources` folder. */
  readonly resources: string;
}

export interface ReportRequest {
  readonly source: ReportSource;
  readonly plan?: ReportPlan | undefined;
  readonly language: Language;
}

/** Points of a series in a JSON report. */
const jsonPoints = 2000;

/** Makes reports from the store alone, never from what a screen holds. What draws and writes them is loaded when the first one is made. */
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

  /** A report as one file. @throws DescentError `not-found` */
  async make({ format, ...request }: ReportRequest & { readonly format: ReportFormat }): Promise<File> {
    const { id } = request.source;
    switch (format) {
      case 'html':
        return new File([await this.page(request)], `${id}.html`, { type: 'text/html' });
      case 'md':
        return new File([await this.#archive(request)], `${id}.zip`, { type: 'application/zip' });
      case 'csv':
        return new File([this.csv(request.source)], `${id}.csv`, { type: 'text/csv' });
      case 'json':
        return new File([await this.json(request)], `${id}.json`, { type: 'application/json' });
      case 'pdf':
        return new File([Buffer.from(await this.pdf(request))], `${id}.pdf`, { type: 'application/pdf' });
      default:
        throw new RangeError(`unknown format ${String(format satisfies never)}`);
    }
  }

  /** One page that needs nothing else. @throws DescentError `not-found` */
  async page(request: ReportRequest): Promise<string> {
    const { reportPage } = await import('./page.ts');
    const font = join(this.#options.resources, 'report', 'inter-latin.woff2');
    return reportPage(await this.#model(request), existsSync(font) ? (await readFile(font)).toString('base64') : undefined);
  }

  /** The page as it prints. @throws DescentError `not-found`; `usage` where nothing here can print, `io` */
  async pdf(request: ReportRequest): Promise<Uint8Array> {
    const print = this.#options.printer();
    return print(await this.page(request));
  }

  /** Markdown, with its pictures in a folder beside it. @throws DescentError `not-found` */
  async markdown(request: ReportRequest, folder: string): Promise<MarkdownReport> {
    const { reportMarkdown } = await import('./markdown-file.ts');
    return reportMarkdown(await this.#model(request), folder);
  }

  /** @throws DescentError `not-found` */
  csv(source: ReportSource): string {
    return reportCsv(readSource(this.#options.store, source));
  }

  /** The facts with the plan and the curves. @throws DescentError `not-found` */
  async json(request: ReportRequest): Promise<string> {
    const { store } = this.#options;
    const reported = readSource(store, request.source);
    const series = reported.runs.map(({ run, stored }) => ({
      runId: run.id,
      series: Object.keys(store.series.counts(stored.seq)).flatMap((name) => {
        const stretch = store.series.read(stored.seq, name, { points: jsonPoints });
        return stretch ? [{ name, steps: stretch.steps, min: stretch.min, max: stretch.max, last: stretch.last, total: stretch.total }] : [];
      }),
    }));
    const plan = request.plan ?? this.plan(request.source, request.language);
    return `${canonicalJson({ ...(await this.#facts(reported, plan)), plan, series })}\n`;
  }

  /** Text, pictures and facts in one ZIP. */
  async #archive(request: ReportRequest): Promise<Uint8Array<ArrayBuffer>> {
    const { strToU8, zipSync } = await import('fflate');
    const { text, files } = await this.markdown(request, 'charts');
    return zipSync({ 'report.md': strToU8(text), 'report.json': strToU8(await this.json(request)), ...files }, { level: 6 });
  }

  async #model(request: ReportRequest): Promise<ReportModel> {
    const { store, catalog, advice, checkpoints, datasets } = this.#options;
    const reported = readSource(store, request.source);
    const plan = request.plan ?? this.plan(request.source, request.language);
    const predictor = new Predictor({ store, checkpoints, datasets, language: plan.language });
    return compose(createMaking({ store, catalog: catalog.describe(), advice, predictor, reported, plan }), await this.#facts(reported, plan));
  }

  #facts(reported: ReportedSource, { author }: ReportPlan) {
    const { checkpoints, program } = this.#options;
    return factsOf(reported, { checkpoints, program, madeAt: Date.now(), author: author.trim() });
  }
}
