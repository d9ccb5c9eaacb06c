import { computed, shallowRef, watch, type Ref } from 'vue';
import { client } from '../../client/client.ts';
import type { Inspection } from '../../../shared/api/inspection.ts';
import { metricNames, type RunSummary } from '../../../shared/api/records.ts';
import type { Curve } from '../../../shared/charts/curves.ts';
import { fromSeries } from '../../stores/run-curves.ts';
import type { ViewedGroup } from './useComparison.ts';
import type { Alignment } from './view.ts';

const points = 800;
const names = ['loss', ...metricNames];

/** Steps of an epoch, from what the run planned. */
export function stepsPerEpoch({ progress }: RunSummary): number {
  return progress.totalEpochs > 0 && progress.totalSteps > 0 ? progress.totalSteps / progress.totalEpochs : 1;
}

/** Factor from steps to the unit of the x axis. Seconds are counted at the run's mean speed. */
export function scaleOf(run: RunSummary, align: Alignment): number {
  if (align === 'step') return 1;
  if (align === 'epoch') return 1 / stepsPerEpoch(run);
  const seconds = run.startedAt === null ? 0 : ((run.endedAt ?? Date.now()) - run.startedAt) / 1000;
  return run.progress.step > 0 && seconds > 0 ? seconds / run.progress.step : 1;
}

/** The curves of all runs of a comparison, read anew for a zoomed range and while runs go on. */
export function useCompareCurves(groups: Readonly<Ref<readonly ViewedGroup[]>>, zoom: Readonly<Ref<readonly [number, number] | undefined>>) {
  const curves = shallowRef<ReadonlyMap<string, Readonly<Record<string, Curve>>>>(new Map());
  /** By run; one that is not in it has not been read yet. */
  const inspections = shallowRef<ReadonlyMap<string, readonly Inspection[]>>(new Map());
  const loading = shallowRef(false);
  const runs = computed(() => groups.value.flatMap((group) => group.runs));
  let asked = 0;

  /** Runs that train are read again every fiftieth of their way. */
  const state = computed(() => runs.value.map((run) => `${run.id} ${Math.floor((50 * run.progress.step) / Math.max(1, run.progress.totalSteps))} ${run.state}`).join());

  async function load() {
    const mine = ++asked;
    if (runs.value.length === 0) return;
    loading.value = true;
    try {
      const range = zoom.value ? { from: Math.floor(zoom.value[0]), to: Math.ceil(zoom.value[1]) } : {};
      const answer = await client.runs.compare({ ids: runs.value.map(({ id }) => id), names, points, ...range });
      if (mine !== asked) return;
      curves.value = new Map(answer.map(({ runId, series }) => [runId, Object.fromEntries(series.map((one) => [one.name, fromSeries(one)]))]));
    } catch {
      // Keeps what is there; the next change asks again.
    } finally {
      if (mine === asked) loading.value = false;
    }
  }
  watch([state, zoom], load, { immediate: true });

  /** Inspections of each group's first run: enough for a picture of what goes on inside. */
  watch(
    () => groups.value.map((group) => `${group.runs[0]?.id} ${group.runs[0]?.state}`).join(),
    async () => {
      const first = groups.value.flatMap((group) => group.runs[0] ?? []);
      const answers = await Promise.all(first.map(async ({ id }) => [id, await client.runs.inspections({ id, limit: 80 }).catch(() => [])] as const));
      inspections.value = new Map(answers);
    },
    { immediate: true },
  );

  return { curves, inspections, loading };
}
