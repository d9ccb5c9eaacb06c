import type { ExperimentDocument } from '../../../shared/experiment/document.ts';

/** A network to start from: the widths between the 784 pixels and the 10 classes. */
export interface Template {
  readonly key: 'logistic' | 'two' | 'five' | 'seven';
  readonly hidden: readonly number[];
}

export const templates: readonly Template[] = [
  { key: 'logistic', hidden: [] },
  { key: 'two', hidden: [50] },
  { key: 'five', hidden: [100, 100, 100, 100] },
  { key: 'seven', hidden: [100, 100, 100, 100, 100, 100] },
];

const pixels = 784;
const classes = 10;

/** Widths of a template, from the pixels to the classes. */
export function widthsOf(template: Template): number[] {
  return [pixels, ...template.hidden, classes];
}

/** Weights and biases of a chain of affine layers. */
export function parametersOf(widths: readonly number[]): number {
  return widths.slice(1).reduce((sum, width, index) => sum + width * ((widths[index] ?? 0) + 1), 0);
}

/** The experiment of a template: ReLU between affine layers, He's initial weights. What it leaves out takes its default. */
export function documentOf(template: Template, name: string): unknown {
  const layers = [...template.hidden.flatMap((units) => [{ type: 'affine', units }, { type: 'relu' }]), { type: 'affine', units: classes }];
  return {
    format: 'descent/experiment@1',
    name,
    data: { source: 'auto', validation: 0.1 },
    network: { init: { scheme: 'he-normal' }, layers, loss: { type: 'softmax-cross-entropy' } },
    optimizer: { type: 'sgd', lr: 0.1 },
    training: { batchSize: 100, epochs: 10 },
  } satisfies Record<keyof Pick<ExperimentDocument, 'format' | 'name' | 'data' | 'network' | 'optimizer' | 'training'>, unknown>;
}
