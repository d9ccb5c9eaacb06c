import type { Op } from '../core/program.ts';
import { barrierInts, createBarrier } from '../kernels/barrier.ts';
import { instantiateKernels } from '../kernels/instantiate.ts';
import type { Kernels, Pointer } from '../kernels/kernels.ts';
import { doublesAt, intsAt } from '../kernels/memory.ts';
import { createPlainKernels } from '../kernels/plain.ts';
import type { CompiledModule, SharedMemory } from '../kernels/webassembly.ts';
import { Placement } from './placement.ts';
import { createRunner, type Program } from './runner.ts';

/**
 * Threads that train one network together. All have the same programs over the same memory; the leader says which one is next, and each
 * makes its share of every call. The bits do not hang on how many there are.
 */

/** All that a helping thread needs, as plain data. */
export interface CrewPlan {
  readonly memory: SharedMemory;
  /** The compiled kernels; undefined for the plain ones. */
  readonly module: CompiledModule | undefined;
  /** None of them empty: the threads meet at the end of a program before they ask for the next. */
  readonly programs: readonly (readonly Op[])[];
  readonly scalars: Pointer;
  /** `crewInts` int32 values. */
  readonly control: Pointer;
  /** Packing space of each thread. */
  readonly workspaces: readonly Pointer[];
}

/** A helping thread that was started. */
export interface Helper {
  /** Ends it, whatever it does. */
  end(): void;
}

/** Starts a thread that calls `serveCrew(plan, index)`. */
export type SpawnHelper = (plan: CrewPlan, index: number) => Helper;

/** The barrier, then which program is next, then how many helpers are ready. */
export const crewInts = barrierInts + 2;
const [nextProgram, readyHelpers] = [barrierInts, barrierInts + 1];

/** In place of a program: the helpers are to end. */
const end = -1;

/** The leading thread's side. */
export class Crew {
  readonly size: number;
  readonly #control: Int32Array;
  readonly #barrier: () => void;
  readonly #programs: readonly Program[];
  readonly #helpers: readonly Helper[];

  constructor(plan: CrewPlan, kernels: Kernels, spawn: SpawnHelper) {
    this.size = plan.workspaces.length;
    this.#control = intsAt(plan.memory, plan.control, crewInts);
    this.#barrier = createBarrier(plan.memory, plan.control, this.size);
    this.#programs = programsOf(plan, kernels, 0, this.#barrier);
    this.#helpers = plan.workspaces.slice(1).map((_, i) => spawn(plan, i + 1));
  }

  /** Whether all helpers have arrived. */
  get ready(): boolean {
    return Atomics.load(this.#control, readyHelpers) === this.size - 1;
  }

  /** Runs a program with all threads; returns when all have done their share. */
  run(program: number): void {
    Atomics.store(this.#control, nextProgram, program);
    this.#barrier();
    this.#programs[program]();
  }

  /** Sends the helpers home. */
  dispose(): void {
    try {
      if (!this.ready) return;
      Atomics.store(this.#control, nextProgram, end);
      this.#barrier();
    } catch {
      // One that does not answer is ended all the same.
    } finally {
      for (const helper of this.#helpers) helper.end();
    }
  }
}

/** A helping thread's side: does its share until the leader sends it home. */
export function serveCrew(plan: CrewPlan, index: number): void {
  const control = intsAt(plan.memory, plan.control, crewInts);
  const barrier = createBarrier(plan.memory, plan.control, plan.workspaces.length, Infinity);
  const kernels = plan.module === undefined ? createPlainKernels(plan.memory) : instantiateKernels(plan.module, plan.memory);
  const programs = programsOf(plan, kernels, index, barrier);
  Atomics.add(control, readyHelpers, 1);
  for (;;) {
    barrier();
    const program = Atomics.load(control, nextProgram);
    if (program === end) return;
    programs[program]();
  }
}

function programsOf({ memory, programs, scalars, workspaces }: CrewPlan, kernels: Kernels, index: number, barrier: () => void): readonly Program[] {
  const values = doublesAt(memory, scalars, Placement.scalarLimit);
  return programs.map(createRunner(kernels, values, workspaces[index], { index, size: workspaces.length, barrier }));
}
