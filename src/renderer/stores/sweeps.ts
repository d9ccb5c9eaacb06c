import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import type { RunSummary } from '../../shared/api/records.ts';
import type { SweepEvent, SweepSummary } from '../../shared/api/sweeps.ts';
import { client } from '../client/client.ts';
import { followed } from './followed.ts';

type Listener = (event: SweepEvent) => void;

/** The stored sweeps, newest first, kept up to date by the event stream. */
export const useSweeps = defineStore('sweeps', () => {
  const byId = shallowReactive(new Map<string, SweepSummary>());
  const listeners = new Set<Listener>();
  const list = computed(() => [...byId.values()].toSorted((a, b) => b.createdAt - a.createdAt));

  const byExperiment = computed(() => new Map(list.value.map((sweep) => [sweep.experimentId, sweep])));
  /** The sweep that a run is a trial of; the run that opened the test set is none. */
  function ofTrial(run: Pick<RunSummary, 'id' | 'experimentId'>): SweepSummary | undefined {
    const sweep = byExperiment.value.get(run.experimentId);
    return sweep?.testRunId === run.id ? undefined : sweep;
  }

  function apply(event: SweepEvent): void {
    if (event.type === 'changed') byId.set(event.sweep.id, event.sweep);
    else byId.delete(event.sweepId);
    for (const listener of listeners) listener(event);
  }

  /** Hears every event until the returned function is called. */
  function listen(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  const { state, problem, start, refresh } = followed<SweepEvent>({
    watch: () => client.sweeps.watch(),
    async load() {
      const { sweeps } = await client.sweeps.list({ limit: 1000 });
      byId.clear();
      for (const sweep of sweeps) byId.set(sweep.id, sweep);
    },
    apply,
  });

  return { byId, list, state, problem, ofTrial, start, refresh, listen };
});
