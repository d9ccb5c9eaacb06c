import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { client } from '../../client/client.ts';
import type { Inspection } from '../../../shared/api/inspection.ts';
import type { RunSummary } from '../../../shared/api/records.ts';

const most = 120;
const everyMilliseconds = 1500;

/** What was measured inside the network so far, by step, and the layer that is looked at. */
export function useInspections(id: () => string, run: Readonly<Ref<RunSummary | undefined>>) {
  const inspections = shallowRef<readonly Inspection[]>([]);
  const layer = shallowRef<number>();
  let asking = false;

  async function load() {
    const asked = id();
    if (asking) return;
    asking = true;
    try {
      const answer = await client.runs.inspections({ id: asked, limit: most });
      if (asked === id() && (answer.length > 0 || inspections.value.length > 0)) inspections.value = answer;
    } catch {
      // The charts of the run stand without it; the next time may do.
    } finally {
      asking = false;
    }
  }

  watch(
    [id, () => run.value?.state],
    ([next], [before]) => {
      if (next !== before) {
        inspections.value = [];
        layer.value = undefined;
      }
      void load();
    },
    { immediate: true },
  );
  const timer = setInterval(() => run.value?.state === 'running' && void load(), everyMilliseconds);
  onScopeDispose(() => clearInterval(timer));
  return { inspections, layer };
}
