import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { client } from '../client/client.ts';
import { connectionState } from '../client/connection.ts';
import { emptyCurve, type Curve } from '../../shared/charts/curves.ts';
import type { Series } from '../../shared/api/records.ts';
import { useRuns, type RecordedPoints } from './runs.ts';

/** Most points asked for and kept of one curve. */
const mostPoints = 20_000;

interface GrowingCurve {
  steps: number[];
  values: number[];
  min: number[];
  max: number[];
}

export interface RunCurves {
  /** Named curves; replaced as a whole when something was recorded, at most once a frame. */
  readonly curves: Readonly<Ref<Readonly<Record<string, Curve>>>>;
  readonly loaded: Readonly<Ref<boolean>>;
}

/** The curves of a run: what is stored, then what comes up while it trains. Large arrays grow in place and are not reactive. */
export function useRunCurves(id: () => string, names: readonly string[]): RunCurves {
  const store = useRuns();
  const curves = shallowRef<Readonly<Record<string, Curve>>>({});
  const loaded = shallowRef(false);
  let growing: Record<string, GrowingCurve> = {};
  let waiting: RecordedPoints[] | undefined;
  let stop = () => {};
  let frame = 0;

  function publish() {
    frame = 0;
    curves.value = Object.fromEntries(Object.entries(growing).map(([name, curve]) => [name, { ...curve }]));
  }

  function append(points: RecordedPoints) {
    for (const [name, { steps, values }] of Object.entries(points)) {
      if (!names.includes(name)) continue;
      const curve = (growing[name] ??= { steps: [], values: [], min: [], max: [] });
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i] ?? 0;
        if (step <= (curve.steps.at(-1) ?? -1)) continue;
        const value = values[i] ?? NaN;
        curve.steps.push(step);
        curve.values.push(value);
        curve.min.push(value);
        curve.max.push(value);
      }
      if (curve.steps.length > 2 * mostPoints) growing[name] = halve(curve);
    }
    frame ||= requestAnimationFrame(publish);
  }

  async function load(run: string) {
    stop();
    waiting = [];
    stop = store.onPoints(run, (points) => (waiting ? waiting.push(points) : append(points)));
    const series = await client.runs.series({ id: run, names: [...names], points: mostPoints });
    if (run !== id()) return;
    growing = Object.fromEntries(series.map((one) => [one.name, fromSeries(one)]));
    const late = waiting;
    waiting = undefined;
    for (const points of late) append(points);
    publish();
    loaded.value = true;
  }

  watch(
    [id, connectionState],
    ([run, connection]) => {
      if (connection === 'open') void load(run).catch(() => (loaded.value = true));
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    stop();
    cancelAnimationFrame(frame);
  });
  return { curves, loaded };
}

/** The curve of that name, or one without points. */
export function curveOf(curves: Readonly<Record<string, Curve>>, name: string): Curve {
  return curves[name] ?? emptyCurve;
}

/** A stored series as a curve; gaps become NaN. */
export function fromSeries(series: Series): GrowingCurve {
  const number = (value: number | null) => value ?? NaN;
  return { steps: [...series.steps], values: series.last.map(number), min: series.min.map(number), max: series.max.map(number) };
}

function halve(curve: GrowingCurve): GrowingCurve {
  const half: GrowingCurve = { steps: [], values: [], min: [], max: [] };
  for (let i = 0; i < curve.steps.length; i += 2) {
    const j = Math.min(i + 1, curve.steps.length - 1);
    half.steps.push(curve.steps[j] ?? 0);
    half.values.push(curve.values[j] ?? NaN);
    half.min.push(Math.min(curve.min[i] ?? NaN, curve.min[j] ?? NaN));
    half.max.push(Math.max(curve.max[i] ?? NaN, curve.max[j] ?? NaN));
  }
  return half;
}
