import type { RunDocument } from '../../../shared/experiment/document.ts';
import { definitionOf } from '../../catalog.ts';
import type { Draw } from '../../core/code.ts';
import type { DatasetTask } from '../../core/dataset.ts';
import { runLength } from '../../training/examples.ts';
import { planNetwork, type LayerPlan, type NetworkPlan } from '../../training/network.ts';
import type { Shape } from '../../core/shape.ts';

/** What a program is written from. */
export interface ProgramSource {
  readonly document: RunDocument;
  readonly featureShape: Shape;
  readonly task: DatasetTask;
  /** The dataset's features are bytes, 0 to 255. */
  readonly bytes: boolean;
  /** Examples of each split. */
  readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
  /** Name of the program and of the files beside it, without what follows the dot. */
  readonly file: string;
  /** Trained weights lie beside it. */
  readonly trained: boolean;
}

/** A source with everything worked out that the programs say. */
export interface Prepared extends ProgramSource {
  readonly network: NetworkPlan;
  readonly classes: number | null;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** Steps between evaluations. */
  readonly evaluateEvery: number;
  /** The splits that are evaluated along the way, and how many examples of each; null = all. */
  readonly evaluated: readonly { readonly split: 'train' | 'validation' | 'test'; readonly limit: number | null }[];
  /** Local names of tensors that weight decay is for. */
  readonly weightNames: readonly string[];
}

export function prepare(source: ProgramSource): Prepared {
  const { document, task, examples } = source;
  const network = planNetwork(document.network, source.featureShape);
  const { totalSteps, stepsPerEpoch } = runLength(document.training, examples.train);
  const { every, ...limits } = document.training.evaluate;
  return {
    ...source,
    network,
    classes: task.kind === 'classification' ? task.classNames.length : null,
    steps: totalSteps,
    stepsPerEpoch,
    evaluateEvery: every === 'epoch' ? stepsPerEpoch : every === 'end' ? totalSteps : every,
    evaluated: (['train', 'validation', 'test'] as const).flatMap((split) => (examples[split] === 0 || limits[split] === 0 ? [] : [{ split, limit: limits[split] ?? null }])),
    weightNames: [...new Set(network.tensors.filter(({ isWeight }) => isWeight).map(({ local }) => local))],
  };
}

/** How a layer's weight begins. */
export function drawOf(layer: LayerPlan, tensor: string): Draw {
  const plan = layer.tensors.find(({ local }) => local === tensor);
  const { definition, options } = layer.initializer;
  const { fanIn, fanOut } = plan?.declaration.role === 'weight' ? plan.declaration : { fanIn: layer.inputs, fanOut: layer.outputs };
  return definition.code(options, { fanIn, fanOut, activation: layer.followedBy });
}

/** Files of weights that layers begin from, each with the places that name it. */
export function givenFiles({ network }: Prepared): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const layer of network.layers) {
    if (layer.tensors.length === 0) continue;
    const draw = layer.initializer.definition.code(layer.initializer.options, { fanIn: 1, fanOut: 1, activation: 'linear' });
    if ('file' in draw) files.set(draw.file, [...new Set([...(files.get(draw.file) ?? []), layer.initializer.path])]);
  }
  return files;
}

/** The path of a layer, and of its own initializer or the network's. */
export const layerPaths = ({ index, initializer, tensors }: LayerPlan): string[] => [`network.layers.${index}`, ...(tensors.some(({ isWeight }) => isWeight) ? [initializer.path] : [])];

export const optimizerOf = ({ document }: ProgramSource) => definitionOf('optimizer', document.optimizer.type);
export const scheduleOf = ({ document }: ProgramSource) => definitionOf('schedule', document.schedule.type);
