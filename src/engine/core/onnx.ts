/**
 * What definitions say about themselves as ONNX (https://onnx.ai/onnx/operators): operators over named values. `formats/onnx` makes a model of
 * them.
 */

export type OnnxAttribute = { readonly float: number } | { readonly int: number };

/** One operator with its output. */
export interface OnnxNode {
  /** Such as `Gemm`. */
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** Where a layer stands in a graph. Values are matrices [batch, values], float32. */
export interface OnnxPlace {
  /** Names of the value coming in and of the one going out. */
  readonly x: string;
  readonly y: string;
  /** Names of the layer's tensors by their own names: vectors [n], weights [inputs, outputs]. */
  readonly tensors: Readonly<Record<string, string>>;
  /** A constant of the layer: a vector, float32. @returns its name */
  constant(name: string, values: ArrayLike<number>): string;
}

export function node(operator: string, inputs: readonly string[], output: string, attributes: OnnxNode['attributes'] = {}): OnnxNode {
  return { operator, inputs, output, attributes };
}

export const float = (value: number): OnnxAttribute => ({ float: value });
export const int = (value: number): OnnxAttribute => ({ int: value });
