import { bandKinds, type BandKind } from '../../../shared/charts/group-curves.ts';
import { metricNames } from '../../../shared/api/records.ts';

/** How a comparison is looked at; kept with it. */

export const alignments = ['step', 'epoch', 'time'] as const;
export type Alignment = (typeof alignments)[number];

export const curveCharts = ['loss', ...metricNames] as const;
/** What one of the four places shows: a curve, its seeds, what goes on inside, or a metric against a parameter. */
export const chartKinds = [...curveCharts, 'seeds', 'update', 'histogram', 'scatter'] as const;
export type ChartKind = (typeof chartKinds)[number];

export interface CompareView {
  readonly align: Alignment;
  /** Empty = every group its own; else a parameter's path. */
  readonly colourBy: string;
  readonly dashBy: string;
  /** Empty = one chart per metric; else one chart per value of a parameter. */
  readonly chartBy: string;
  readonly band: BandKind;
  /** Place on the scale of weights. */
  readonly smoothing: number;
  readonly slots: readonly ChartKind[];
  readonly differencesOnly: boolean;
  readonly hidden: readonly string[];
  /** The group that others are measured against. */
  readonly pinned: string;
}

export const smoothingWeights = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995] as const;

export const defaultView: CompareView = {
  align: 'step',
  colourBy: '',
  dashBy: '',
  chartBy: '',
  band: 'sd',
  smoothing: 4,
  slots: ['loss', 'testAccuracy', 'seeds', 'update'],
  differencesOnly: true,
  hidden: [],
  pinned: '',
};

/** A stored view, with whatever it lacks or no longer fits replaced. */
export function readView(stored: Readonly<Record<string, unknown>>): CompareView {
  const one = <T extends string>(value: unknown, known: readonly T[], otherwise: T): T => known.find((item) => item === value) ?? otherwise;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const slots = Array.isArray(stored['slots']) ? stored['slots'] : [];
  return {
    align: one(stored['align'], alignments, defaultView.align),
    colourBy: text(stored['colourBy']),
    dashBy: text(stored['dashBy']),
    chartBy: text(stored['chartBy']),
    band: one(stored['band'], bandKinds, defaultView.band),
    smoothing: typeof stored['smoothing'] === 'number' ? stored['smoothing'] : defaultView.smoothing,
    slots: defaultView.slots.map((slot, index) => one(slots[index], chartKinds, slot)),
    differencesOnly: stored['differencesOnly'] !== false,
    hidden: Array.isArray(stored['hidden']) ? stored['hidden'].map(String) : [],
    pinned: text(stored['pinned']),
  };
}
