import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef } from 'vue';
import type { RunSummary } from '../../shared/api/records.ts';
import type { SweepEvent, SweepSummary } from '../../shared/api/sweeps.ts';
import { client } from '../client/client.ts';
import { shownProblem, type ShownProblem } from '../client/problem.ts';

type Listener = (event: SweepEvent) => void;

const retryDelay = 500;

/** The stored sweeps, newest first, kept up to date by the event stream. */
export const useSweeps = defineStore('sweeps', () => {
  const byId = shallowReactive(new Map<string, SweepSummary>());
  const state = shallowRef<'loading' | 'ready' | 'failed'>('loading');
  const problem = shallowRef<ShownProblem>();
  const listeners = new Set<Listener>();
  const list = computed(() => [...byId.values()].toSorted((a, b) => b.createdAt - a.createdAt));

  const byExperiment = computed(() => new Map(list.value.map((sweep) => [sweep.experimentId, sweep])));
  /** The sweep that a run is a trial of; the run that opened the test set is none. */
  function ofTrial(run: Pick<RunSummary, 'id' | 'experimentId'>): SweepSummary | undefined {
    const sweep = byExperiment.value.get(run.experimentId);
    return sweep?.testRunId === run.id ? undefined : sweep;
  }

  let started: Promise<void> | undefined;
  /** Loads the list and follows the events; once for the life of the window. */
  function start(): Promise<void> {
    started ??= follow();
    return started;
  }

  /** Events are asked for before the list, so that nothing falls between the two. */
  async function follow(): Promise<void> {
    for (;;) {
      try {
        const events = await client.sweeps.watch();
        await refresh();
        for await (const event of events) apply(event);
      } catch (error) {
        if (state.value === 'loading') {
          problem.value = shownProblem(error);
          state.value = 'failed';
        }
      }
      await new Promise((resolve) => setTimeout(resolve, retryDelay));
    }
  }

  async function refresh(): Promise<void> {
    const { sweeps } = await client.sweeps.list({ limit: 1000 });
    byId.clear();
    for (const sweep of sweeps) byId.set(sweep.id, sweep);
    problem.value = undefined;
    state.value = 'ready';
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

  return { byId, list, state, problem, ofTrial, start, refresh, listen };
});
