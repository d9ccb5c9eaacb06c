import { nearest } from '../shared/experiment/check.ts';
import { refusal } from '../shared/api/reasons.ts';
import type { CatalogDescription, DefinitionDescription, SlotName } from '../shared/schema/definition.ts';
import { describe } from './core/declaration.ts';
import type { DatasetDefinition, InitializerDefinition, LayerDefinition, LossDefinition, OptimizerDefinition, ScheduleDefinition } from './core/define.ts';
import { datasetDefinitions } from './data/generators.ts';
import { initializers, layers, losses, optimizers, schedules } from './definitions.generated.ts';

/** Everything declared, by slot. */
export interface Definitions {
  readonly layer: readonly LayerDefinition[];
  readonly loss: readonly LossDefinition[];
  readonly initializer: readonly InitializerDefinition[];
  readonly optimizer: readonly OptimizerDefinition[];
  readonly schedule: readonly ScheduleDefinition[];
  readonly dataset: readonly DatasetDefinition[];
}

/** Which types are offered first, in this order; all others follow by name. */
const first: Partial<Record<SlotName, readonly string[]>> = {
  layer: ['affine', 'relu', 'leaky-relu', 'sigmoid', 'tanh', 'batch-norm', 'dropout', 'softmax', 'identity'],
  loss: ['softmax-cross-entropy', 'mean-squared-error'],
  initializer: ['auto', 'he-normal', 'he-uniform', 'xavier-normal', 'xavier-uniform', 'glorot-normal', 'glorot-uniform', 'normal', 'uniform', 'constant', 'zeros', 'file'],
  optimizer: ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw'],
  schedule: ['constant', 'step', 'multi-step', 'exponential', 'polynomial', 'cosine', 'reduce-on-plateau'],
};

export const definitions: Definitions = {
  layer: inOrder('layer', layers),
  loss: inOrder('loss', losses),
  initializer: inOrder('initializer', initializers),
  optimizer: inOrder('optimizer', optimizers),
  schedule: inOrder('schedule', schedules),
  dataset: datasetDefinitions,
};

/** Everything declared, as plain data: forms, checks, help and documentation are derived from it. */
export function describeCatalog(): CatalogDescription {
  return {
    layer: definitions.layer.map(describe),
    loss: definitions.loss.map(describe),
    initializer: definitions.initializer.map(describe),
    optimizer: definitions.optimizer.map(describe),
    schedule: definitions.schedule.map(describe),
    dataset: definitions.dataset.map(describe),
  };
}

/**
 * The definition of a type with its implementation.
 * @throws {DescentError} `document-invalid`, with the nearest name
 */
export function definitionOf<S extends SlotName>(slot: S, type: string): Definitions[S][number] {
  const all: readonly Definitions[S][number][] = definitions[slot];
  const found = all.find((definition) => definition.type === type);
  if (found) return found;
  const names = all.map((definition) => definition.type);
  const suggestion = nearest(type, names);
  throw suggestion === undefined ? refusal('document-invalid', 'no-such-type', { slot, type, names }) : refusal('document-invalid', 'no-such-type-but', { slot, type, names, suggestion });
}

function inOrder<D extends DefinitionDescription>(slot: SlotName, all: readonly D[]): readonly D[] {
  const place = ({ type }: D) => {
    const index = first[slot]?.indexOf(type) ?? -1;
    return index < 0 ? Infinity : index;
  };
  return all.toSorted((a, b) => place(a) - place(b) || a.type.localeCompare(b.type, 'en'));
}
