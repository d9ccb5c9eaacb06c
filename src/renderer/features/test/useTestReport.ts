import { onScopeDispose, shallowRef } from 'vue';
import type { TestReport } from '../../../shared/api/test-bench.ts';
import { client } from '../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';

/** Reports that were made in this window, by run and the moment it had come to. */
const kept = new Map<string, TestReport>();

/** A run over its whole test set: begun at once, followed while it is under way, stopped when nobody looks any more. */
export function useTestReport(run: string, moment: () => string) {
  const report = shallowRef<TestReport>();
  const progress = shallowRef<{ readonly done: number; readonly of: number | null }>({ done: 0, of: null });
  const problem = shallowRef<ShownProblem>();
  const left = new AbortController();

  async function start(): Promise<void> {
    problem.value = undefined;
    const key = `${run} ${moment()}`;
    report.value = kept.get(key);
    if (report.value) return;
    try {
      const events = await client.testBench.evaluate({ run }, { signal: left.signal });
      for await (const event of events) {
        if (event.type === 'progress') progress.value = event;
        else kept.set(key, (report.value = event.report));
      }
    } catch (error) {
      if (!left.signal.aborted) problem.value = shownProblem(error);
    }
  }

  onScopeDispose(() => left.abort());
  void start();
  return { report, progress, problem, start };
}
