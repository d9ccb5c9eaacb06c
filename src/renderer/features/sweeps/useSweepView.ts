import { computed, shallowRef, watch, type Ref } from 'vue';
import type { SweepDetail } from '../../../shared/api/sweeps.ts';
import { brushed, parallelAxes, type Brushes } from '../../../shared/charts/parallel.ts';
import { ranked, searchedPaths, visibleTrials, type SweepView } from '../../../shared/charts/sweep-charts.ts';
import { percent } from '../../ui/format.ts';
import { useSweepWords } from './useSweepWords.ts';

export type SweepViewState = ReturnType<typeof useSweepView>;

/** What of a sweep is looked at: which rounds, with or without the pruned, which trials are chosen or under the pointer. */
export function useSweepView(detail: Readonly<Ref<SweepDetail | undefined>>) {
  const words = useSweepWords();
  /** −1 = all rounds. */
  const round = shallowRef(-1);
  const hidePruned = shallowRef(false);
  const brushes = shallowRef<Brushes>({});
  const hovered = shallowRef<number>();

  const rounds = computed(() => (detail.value?.roundList ?? []).filter((one) => round.value < 0 || one.round === round.value));
  const trials = computed(() => (detail.value?.trialList ?? []).filter((trial) => round.value < 0 || trial.round === round.value));
  const base = computed<Omit<SweepView, 'chosen'>>(() => {
    const metric = detail.value?.metric ?? 'validationAccuracy';
    return {
      trials: trials.value,
      rounds: rounds.value,
      metric,
      goal: detail.value?.goal ?? 'maximize',
      hidePruned: hidePruned.value,
      words: {
        value: words.value,
        metric: (value) => (metric === 'validationAccuracy' ? percent(value) : words.metricText(metric, value)),
        trials: (value) => words.t('sweeps.trialsUnit', { value }),
      },
    };
  });
  const axes = computed(() => parallelAxes(base.value));
  const shown = computed(() => visibleTrials(base.value));
  const chosen = computed(() => brushed(axes.value, brushes.value, shown.value));
  const view = computed<SweepView>(() => ({ ...base.value, chosen: chosen.value }));
  const order = computed(() => ranked(trials.value, base.value.goal));
  const paths = computed(() => searchedPaths(rounds.value));
  const byNumber = computed(() => new Map(trials.value.map((trial) => [trial.number, trial])));

  // A brush holds places of its axis: another range is another axis.
  watch(round, () => (brushes.value = {}));

  function brush(key: string, range: readonly [number, number] | undefined): void {
    const { [key]: _before, ...others } = brushes.value;
    brushes.value = range ? { ...others, [key]: range } : others;
  }
  return { words, round, hidePruned, brushes, hovered, rounds, trials, shown, axes, chosen, view, order, paths, byNumber, brush };
}
