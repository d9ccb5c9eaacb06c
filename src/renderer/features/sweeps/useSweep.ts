import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { SweepAnalysis, SweepDetail, SweepEvent, SweepTrial } from '../../../shared/api/sweeps.ts';
import { client } from '../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useSweeps } from '../../stores/sweeps.ts';

/** Milliseconds between two analyses of a sweep under way. */
const analyzeEvery = 2000;
/** Milliseconds between two looks at a sweep that another process runs. */
const lookEvery = 2000;

export type SweepState = ReturnType<typeof useSweep>;

/** One sweep: what is stored of it, then every change; and what its trials tell. */
export function useSweep(id: Readonly<Ref<string>>) {
  const store = useSweeps();
  const preferences = usePreferences();
  const detail = shallowRef<SweepDetail>();
  const analysis = shallowRef<SweepAnalysis>();
  const problem = shallowRef<ShownProblem>();
  void store.start();

  async function load(): Promise<void> {
    const asked = id.value;
    try {
      const loaded = await client.sweeps.get({ id: asked });
      if (asked !== id.value) return;
      detail.value = loaded;
      problem.value = undefined;
      void analyze();
    } catch (error) {
      if (asked === id.value) problem.value = shownProblem(error);
    }
  }

  let analyzedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  async function analyze(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    analyzedAt = Date.now();
    analysis.value = await client.sweeps.analyze({ id: id.value }).catch(() => analysis.value);
  }

  function hear(event: SweepEvent): void {
    if (event.type === 'removed' || event.sweep.id !== id.value || !detail.value) return;
    const isAnotherRound = event.sweep.rounds !== detail.value.rounds || event.sweep.trials.asked !== detail.value.trials.asked;
    detail.value = { ...detail.value, ...event.sweep, trialList: merged(detail.value.trialList, event.trials) };
    if (isAnotherRound || event.sweep.state !== 'running') void load();
    else timer ??= setTimeout(() => void analyze(), Math.max(0, analyzedAt + analyzeEvery - Date.now()));
  }

  const unlisten = store.listen(hear);
  const looking = setInterval(() => detail.value?.elsewhere && detail.value.state === 'running' && void load(), lookEvery);
  watch(
    id,
    () => {
      detail.value = undefined;
      analysis.value = undefined;
      void load();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    unlisten();
    clearInterval(looking);
    clearTimeout(timer);
  });

  const language = () => preferences.language;
  const commands = {
    pause: () => client.sweeps.pause({ id: id.value }),
    stop: () => client.sweeps.stop({ id: id.value }),
    resume: () => client.sweeps.resume({ id: id.value, language: language() }),
    addTrials: (trials: number) => client.sweeps.addTrials({ id: id.value, trials, language: language() }),
    nextRound: (change: Omit<Parameters<typeof client.sweeps.nextRound>[0], 'id' | 'language'>) => client.sweeps.nextRound({ id: id.value, ...change, language: language() }),
    test: async () => {
      const run = await client.sweeps.test({ id: id.value, language: language() });
      await load();
      return run;
    },
    remove: () => client.sweeps.delete({ id: id.value }),
  };
  const missing = computed(() => problem.value?.code === 'not-found');
  return { id, detail, analysis, problem, missing, load, ...commands };
}

function merged(before: readonly SweepTrial[], changed: readonly SweepTrial[]): SweepTrial[] {
  const byNumber = new Map([...before, ...changed].map((trial) => [trial.number, trial]));
  return [...byNumber.values()].toSorted((a, b) => a.number - b.number);
}
