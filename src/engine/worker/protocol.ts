import type { Inspection } from '../../shared/api/inspection.ts';
import type { Evaluation, Failure, Progress } from '../../shared/api/records.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import type { DatasetLocation } from '../data/load.ts';

export type { Distribution, Histogram, Inspection, LayerInspection } from '../../shared/api/inspection.ts';

/** What the main thread and a training worker say to each other. A worker trains one run at a time and can be used again. */

export interface StartMessage {
  readonly type: 'start';
  readonly document: RunDocument;
  /** Where the document's data is; `auto` has been settled by then. */
  readonly dataset: DatasetLocation;
  /** Folder that relative paths of the document start from, such as initial weights. */
  readonly baseDirectory: string;
  /** A kernel set by name, or undefined for the fastest that passes its self-test. */
  readonly kernels?: string;
  /** Threads the run may use, this one included; undefined = let a probe decide, at most `maxThreads`. */
  readonly threads?: number;
  readonly maxThreads: number;
  /** Continue from this checkpoint instead of from the initial weights. */
  readonly checkpoint?: Uint8Array;
  /** Seconds between automatic checkpoints. */
  readonly checkpointEvery: number;
  /** Milliseconds between `recorded` messages. */
  readonly recordEvery: number;
  /** Begin paused, so that the first step is the user's. */
  readonly paused?: boolean;
  /**
   * Numbers of epochs, ascending. After the last step of each the run waits: it says `judge` with an evaluation made there and goes on
   * with `resume` or ends with `stop`. How a search gives up weak trials at an exact step. Epochs before the checkpoint's step are passed over.
   */
  readonly judgeAfterEpochs?: readonly number[];
  /** Ends the run after this step as `stop` would: how a run that was stopped is made again. */
  readonly stopAfter?: number;
}

export type ToWorker =
  | StartMessage
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** One step of a paused run. */
  | { readonly type: 'step' }
  /** Ends the run after the step under way; it answers with `finished`. */
  | { readonly type: 'stop' }
  /** A checkpoint after the step under way and no step after it: the run is about to be let go of, and nothing is shown that the checkpoint lacks. */
  | { readonly type: 'hold' };

/** New points of a series since the message before, by step. */
export interface Points {
  readonly steps: number[];
  readonly values: number[];
}

/** What is known once the data is loaded and the network is built. */
export interface Ready {
  readonly dataset: string;
  readonly dataHash: string;
  readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
  readonly parameters: number;
  /** Shape of one example. */
  readonly featureShape?: readonly number[];
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly kernels: string;
  readonly threads: number;
}

export type FromWorker =
  | { readonly type: 'preparing'; readonly what: 'data' | 'network'; readonly share: number | null }
  | { readonly type: 'ready'; readonly ready: Ready }
  /** Series: `loss` and `lr` at every step, the six metrics of an evaluation where one follows the step. */
  | { readonly type: 'recorded'; readonly progress: Progress; readonly points: Readonly<Record<string, Points>>; readonly inspections: readonly Inspection[] }
  | { readonly type: 'paused' | 'resumed'; readonly progress: Progress }
  | { readonly type: 'checkpoint'; readonly step: number; readonly bytes: Uint8Array }
  /** The run waits for `resume` or `stop`; everything up to here was recorded before. */
  | { readonly type: 'judge'; readonly epoch: number; readonly evaluation: Evaluation }
  | {
      readonly type: 'finished';
      readonly reason: 'done' | 'stopped' | 'early-stopping';
      readonly step: number;
      readonly final: Evaluation;
      readonly best: Evaluation;
      /** safetensors. */
      readonly weights: Uint8Array;
      readonly checkpoint: Uint8Array;
    }
  | { readonly type: 'failed'; readonly failure: Failure };
