import { Worker } from 'node:worker_threads';
import { serveCrew, type CrewPlan, type SpawnHelper } from '../training/crew.ts';
import type { ThreadRole } from './role.ts';

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

/** Starts the engine's own worker for sharing steps. Chunks of the build stand one folder deeper than its entries. */
export const spawnStepThread: SpawnHelper = (plan, index) => {
  const here = import.meta.url;
  const script = here.endsWith('.ts') ? './worker.ts' : here.includes('/chunks/') ? '../worker.js' : './worker.js';
  const workerData: StepThreadData = { role: 'step', plan, index };
  const worker = new Worker(new URL(script, here), { workerData, name: 'step' });
  worker.unref();
  return { end: () => void worker.terminate() };
};
