import type { StepView } from '../../shared/api/microscope.ts';
import type { BenchNetwork, InkPicture, Prediction, TestExamples, TestReport } from '../../shared/api/test-bench.ts';
import type { Failure } from '../../shared/api/records.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import type { DatasetLocation } from '../data/load.ts';
import type { Sight } from '../diagnostics/microscope.ts';

/** A network as the test bench is given it. */
export interface BenchSource {
  /** The same for the same weights: what was made ready for them is found again by it. */
  readonly key: string;
  readonly document: RunDocument;
  /** The step that the weights are of; 0 = before training. */
  readonly step: number;
  /** A safetensors file in shared memory; null = the initial weights. */
  readonly weights: Uint8Array | null;
  /** Folder that relative paths of the document start from. */
  readonly baseDirectory: string;
  /** Where the data is, or why it is not to be had: a network of published pictures can be asked without it. */
  readonly data: DatasetLocation | { readonly kind: 'missing'; readonly failure: Failure };
  /** Catalogued name of the data. */
  readonly source: string;
  /** Hash of the data that the run was trained on; null where it is not known. */
  readonly dataHash: string | null;
}

/** What the test bench can be asked; the types of the answers. */
export interface BenchAnswers {
  open: Omit<BenchNetwork, 'steps'>;
  predict: Prediction;
  evaluate: TestReport;
  step: StepView;
  images: TestExamples;
  picture: InkPicture;
}

export type BenchTask =
  | { readonly type: 'open'; readonly network: BenchSource }
  | { readonly type: 'predict'; readonly network: BenchSource; readonly pixels: readonly number[]; readonly about?: number }
  | { readonly type: 'evaluate'; readonly network: BenchSource; readonly kernels: string | undefined }
  /** The step after the network's own; its weights are a checkpoint, or none. */
  | { readonly type: 'step'; readonly network: BenchSource; readonly sight: Sight; readonly kernels: string | undefined }
  | { readonly type: 'images'; readonly network: BenchSource; readonly indices: readonly number[] }
  | { readonly type: 'picture'; readonly bytes: Uint8Array; readonly name: string };

export type ToBench = { readonly id: number; readonly task: BenchTask } | { readonly id: number; readonly cancel: true };

export type FromBench =
  | { readonly id: number; readonly done: number; readonly of: number | null }
  | { readonly id: number; readonly value: BenchAnswers[keyof BenchAnswers] }
  | { readonly id: number; readonly failure: Failure };
