import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { client } from '../client/client.ts';
import { shownProblem, type ShownProblem } from '../client/problem.ts';
import type { DatasetSummary } from '../../shared/api/records.ts';
import { loadable } from './loadable.ts';

export interface DownloadProgress {
  readonly received: number;
  readonly total: number;
  /** What the speed since the start foretells; null until there is one. */
  readonly secondsLeft: number | null;
}

/** Downloads of published sets. They go on while other screens are shown, and what has arrived is kept when one ends early. */
export const useDownloads = defineStore('downloads', () => {
  const known = loadable(() => client.data.downloads());
  const active = shallowReactive(new Map<string, DownloadProgress>());
  const problems = shallowReactive(new Map<string, ShownProblem>());
  const controllers = new Map<string, AbortController>();

  /** Downloads a set, or goes on with it; the set where it came whole, undefined where it did not (`problems` says why). */
  async function start(type: string): Promise<DatasetSummary | undefined> {
    if (controllers.has(type)) return undefined;
    const controller = new AbortController();
    controllers.set(type, controller);
    problems.delete(type);
    const before = known.value.value?.find((download) => download.type === type);
    active.set(type, { received: before?.received ?? 0, total: before?.total ?? 0, secondsLeft: null });
    const begun = { at: performance.now(), received: undefined as number | undefined };
    try {
      for await (const { received, total, dataset } of await client.datasets.fetch({ type }, { signal: controller.signal })) {
        if (dataset) return dataset;
        if (total === 0) continue;
        begun.received ??= received;
        const seconds = (performance.now() - begun.at) / 1000;
        const speed = seconds > 0.5 ? (received - begun.received) / seconds : 0;
        active.set(type, { received, total, secondsLeft: speed > 0 ? (total - received) / speed : null });
      }
    } catch (error) {
      if (!controller.signal.aborted) problems.set(type, shownProblem(error));
    } finally {
      active.delete(type);
      controllers.delete(type);
      void known.load();
    }
    return undefined;
  }

  /** Stops a download; the next attempt goes on from there. */
  function stop(type: string): void {
    controllers.get(type)?.abort();
  }

  return { ...known, active, problems, start, stop };
});
