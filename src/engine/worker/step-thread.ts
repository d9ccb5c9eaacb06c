import { serveCrew, type CrewPlan, type SpawnHelper } from '../training/crew.ts';
import type { ThreadRole } from './role.ts';
import { startThread } from './thread.ts';

/** `workerData` of a thread that shares the steps of a run. */
export interface StepThreadData {
  readonly role: ThreadRole & 'step';
  readonly plan: CrewPlan;
  readonly index: number;
}

/** Does its share of every step until the leader sends it home. Called in the worker. */
export function runStepThread({ plan, index }: StepThreadData): void {
  serveCrew(plan, index);
}

/** Starts the engine's own worker for sharing steps. */
export const spawnStepThread: SpawnHelper = (plan, index) => {
  const workerData: StepThreadData = { role: 'step', plan, index };
  const worker = startThread('step', workerData);
  worker.unref();
  return { end: () => void worker.terminate() };
};
