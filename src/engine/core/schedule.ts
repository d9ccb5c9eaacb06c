import type { ScheduleCode } from './code.ts';
import type { Declaration, Definition, Options, OptionsOf, Parameters } from './declaration.ts';

/** Where a run stands when a schedule is asked for its learning rate. */
export interface SchedulePlace {
  /** The learning rate the document gives its optimizer. */
  readonly lr: number;
  /** Epochs done, counted from 0, after the warmup's are taken off. */
  readonly epoch: number;
  /** Epochs in all, after the warmup's are taken off. */
  readonly epochs: number;
}

/** A schedule's memory, where it has one: plain numbers, so that a checkpoint can hold them. */
export type ScheduleState = Readonly<Record<string, number>>;

/** How the learning rate changes from epoch to epoch. */
export interface ScheduleDefinition extends Definition<'schedule'> {
  /** The learning rate of an epoch: a pure function of its arguments. */
  rate(options: Options, place: SchedulePlace, state: ScheduleState): number;
  /** The memory at the start; left out where the schedule has none. */
  readonly initialState?: ScheduleState;
  /** The memory after an evaluation with a validation loss. */
  observe?(options: Options, state: ScheduleState, validationLoss: number): ScheduleState;
  readonly code: ScheduleCode<Options>;
}

export interface ScheduleImplementation<P extends Parameters, S extends ScheduleState> {
  rate(options: OptionsOf<P>, place: SchedulePlace, state: S): number;
  readonly initialState?: S;
  observe?(options: OptionsOf<P>, state: S, validationLoss: number): S;
  readonly code: ScheduleCode<OptionsOf<P>>;
}

export function defineSchedule<const P extends Parameters, S extends ScheduleState = ScheduleState>(
  declaration: Declaration<P> & ScheduleImplementation<P, S>,
): ScheduleDefinition {
  return { slot: 'schedule', ...declaration } as unknown as ScheduleDefinition;
}
