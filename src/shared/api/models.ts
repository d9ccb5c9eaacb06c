import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { ExperimentDocument } from '../experiment/document.ts';
import type { StudioFile } from './contract.ts';
import { runIdSchema } from './records.ts';

/** Models and experiments on their way out of the studio. */

const file = z.custom<StudioFile>((value) => typeof value === 'object' && value !== null && 'arrayBuffer' in value);
const document = z.custom<ExperimentDocument>((value) => typeof value === 'object' && value !== null);

/** Libraries in which a document can be written as a Python program. */
export const codeLanguages = ['numpy', 'pytorch', 'keras'] as const;
export type CodeLanguage = (typeof codeLanguages)[number];

/** What a trained network can be saved as: a model, or a program with its weights and data. */
export const modelFormats = ['safetensors', 'onnx', 'pytorch', 'keras', 'numpy'] as const;
export type ModelFormat = (typeof modelFormats)[number];

/** How a whole experiment can be written for other programs. */
export const trackerFormats = ['csv', 'tensorboard', 'mlflow'] as const;
export type TrackerFormat = (typeof trackerFormats)[number];

/** What a whole experiment can be saved as: `descent` is the file that another Descent takes in with all its runs. */
export const experimentFormats = ['descent', ...trackerFormats] as const;
export type ExperimentFormat = (typeof experimentFormats)[number];

export const isCodeLanguage = (format: string): format is CodeLanguage => codeLanguages.some((language) => language === format);

/** A program, and which of its lines (from 1, both ends included) come from which place of the document. */
export const codeSchema = z.object({ text: z.string(), lines: z.array(z.object({ from: z.number(), to: z.number(), path: z.string() })) });
export type Code = z.infer<typeof codeSchema>;

const language = z.enum(codeLanguages);

export const modelsContract = {
  /** A run's network as a file for other programs; a program comes as a zip, with its weights and data beside it. */
  export: oc.input(z.object({ run: runIdSchema, format: z.enum(modelFormats) })).output(file),
  /** The program that trains a document's network; of one with variants or a search, what they all begin from. */
  code: oc.input(z.object({ document, language })).output(codeSchema),
  /** The same as a zip, with its data beside it. */
  program: oc.input(z.object({ document, language })).output(file),
};
