/** The experiment document after its defaults were filled in. Formats are promised in `resources/experiment.schema.json`. */

export const documentFormat = 'descent/experiment@1';

/** One declared type with its parameters; `K` is the key that names the type. */
export type Typed<K extends string = 'type'> = { readonly [key in K]: string } & Readonly<Record<string, unknown>>;

/** A slot that a document may set for a variant or search over: a dotted path such as `optimizer.lr`. */
export type DocumentPath = string;

export interface DataSection extends Readonly<Record<string, unknown>> {
  /** A catalogued dataset, or `auto`: MNIST where it is found, else the built-in digits. */
  readonly source: string;
  /** The first n training examples, before the validation split; undefined or null = all. */
  readonly take?: number | null;
  /** Share of the training examples held out for validation, in [0, 1). */
  readonly validation: number;
  readonly scaling: 'unit' | 'standardize' | 'none';
}

export interface NetworkSection {
  readonly init: Typed<'scheme'>;
  readonly layers: readonly Typed[];
  readonly loss: Typed;
}

export interface RegularizationSection {
  readonly l2: number;
  readonly l1: number;
  readonly clipNorm?: number | null;
  readonly clipValue?: number | null;
}

export interface EvaluateSection {
  /** `epoch`, `end`, or a number of steps. */
  readonly every: 'epoch' | 'end' | number;
  /** Examples used at each evaluation; undefined or null = all. */
  readonly train?: number | null;
  readonly validation?: number | null;
  readonly test?: number | null;
}

export interface EarlyStoppingSection {
  readonly metric: 'validationLoss' | 'validationAccuracy';
  /** Evaluations without improvement before the run stops. */
  readonly patience: number;
  readonly restoreBest: boolean;
}

export interface TrainingSection {
  readonly batchSize: number;
  /** Exactly one of the two is present. */
  readonly epochs?: number | null;
  readonly iterations?: number | null;
  readonly sampling: 'with-replacement' | 'shuffle' | 'sequential';
  readonly evaluate: EvaluateSection;
  /** How often the inside of the network is measured: `epoch`, `off`, or a number of steps. Never changes the run. */
  readonly inspect: 'epoch' | 'off' | number;
  readonly earlyStopping?: EarlyStoppingSection | null;
}

export interface Variant {
  readonly name: string;
  /** Replaces whole values at dotted paths. */
  readonly set: Readonly<Record<DocumentPath, unknown>>;
}

/** The parameter is searched only where the document has this value, or one of these, at the path. */
export type Condition = { readonly path: DocumentPath } & ({ readonly equals: unknown } | { readonly oneOf: readonly unknown[] });

/** How one searched parameter is sampled. `when` makes it conditional on the value of another. */
export type Distribution = (
  | { readonly distribution: 'uniform' | 'log-uniform'; readonly low: number; readonly high: number }
  | { readonly distribution: 'integer' | 'log-integer'; readonly low: number; readonly high: number; readonly step?: number }
  | { readonly distribution: 'choice'; readonly values: readonly unknown[] }
) & { readonly when?: Condition };

export interface SearchSection {
  readonly method: 'grid' | 'random' | 'tpe';
  readonly trials: number;
  readonly metric: 'validationAccuracy' | 'validationLoss';
  readonly goal: 'maximize' | 'minimize';
  readonly pruning?: { readonly method: 'successive-halving' | 'hyperband'; readonly reduction: number; readonly minEpochs: number } | null;
  /** Stop after this many trials without a better one. */
  readonly patience?: number | null;
  readonly space: Readonly<Record<DocumentPath, Distribution>>;
}

/** What trains one network: an experiment document without its variants, search and repeats. */
export interface RunDocument {
  readonly format: typeof documentFormat;
  readonly name: string;
  readonly description?: string;
  readonly seed: number;
  readonly data: DataSection;
  readonly network: NetworkSection;
  readonly optimizer: Typed;
  readonly schedule: Typed;
  readonly regularization: RegularizationSection;
  readonly training: TrainingSection;
}

/** A stretch of layers, repeated, that the designer shows once: `layers[at … at + length·times)`. */
export interface EditorBlock {
  /** Position of its first layer in `network.layers`. */
  readonly at: number;
  readonly length: number;
  readonly times: number;
  readonly name?: string;
  /** Shown closed. */
  readonly collapsed?: boolean;
}

/** How the designer shows a document. It changes nothing about the runs, and they are kept without it. */
export interface EditorSection {
  readonly blocks: readonly EditorBlock[];
}

/** What a goal of an assignment asks about: a run's last evaluation, and the number of trained parameters. */
export const goalMetrics = ['testAccuracy', 'testLoss', 'validationAccuracy', 'validationLoss', 'trainAccuracy', 'trainLoss', 'parameters'] as const;
export type GoalMetric = (typeof goalMetrics)[number];

/** What a run is to reach. Exactly one bound is present; accuracies are shares from 0 to 1. */
export interface Goal {
  readonly metric: GoalMetric;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A task that a teacher sets: the rest of the document is where the learner starts. It changes nothing about the runs, and they are kept without it. */
export interface AssignmentSection {
  /** Markdown. */
  readonly instructions: string;
  /** The settings that are to stay, by path, each with the value it is to keep. */
  readonly locked: Readonly<Record<DocumentPath, unknown>>;
  readonly goals: readonly Goal[];
  /** Markdown, to be shown one after the other when asked for. */
  readonly hints: readonly string[];
}

export interface ExperimentDocument extends RunDocument {
  readonly variants?: readonly Variant[];
  readonly search?: SearchSection;
  readonly repeats?: number;
  readonly editor?: EditorSection;
  readonly assignment?: AssignmentSection;
}
