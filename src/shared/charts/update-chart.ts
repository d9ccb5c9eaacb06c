import type { Inspection } from '../api/inspection.ts';
import type { LineChartSpec } from './line-chart.ts';
import type { ChartTheme } from './theme.ts';
import { stepTicksOver } from './ticks.ts';

/** Where updates are of a healthy size, as log10 of update : weight. */
export const healthyUpdate = { low: -4, high: -2 } as const;

/** log10 update : weight of every layer over the steps, the healthy band marked; one layer lifted out. */
export function updateChart(input: {
  readonly inspections: readonly Inspection[];
  readonly name: (layer: number, type: string) => string;
  readonly selected: number | undefined;
  readonly totalSteps: number;
  readonly steps: (value: string) => string;
  readonly theme: ChartTheme;
}): LineChartSpec {
  const { inspections, theme, selected } = input;
  // A layer that stopped moving keeps the line it drew until then; points that stand alone draw none.
  const moved = ({ layers: all }: Inspection, layer: number) => all.some((other) => other.layer === layer && other.updateRatio !== null);
  const drawn = (layer: number) => inspections.some((inspection, index) => index > 0 && moved(inspection, layer) && moved(inspections[index - 1], layer));
  const layers = inspections.at(-1)?.layers.filter(({ layer }) => drawn(layer)) ?? [];
  const values = inspections.flatMap((inspection) => inspection.layers.flatMap((layer) => layer.updateRatio ?? []));
  const low = Math.min(-5, Math.floor(Math.min(...values, -5)));
  const high = Math.max(-1, Math.ceil(Math.max(...values, -1)));
  const last = inspections.at(-1)?.step ?? input.totalSteps;
  return {
    lines: layers.map((layer) => {
      const chosen = layer.layer === selected;
      return {
        id: `layer-${layer.layer}`,
        name: input.name(layer.layer, layer.type),
        colour: chosen ? theme.accent : theme.axis,
        width: chosen ? 2 : 1,
        dash: [],
        x: inspections.map((inspection) => inspection.step),
        y: inspections.map((inspection) => inspection.layers.find((other) => other.layer === layer.layer)?.updateRatio ?? NaN),
        ...(chosen || (selected === undefined && layer === layers.at(-1)) ? { endLabel: input.name(layer.layer, layer.type) } : {}),
      };
    }),
    bands: [],
    marks: [],
    x: { min: 0, max: Math.max(1, last), ticks: stepTicksOver(last, 300), format: (value, isLast) => (isLast ? input.steps(value.toLocaleString('en-US')) : value.toLocaleString('en-US')) },
    y: { min: low, max: high, ticks: Array.from({ length: high - low + 1 }, (_, index) => low + index), format: (value) => String(value).replace('-', '−') },
    region: { ...healthyUpdate, colour: theme.good, opacity: 0.09 },
    margin: { left: 40, right: 72, top: 8, bottom: 28 },
  };
}
