import { definitionOf } from '../../../engine/catalog.ts';
import { row } from '../../../engine/core/matrix.ts';

export interface DropoutRequest {
  readonly values: readonly number[];
  readonly rate: number;
  readonly scaling: 'inverted' | 'at-test';
  readonly passes: number;
  readonly seed: number;
}

/** The engine's Dropout layer, the same input pass after pass; step k draws what step k of a run with this seed would draw. */
export function dropoutPasses({ values, rate, scaling, passes, seed }: DropoutRequest): { passes: number[][]; mean: number[]; predicted: number[] } {
  const layer = definitionOf('layer', 'dropout').textbook({ rate, scaling }, { layer: 0, tensors: {}, gradients: {} });
  const input = row(values);
  const outputs = Array.from({ length: passes }, (_, step) => [...layer.forward(input, { training: true, seed, step }).data]);
  const mean = values.map((_, unit) => outputs.reduce((sum, output) => sum + output[unit], 0) / passes);
  return { passes: outputs, mean, predicted: [...layer.forward(input, { training: false, seed, step: 0 }).data] };
}
