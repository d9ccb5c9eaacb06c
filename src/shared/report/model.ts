import type { EChartsOption } from 'echarts';
import type { LineChartSpec } from '../charts/line-chart.ts';
import type { ChartTheme } from '../charts/theme.ts';
import type { Language } from '../schema/localized.ts';
import type { ReportFacts } from './facts.ts';
import type { ReportPlan } from './plan.ts';

/** A report as plain blocks, before it becomes a page, Markdown or a table. */

export interface ReportCell {
  readonly text: string;
  /** Where the facts hold the number that is shown, such as `runs.0.final.testAccuracy`; `runs.0,1.final.testAccuracy` is the mean of several runs, with its deviation. */
  readonly fact?: string;
  readonly strong?: boolean;
  readonly quiet?: boolean;
  /** A position in the palette: the run's line stands before the text. */
  readonly line?: number;
}

export interface ReportTable {
  readonly columns: readonly { readonly title: string; readonly number?: boolean }[];
  readonly rows: readonly (readonly ReportCell[])[];
}

/** A chart, not yet drawn, and its numbers. */
export interface ReportChart {
  /** Unique within the report, fit for a file's name. */
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly width: number;
  readonly height: number;
  /** Curves: with a cursor, values, and switches. */
  readonly lines?: (theme: ChartTheme) => LineChartSpec;
  /** Any other chart. */
  readonly option?: (theme: ChartTheme) => EChartsOption;
  /** Of curves: the place along x in words, such as `{value} steps`. */
  readonly unit?: string;
  /** Of other charts: what is said at a point, in pixels of the chart. */
  readonly points?: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  readonly table: ReportTable;
}

export interface ReportImage {
  /** [height, width], row-major bytes: 0 = paper, 255 = ink; or RGB, three planes. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
  readonly truth: string;
  readonly guess: string;
  readonly certainty: number;
}

export type ReportBlock =
  | { readonly kind: 'markdown'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string; readonly tone: 'plain' | 'warn' }
  | { readonly kind: 'subheading'; readonly text: string }
  | { readonly kind: 'table'; readonly caption: string; readonly table: ReportTable }
  | { readonly kind: 'chart'; readonly chart: ReportChart }
  | { readonly kind: 'charts'; readonly caption: string; readonly charts: readonly ReportChart[] }
  | { readonly kind: 'finding'; readonly severity: 'problem' | 'hint'; readonly title: string; readonly where: string; readonly evidence: string; readonly rule: string; readonly tries: readonly string[] }
  | { readonly kind: 'confusion'; readonly caption: string; readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] }
  | { readonly kind: 'images'; readonly caption: string; readonly images: readonly ReportImage[] };

export interface ReportModelSection {
  readonly id: string;
  /** Empty = none. */
  readonly heading: string;
  readonly blocks: readonly ReportBlock[];
}

export interface ReportModel {
  readonly title: string;
  readonly author: string;
  readonly language: Language;
  /** What it is about, in one line. */
  readonly summary: string;
  readonly date: string;
  readonly question: string;
  readonly answer: string;
  readonly sections: readonly ReportModelSection[];
  readonly plan: ReportPlan;
  readonly facts: ReportFacts;
}
