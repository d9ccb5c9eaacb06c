import { defineStore } from 'pinia';
import { computed, shallowReactive, watch } from 'vue';
import { bestRun, goalResults, keepsLocks } from '../../../../shared/design/index.ts';
import { sameAssignment } from '../../../../shared/experiment/assignment.ts';
import type { ExperimentDocument } from '../../../../shared/experiment/document.ts';
import type { RunSummary } from '../../../../shared/api/records.ts';
import { client } from '../../../client/client.ts';
import { useRuns } from '../../../stores/runs.ts';
import { reuse } from '../../../ui/reuse.ts';
import { useDesigner } from '../designer.ts';
import { useAnalysis } from '../useAnalysis.ts';

/**
 * How far the learner has come with the assignment of the document. A design has no tie to the runs that were made of it: its runs are those
 * of experiments that hold the same assignment and keep to it.
 */
export const useAssignment = defineStore('assignment', () => {
  const designer = useDesigner();
  const analysis = useAnalysis();
  const runs = useRuns();
  /** Documents of experiments, asked for once: they never change. Null while one is on its way. */
  const documents = shallowReactive(new Map<string, ExperimentDocument | null>());
  /** How many hints were shown, by draft. */
  const shown = shallowReactive(new Map<string, number>());

  const assignment = computed(() => designer.document?.assignment);
  /** Newest first; the same list while only their runs go on. */
  const experiments = computed<readonly string[]>((before) => reuse(before, assignment.value ? [...new Set(runs.list.map(({ experimentId }) => experimentId))] : []));

  watch(experiments, (ids) => void ask(ids.filter((id) => !documents.has(id))), { immediate: true });

  /** One after the other: nobody waits for the old ones. */
  async function ask(ids: readonly string[]): Promise<void> {
    for (const id of ids) documents.set(id, null);
    for (const id of ids) {
      try {
        documents.set(id, (await client.experiments.get({ id })).document);
      } catch {
        // Asked for again with the next change of the list; one that was deleted meanwhile is not in it.
        documents.delete(id);
      }
    }
  }

  /** Experiments that do this assignment, whether or not they keep to it. */
  const mine = computed(() => {
    const own = assignment.value;
    if (!own) return [];
    return experiments.value.filter((id) => {
      const document = documents.get(id);
      return document?.assignment !== undefined && sameAssignment(document, { ...document, assignment: own });
    });
  });

  /** Whether a run keeps to the assignment; found out once for the runs of a variant. */
  const keeps = computed(() => {
    const found = new Map(mine.value.map((id) => [id, new Map<string | null, boolean>()]));
    return ({ experimentId, variant }: RunSummary): boolean => {
      const [known, document] = [found.get(experimentId), documents.get(experimentId)];
      if (!known || !document) return false;
      const kept = known.get(variant) ?? keepsLocks(document, variant);
      known.set(variant, kept);
      return kept;
    };
  });

  const ended = computed(() => runs.list.filter(({ experimentId, final }) => final !== null && mine.value.includes(experimentId)));
  const judged = computed(() => bestRun(assignment.value?.goals ?? [], ended.value.filter(keeps.value)));
  const results = computed(() => goalResults(assignment.value?.goals ?? [], judged.value, analysis.answer?.parameters ?? null));
  const reached = computed(() => results.value.filter(({ state }) => state === 'reached').length);

  /** The experiment whose report is handed in. */
  const latest = computed(() => mine.value[0]);
  /** Runs of the assignment have ended, and all of them go against what it keeps. */
  const onlyBroken = computed(() => ended.value.length > 0 && judged.value === undefined);

  const hints = computed(() => (assignment.value?.hints ?? []).slice(0, shown.get(designer.draftId) ?? 0));
  const hintsLeft = computed(() => (assignment.value?.hints.length ?? 0) - hints.value.length);
  function showHint(): void {
    shown.set(designer.draftId, hints.value.length + 1);
  }

  return { assignment, judged, results, reached, latest, onlyBroken, hints, hintsLeft, showHint };
});
