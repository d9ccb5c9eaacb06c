import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef, triggerRef } from 'vue';
import { client } from '../client/client.ts';
import { followed } from './followed.ts';
import type { RunEvent, RunState, RunSummary } from '../../shared/api/records.ts';

/** New points of one run, as they come up. */
export type RecordedPoints = Extract<RunEvent, { type: 'recorded' }>['points'];
type PointsListener = (points: RecordedPoints) => void;

const pageSize = 200;
const statesUnderWay: readonly RunState[] = ['running', 'paused', 'queued'];

/** The stored runs, newest first, kept up to date by the event stream. */
export const useRuns = defineStore('runs', () => {
  const byId = shallowReactive(new Map<string, RunSummary>());
  const total = shallowRef(0);
  const order = shallowRef<string[]>([]);
  const listeners = new Map<string, Set<PointsListener>>();
  const pending = new Map<string, RunSummary>();
  let frame = 0;

  const list = computed(() => order.value.map((id) => byId.get(id)).filter((run) => run !== undefined));
  const underWay = computed(() => [...byId.values()].filter((run) => statesUnderWay.includes(run.state)).toSorted((a, b) => b.createdAt - a.createdAt));
  const running = computed(() => underWay.value.filter((run) => run.state === 'running'));

  /** The next page of older runs. */
  async function more(): Promise<void> {
    const page = await client.runs.list({ limit: pageSize, offset: order.value.length });
    const listed = new Set(order.value);
    for (const run of page.runs) byId.set(run.id, run);
    order.value = [...order.value, ...page.runs.map(({ id }) => id).filter((id) => !listed.has(id))];
    total.value = page.total;
  }

  function apply(event: RunEvent): void {
    switch (event.type) {
      case 'changed':
        pending.delete(event.run.id);
        put(event.run);
        return;
      case 'removed':
        drop(event.runId);
        return;
      case 'recorded': {
        const run = pending.get(event.runId) ?? byId.get(event.runId);
        if (run) {
          pending.set(event.runId, { ...run, progress: event.progress, sparkline: extend(run, event.points) });
          frame ||= requestAnimationFrame(flush);
        }
        for (const listener of listeners.get(event.runId) ?? []) listener(event.points);
        return;
      }
      default:
        event satisfies never;
    }
  }

  /** Progress of many runs reaches the screen at most once a frame. */
  function flush(): void {
    frame = 0;
    for (const run of pending.values()) byId.set(run.id, run);
    pending.clear();
  }

  function put(run: RunSummary): void {
    const known = byId.has(run.id);
    byId.set(run.id, run);
    if (known) return;
    order.value.unshift(run.id);
    total.value += 1;
    triggerRef(order);
  }

  function drop(id: string): void {
    if (!byId.delete(id)) return;
    pending.delete(id);
    order.value = order.value.filter((other) => other !== id);
    total.value = Math.max(0, total.value - 1);
  }

  /** Hears the new points of a run until the returned function is called. */
  function onPoints(id: string, listener: PointsListener): () => void {
    const set = listeners.get(id) ?? new Set();
    listeners.set(id, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0) listeners.delete(id);
    };
  }

  const commands = {
    pause: (id: string) => client.runs.pause({ id }).then(changed),
    resume: (id: string) => client.runs.resume({ id }).then(changed),
    step: (id: string) => client.runs.step({ id }).then(changed),
    stop: (id: string) => client.runs.stop({ id }).then(changed),
    rename: (id: string, name: string) => client.runs.rename({ id, name }).then(changed),
    archive: (id: string, archived: boolean) => client.runs.archive({ id, archived }).then(changed),
    setTags: (id: string, tags: string[]) => client.runs.setTags({ id, tags }).then(changed),
    setNotes: (id: string, notes: string) => client.runs.setNotes({ id, notes }).then(changed),
    undelete: (id: string) => client.runs.undelete({ id }).then(changed),
    pauseAll: (ids: readonly string[]) => Promise.all(ids.map((id) => client.runs.pause({ id }).then(changed))),
    resumeAll: (ids: readonly string[]) => Promise.all(ids.map((id) => client.runs.resume({ id }).then(changed))),
    stopAll: (ids: readonly string[]) => Promise.all(ids.map((id) => client.runs.stop({ id }).then(changed))),
    async remove(id: string) {
      const { deleted } = await client.runs.delete({ id });
      if (deleted) drop(id);
    },
  };

  function changed(run: RunSummary): RunSummary {
    put(run);
    return run;
  }

  const { state, problem, start, refresh } = followed<RunEvent>({
    watch: () => client.runs.watch(),
    async load() {
      // A run that trains may be older than all of the first page.
      const [page, active] = await Promise.all([client.runs.list({ limit: Math.max(pageSize, order.value.length) }), client.runs.list({ limit: 1000, states: [...statesUnderWay] })]);
      byId.clear();
      for (const run of [...active.runs, ...page.runs]) byId.set(run.id, run);
      order.value = page.runs.map((run) => run.id);
      total.value = page.total;
    },
    apply,
  });

  return { byId, list, underWay, running, total, state, problem, start, refresh, more, onPoints, changed, ...commands };
});

const sparklineLength = 120;

/** A sparkline that grows with the run: when it has twice its length, every second point goes. */
function extend(run: RunSummary, points: RecordedPoints): RunSummary['sparkline'] {
  const values = points['loss']?.values;
  const last = values?.at(-1);
  if (last === undefined) return run.sparkline;
  const grown = [...run.sparkline, last];
  return grown.length > 2 * sparklineLength ? grown.filter((_, index) => index % 2 === 1) : grown;
}
