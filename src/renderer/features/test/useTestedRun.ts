import { computed, shallowRef, watch } from 'vue';
import type { BenchNetwork, Prediction } from '../../../shared/api/test-bench.ts';
import { client } from '../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import { latestOnly } from '../../ui/latest.ts';

/**
 * A run on the test bench: what it takes, and its answer to the drawing, anew whenever that changes. One question is under way at a time;
 * what changed meanwhile is asked afterwards, so that a quick hand never makes a queue.
 */
export function useTestedRun(id: () => string | undefined, pixels: () => Uint8Array | undefined) {
  const network = shallowRef<BenchNetwork>();
  const problem = shallowRef<ShownProblem>();
  const prediction = shallowRef<Prediction>();
  /** The moment that is asked; undefined = what the run has come to. */
  const step = shallowRef<number>();
  /** The class that the saliency is about; undefined = the answer. */
  const about = shallowRef<number>();

  async function open(): Promise<void> {
    const run = id();
    [network.value, problem.value, prediction.value, step.value, about.value] = [undefined, undefined, undefined, undefined, undefined];
    if (!run) return;
    try {
      const opened = await client.testBench.open({ run });
      if (id() === run) network.value = opened;
    } catch (error) {
      if (id() === run) problem.value = shownProblem(error);
    }
  }

  const size = computed<readonly [number, number] | undefined>(() => {
    const [channels, height, width] = network.value?.shape ?? [];
    return channels === 1 && height !== undefined && width !== undefined && network.value?.bytes ? [height, width] : undefined;
  });

  const ask = latestOnly(async () => {
    try {
      const [run, given, fits] = [id(), pixels(), size.value];
      if (!run || !given || !fits || given.length !== fits[0] * fits[1]) {
        prediction.value = undefined;
        return;
      }
      const answer = await client.testBench.predict({ run, pixels: Array.from(given), ...(step.value === undefined ? {} : { step: step.value }), ...(about.value === undefined ? {} : { about: about.value }) });
      if (id() === run) [prediction.value, problem.value] = [answer, undefined];
    } catch (error) {
      problem.value = shownProblem(error);
    }
  });

  watch(id, () => void open(), { immediate: true });
  watch([pixels, size, step, about], () => void ask(), { immediate: true });
  return { network, problem, prediction, step, about, size, open };
}

export type TestedRun = ReturnType<typeof useTestedRun>;
