import type { RunDocument } from '../../../shared/experiment/document.ts';
import { regularizationParameters, trainingParameters } from '../../../shared/experiment/sections.ts';
import { definition, type ParameterDescription } from '../../../shared/schema/kinds/index.ts';

/** What may change where a run goes on from a checkpoint: everything that is not the network, its data or how weights began. */
export const forkParameters = {
  typed: {
    optimizer: definition({ slot: 'optimizer', title: { en: 'Optimizer', zh: '优化器' } }),
    schedule: definition({ slot: 'schedule', title: { en: 'Schedule', zh: '学习率调度' } }),
  },
  regularization: regularizationParameters,
} as const;

/** The length is told in the unit that the document has. */
export function lengthParameters(document: RunDocument): Readonly<Record<string, ParameterDescription>> {
  const { batchSize, epochs, iterations } = trainingParameters;
  return document.training.iterations == null ? { epochs, batchSize } : { iterations, batchSize };
}

/** A form's values, one object for each of its parts. */
export interface ForkValues {
  readonly typed: Readonly<Record<string, unknown>>;
  readonly training: Readonly<Record<string, unknown>>;
  readonly regularization: Readonly<Record<string, unknown>>;
}

/** What the run was told. */
export function valuesOf({ optimizer, schedule, training, regularization }: RunDocument): ForkValues {
  return { typed: { optimizer, schedule }, training: { ...training }, regularization: { ...regularization } };
}

/** The settings that differ from the run's, by their dotted paths; what was emptied is null. */
export function changesFrom(document: RunDocument, values: ForkValues): Record<string, unknown> {
  const before = valuesOf(document);
  const differing = (was: Readonly<Record<string, unknown>>, is: Readonly<Record<string, unknown>>, prefix: string) =>
    [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name])).map((name) => [`${prefix}${name}`, is[name] ?? null] as const);
  return Object.fromEntries([...differing(before.typed, values.typed, ''), ...differing(before.training, values.training, 'training.'), ...differing(before.regularization, values.regularization, 'regularization.')]);
}
