import { useDebounceFn } from '@vueuse/core';
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { ReportFormat } from '../../../shared/api/reports.ts';
import type { ReportPlan, ReportSection, ReportSource } from '../../../shared/report/plan.ts';
import { client } from '../../client/client.ts';
import { connectionState } from '../../client/connection.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { addText, moveSection, removeSection, setSection } from './plan-edits.ts';

/** Milliseconds without a keystroke after which the report is kept. */
const keepAfter = 500;

/** The report of a source: what is kept, else the one that suits. Every change is kept by itself. */
export function useReport(source: () => ReportSource) {
  const preferences = usePreferences();
  const plan = shallowRef<ReportPlan>();
  const problem = shallowRef<ShownProblem>();
  /** What it is about was deleted: its words alone are here. */
  const gone = shallowRef(false);
  const kept = shallowRef<'untouched' | 'saved' | 'saving' | 'failed'>('untouched');
  let waiting: { readonly source: ReportSource; readonly plan: ReportPlan } | undefined;

  async function load() {
    const asked = source();
    try {
      const report = await client.reports.get({ source: asked });
      const next = report?.plan ?? (await client.reports.plan({ source: asked, language: preferences.language }));
      if (!isSame(asked, source())) return;
      plan.value = next;
      gone.value = report?.gone ?? false;
      kept.value = report ? 'saved' : 'untouched';
      problem.value = undefined;
    } catch (error) {
      if (isSame(asked, source())) problem.value = shownProblem(error);
    }
  }

  async function keep() {
    const what = waiting;
    if (!what) return;
    waiting = undefined;
    try {
      await client.reports.save(what);
      if (!waiting) kept.value = 'saved';
    } catch (error) {
      // Tried again with the next change, or when the connection is back.
      waiting ??= what;
      kept.value = 'failed';
      problem.value = shownProblem(error);
    }
  }
  const keepSoon = useDebounceFn(keep, keepAfter);

  function change(next: ReportPlan) {
    plan.value = next;
    waiting = { source: source(), plan: next };
    kept.value = 'saving';
    void keepSoon();
  }
  const edit = (change_: (plan: ReportPlan) => ReportPlan) => {
    if (plan.value) change(change_(plan.value));
  };

  /** Forgets what was written: again the report that suits. */
  async function startOver() {
    waiting = undefined;
    await client.reports.delete({ source: source() });
    await load();
  }

  /** Makes the report as it stands. */
  async function make(format: ReportFormat): Promise<File> {
    const asked = plan.value;
    const made = await client.reports.make({ source: source(), format, ...(asked ? { plan: asked } : {}), language: asked?.language ?? preferences.language });
    return made as File;
  }

  watch(() => `${source().kind} ${source().id}`, () => {
    void keep();
    plan.value = undefined;
    void load();
  }, { immediate: true });
  watch(connectionState, (state) => {
    if (state !== 'open') return;
    if (waiting) void keep();
    else if (!plan.value) void load();
  });
  onScopeDispose(() => void keep());

  return {
    plan: computed(() => plan.value),
    problem,
    gone,
    kept,
    load,
    make,
    startOver,
    set: (patch: Partial<ReportPlan>) => edit((now) => ({ ...now, ...patch })),
    setSection: (id: string, patch: Partial<ReportSection>) => edit((now) => setSection(now, id, patch)),
    move: (id: string, to: number) => edit((now) => moveSection(now, id, to)),
    addText: (after: string | undefined) => {
      const { plan: next, id } = addText(plan.value, after);
      if (next) change(next);
      return id;
    },
    remove: (id: string) => edit((now) => removeSection(now, id)),
  };
}

export type Report = ReturnType<typeof useReport>;

const isSame = (a: ReportSource, b: ReportSource): boolean => a.kind === b.kind && a.id === b.id;
