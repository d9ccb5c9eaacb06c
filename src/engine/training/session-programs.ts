import type { Op } from '../core/program.ts';
import type { KernelSet, Kernels } from '../kernels/kernels.ts';
import type { SharedMemory } from '../kernels/webassembly.ts';
import { Crew, type SpawnHelper } from './crew.ts';
import type { Split } from './examples.ts';
import { fusePrediction, fuseStep } from './fuse.ts';
import { Pace } from './pace.ts';
import { createRunner, type Program } from './runner.ts';
import type { PlacedSession } from './session-placement.ts';

/** Threads that share a session's steps; the bits are those of one thread. */
export interface CrewOptions {
  /** Threads in all, this one included. */
  readonly size: number;
  readonly spawn: SpawnHelper;
  /** true = use them in any case; false = as long as the clock says that they pay. */
  readonly always: boolean;
}

export interface SessionProgramsOptions {
  readonly placed: PlacedSession;
  readonly memory: SharedMemory;
  readonly kernels: Kernels;
  /** Compiled kernels for helping threads. */
  readonly module: KernelSet['module'];
  readonly scalars: Float64Array;
  /** false = each call by itself instead of joined ones; the bits are the same. */
  readonly joined: boolean;
  /** Helping threads; undefined = this one alone. */
  readonly crew: CrewOptions | undefined;
}

/** A session's lists of kernel calls, made ready, and who runs them: this thread alone, or with its helpers. */
export class SessionPrograms {
  /** The parts of a step, in order; `probe` is a step's passes by themselves, without an update. */
  readonly step: Readonly<Record<'forward' | 'backward' | 'clip' | 'update' | 'probe', Program>>;
  /** Prediction and the loss, over a split. */
  readonly evaluate: Readonly<Record<Split, Program>>;
  /** The forward passes with every layer's values written, which the fast ones leave out: to find where a loss went wrong. */
  readonly replay: Readonly<Record<'step' | Split, Program>>;
  readonly #pace: Pace | undefined;
  #crew: Crew | undefined;

  constructor({ placed, memory, kernels, module, scalars, joined, crew }: SessionProgramsOptions) {
    const { placement, float32, data, workspaces, control } = placed;
    const alone = createRunner(kernels, scalars, workspaces[0]);
    const shared: (readonly Op[])[] = [];
    // A program that the crew can run, too.
    const program = (ops: readonly Op[]): Program => {
      const runAlone = alone(ops);
      // Nothing to meet for.
      if (ops.length === 0) return runAlone;
      const number = shared.push(ops) - 1;
      return () => (this.#together && this.#crew ? this.#crew.run(number) : runAlone());
    };
    const clip = [...float32.clipNorm, ...float32.clipValue];
    const lists = { gather: data.gather('train'), forward: [...float32.forward, ...float32.loss], backward: [...float32.backward, ...float32.penalty], update: float32.update, others: clip };
    const step = joined ? fuseStep(lists, data.sparseLists) : lists;
    const changes = clip.length === 0 ? { backward: [...step.backward, ...step.update], update: [] } : step;
    this.step = {
      forward: program([...step.gather, ...step.forward]),
      backward: program(changes.backward),
      clip: program(clip),
      update: program(changes.update),
      probe: alone([...lists.gather, ...lists.forward, ...lists.backward]),
    };
    const predict = [...float32.predict, ...float32.lossOnly];
    const evaluation = (split: Split): Program => program(joined ? fusePrediction(data.gather(split), predict) : [...data.gather(split), ...predict]);
    this.evaluate = { train: evaluation('train'), validation: evaluation('validation'), test: evaluation('test') };
    const replay = (split: Split): Program => alone([...data.gather(split), ...predict]);
    this.replay = { step: alone([...data.gather('train'), ...float32.forward]), train: replay('train'), validation: replay('validation'), test: replay('test') };

    if (crew && crew.size > 1) {
      this.#crew = new Crew({ memory, module, programs: shared, scalars: placement.scalars, control, workspaces }, kernels, crew.spawn);
      this.#pace = crew.always ? undefined : new Pace();
    }
  }

  /** Threads that share the programs, this one included. */
  get threads(): number {
    return this.#crew?.size ?? 1;
  }

  /** Wants to know how long each step takes; undefined where there is nothing to decide. */
  get pace(): Pace | undefined {
    return this.#crew?.ready ? this.#pace : undefined;
  }

  /** Waits until the helping threads have started. They are not waited for otherwise: until then this one runs everything alone. */
  async helpersReady(): Promise<void> {
    while (this.#crew && !this.#crew.ready) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Sends the helping threads home. This one can go on alone. */
  dispose(): void {
    this.#crew?.dispose();
    this.#crew = undefined;
  }

  get #together(): boolean {
    return this.#crew !== undefined && this.#crew.ready && (this.#pace?.together ?? true);
  }
}
