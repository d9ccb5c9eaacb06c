import type { Finding } from '../../shared/api/advice.ts';
import type { Inspection } from '../../shared/api/inspection.ts';
import type { Failure, MetricName } from '../../shared/api/records.ts';
import type { Mend } from '../../shared/design/analysis.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import { definitionOf } from '../catalog.ts';

/** Points of a series, by ascending step. */
export interface SeriesPoints {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** What is known of a run, under way or ended, when the rules look at it. */
export interface Situation {
  readonly document: RunDocument;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  /** Loss of each step, or of a down-sampled selection. */
  readonly loss: SeriesPoints;
  /** Metrics of evaluations; those without any are left out. */
  readonly metrics: Partial<Record<MetricName, SeriesPoints>>;
  /** The last look inside, or null. */
  readonly inspection: Inspection | null;
  readonly failure: Failure | null;
}

/** A rule looks at a run and says what it finds. */
export interface Rule {
  readonly name: string;
  find(situation: Situation): Finding[];
}

export const say = (en: string, zh: string): Localized => ({ en, zh });

/** `0.92` as `92 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Three significant digits, with a true minus sign. */
export function show(value: number): string {
  return String(Number(value.toPrecision(3))).replace('-', '−');
}

/** "Affine 2", as the screens call a layer: its title, numbered among its kind. */
export function layerName({ network }: RunDocument, layer: number, type: string): Localized {
  const { title } = definitionOf('layer', type);
  const number = network.layers.slice(0, layer + 1).filter((other) => other.type === type).length;
  return say(`${title.en} ${number}`, `${title.zh} ${number}`);
}

/** The learning rate times a factor. */
export function changeRate({ optimizer }: RunDocument, factor: number): Mend {
  const lr = Number((Number(optimizer.lr) * factor).toPrecision(3));
  return { label: say(`Learning rate ${show(lr)} instead of ${show(Number(optimizer.lr))}`, `学习率由 ${show(Number(optimizer.lr))} 改为 ${show(lr)}`), set: { 'optimizer.lr': lr } };
}

export const clipGradient: Mend = { label: say('Clip the gradient norm to 1', '把梯度范数裁剪到 1'), set: { 'regularization.clipNorm': 1 } };

export function initialWeights(scheme: string, title: Localized): Mend {
  return { label: say(`${title.en} initial weights`, `${title.zh}初始值`), set: { 'network.init': { scheme } } };
}

/** The middle one of some values; NaN without any. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
