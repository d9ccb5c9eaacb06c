import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { StudioFile } from './contract.ts';
import { runIdSchema } from './records.ts';

/** Models on their way out of the studio. */

const file = z.custom<StudioFile>((value) => typeof value === 'object' && value !== null && 'arrayBuffer' in value);

/** What a trained network can be saved as. */
export const modelFormats = ['safetensors', 'onnx'] as const;
export type ModelFormat = (typeof modelFormats)[number];

export const modelsContract = {
  /** A run's network as a file for other programs. */
  export: oc.input(z.object({ run: runIdSchema, format: z.enum(modelFormats) })).output(file),
};
