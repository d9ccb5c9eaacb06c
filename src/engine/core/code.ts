import type { ActivationKind } from './initializer.ts';

/**
 * What definitions say about themselves as Python, for the programs of `formats/code`. Fragments are whole lines or expressions; names they may
 * use are given with each. Numbers of the document are written into them, so that a program reads as what it does.
 */

/** A value as Python writes it. */
export function python(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value !== 'number') return 'None';
  if (value === Number.MAX_VALUE || value === Infinity) return 'math.inf';
  // 1e-7 is the same in both languages; 1e21 is no integer in Python, but here none is that long.
  return String(value);
}

/** Where a layer stands in a program. */
export interface LayerCodePlace {
  /** Values of one example going in and coming out. */
  readonly inputs: number;
  readonly outputs: number;
  /** An expression for how a weight begins: in NumPy the values, in Keras an initializer. */
  init(tensor: string): string;
}

/** A layer in the three programs. */
export interface LayerCode<O = never> {
  readonly numpy: {
    /**
     * A class derived from `Layer`, printed once: `tensors` (by name), `forward(x, training)`, `backward(dy)`, which fills `gradients`. May use
     * `np` and `rng`; float32 throughout.
     */
    readonly define: string;
    /** An object of it. */
    create(options: O, place: LayerCodePlace): string;
  };
  readonly pytorch: {
    /** A module, where PyTorch has none that does the same; printed once. */
    readonly define?: string;
    create(options: O, place: LayerCodePlace): string;
    /** Where PyTorch calls a tensor by another name. Matrices are turned, since it keeps weights as [outputs, inputs]. */
    readonly names?: Readonly<Record<string, string>>;
    /** Lines that set what `init` and PyTorch's own start do not: `module` is the layer. */
    start?(options: O, module: string): readonly string[];
  };
  /** Tensors are given to `set_weights` in the order in which the layer declares them. */
  readonly keras: {
    readonly define?: string;
    create(options: O, place: LayerCodePlace): string;
  };
  /** What one of the libraries does otherwise, in a line. */
  readonly notes?: { readonly pytorch?: string; readonly keras?: string };
}

/** How a weight begins: expressions may use `math`. */
export type Draw = { readonly normal: string } | { readonly uniform: string } | { readonly constant: string } | { readonly file: string };

/** What an initializer has to know to say how it draws. */
export interface DrawPlace {
  readonly fanIn: number;
  readonly fanOut: number;
  readonly activation: ActivationKind;
}

/** Where a loss stands in a program: the number of classes, or null where the targets are values. */
export interface LossCodePlace {
  readonly classes: number | null;
}

/** A loss in the three programs: lines that define `loss`, and what makes a prediction of the `outputs`. */
export interface LossCode<O = never> {
  /** `loss(outputs, t)` gives the mean over the batch and its gradient by the outputs; `t` are class numbers or values. */
  numpy(options: O, place: LossCodePlace): string;
  /** `loss(outputs, t)` gives the mean. */
  pytorch(options: O, place: LossCodePlace): string;
  /** `loss` is what `compile` takes. */
  keras(options: O, place: LossCodePlace): string;
  readonly predict?: { readonly numpy: string; readonly pytorch: string; readonly keras: string };
}

/** An optimizer in the three programs. */
export interface OptimizerCode<O = never> {
  /** Lines that change `w` and the memory in place, by `g`, the learning rate `lr`, the update's number `t` from 1, and `is_weight`. */
  numpy(options: O): readonly string[];
  /** An expression; `LEARNING_RATE` is the document's, `weights` and `others` are the parameters with and without weight decay. */
  pytorch(options: O): string;
  /** An expression; lines after it may go on with `optimizer`. */
  keras(options: O): string;
  readonly notes?: { readonly pytorch?: string; readonly keras?: string };
}

/** A schedule in all programs. */
export interface ScheduleCode<O = never> {
  /** An expression in `lr`, `epoch` and `epochs`, and `state["…"]` where the schedule has a memory; may use `math`. */
  rate(options: O): string;
  /** Lines that change `state` after an evaluation, by `validation_loss`. */
  observe?(options: O): readonly string[];
}
