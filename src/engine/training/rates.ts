import type { RunDocument } from '../../shared/experiment/document.ts';
import { definitionOf } from '../catalog.ts';
import type { ScheduleState } from '../core/schedule.ts';

/** How long a run is. */
export interface RunLength {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

/** The learning rate of every step. All it remembers is `state`, which only schedules that watch the validation loss have. */
export interface Rates {
  /** The learning rate of a step, counted from 0. */
  at(step: number): number;
  /** The schedule wants to hear of validation losses. */
  readonly watchesValidation: boolean;
  observe(validationLoss: number): void;
  state: ScheduleState;
}

/**
 * The learning rates of a document's optimizer under its schedule. Schedules count epochs, t = ⌊step / stepsPerEpoch⌋ of
 * T = ⌈totalSteps / stepsPerEpoch⌉. A warmup comes before them: over its steps the rate rises linearly to the schedule's first one, and
 * both t and T count from its end.
 */
export function createRates({ optimizer, schedule }: Pick<RunDocument, 'optimizer' | 'schedule'>, { totalSteps, stepsPerEpoch }: RunLength): Rates {
  const definition = definitionOf('schedule', schedule.type);
  const lr = Number(optimizer.lr);
  const warmupSteps = Math.round(Number(schedule.warmup ?? 0) * stepsPerEpoch);
  const epochs = Math.max(1, Math.ceil((totalSteps - warmupSteps) / stepsPerEpoch));
  let state = definition.initialState ?? {};
  const rateOfEpoch = (epoch: number) => definition.rate(schedule, { lr, epoch, epochs }, state);

  return {
    at(step) {
      if (step < warmupSteps) return (rateOfEpoch(0) * (step + 1)) / warmupSteps;
      return rateOfEpoch(Math.floor((step - warmupSteps) / stepsPerEpoch));
    },
    watchesValidation: definition.observe !== undefined,
    observe(validationLoss) {
      state = definition.observe?.(schedule, state, validationLoss) ?? state;
    },
    get state() {
      return state;
    },
    set state(value) {
      state = value;
    },
  };
}
