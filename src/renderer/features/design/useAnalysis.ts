import { refDebounced, useDebounceFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { DesignAnalysis, DesignProblem, LayerAnalysis } from '../../../shared/design/analysis.ts';
import { lockProblems } from '../../../shared/design/locks.ts';
import { positionsOf, type Design } from '../../../shared/design/outline.ts';
import { client } from '../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import { reuse } from '../../ui/reuse.ts';
import { useDesigner } from './designer.ts';

/** Milliseconds without an edit after which the studio is asked. */
const pause = 90;
/** Milliseconds that an answer may take before what is shown is marked as old: quicker ones would only make it flicker. */
const patience = 400;

/** What the studio says about the document, always of the last edit or on its way there. */
export const useAnalysis = defineStore('design-analysis', () => {
  const designer = useDesigner();
  const answer = shallowRef<DesignAnalysis>();
  const failure = shallowRef<ShownProblem>();
  /** The design the answer is about: its positions are that design's, however far the editing has gone on. */
  const about = shallowRef<Design>();
  const fresh = computed(() => about.value?.document === designer.document);
  /** What is shown is of an earlier edit, and has been for a while. */
  const lasting = refDebounced(fresh, patience);
  const waiting = computed(() => !fresh.value && !lasting.value);
  let asked = 0;

  async function ask(): Promise<void> {
    const { design } = designer;
    if (!design) return;
    const mine = ++asked;
    try {
      const got = await client.design.analyze({ document: design.document });
      if (mine !== asked) return;
      answer.value = reuse(answer.value, got);
      about.value = design;
      failure.value = undefined;
    } catch (error) {
      if (mine === asked) failure.value = shownProblem(error);
    }
  }

  const soon = useDebounceFn(ask, pause, { maxWait: 400 });
  watch(() => designer.document, () => void soon(), { immediate: true });

  /** What the assignment keeps is known here at once; the rest is the studio's to say. */
  const problems = computed(() => [...(designer.document ? lockProblems(designer.document) : []), ...(answer.value?.problems ?? [])]);
  const errors = computed(() => problems.value.filter(({ severity }) => severity === 'error'));
  const warnings = computed(() => problems.value.filter(({ severity }) => severity === 'warning'));

  /** What was found out about a layer; in a repeated block about its first copy. */
  function layerOf(id: string): LayerAnalysis | undefined {
    const [position] = positionsOf(about.value?.outline ?? [], id);
    return position === undefined ? undefined : answer.value?.layers[position];
  }

  /** Trained numbers of a layer, in all its copies. */
  function parametersOf(id: string): number {
    return positionsOf(about.value?.outline ?? [], id).reduce((sum, position) => sum + (answer.value?.layers[position]?.parameters ?? 0), 0);
  }

  /** Problems that stand on an item, each once however often a block repeats it. */
  function problemsOf(id: string): DesignProblem[] {
    const positions = positionsOf(about.value?.outline ?? [], id);
    const seen = new Set<string>();
    return problems.value.filter(({ path, message }) => {
      const match = /^network\.layers\.(\d+)/.exec(path);
      if (!match || !positions.includes(Number(match[1])) || seen.has(message.en)) return false;
      seen.add(message.en);
      return true;
    });
  }

  return { answer, about, failure, fresh, waiting, problems, errors, warnings, ask, layerOf, parametersOf, problemsOf };
});
