/** Softmax and the two losses of chapter 4, step by step as they are shown. */

/** e^x / Σe^x as it is first written down: overflows from about x = 710 on. */
export function naiveSoftmax(scores: readonly number[]): { exponentials: number[]; sum: number; probabilities: number[] } {
  const exponentials = scores.map(Math.exp);
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return { exponentials, sum, probabilities: exponentials.map((value) => value / sum) };
}

/** The same with the largest score subtracted first: nothing overflows, the result is equal. */
export function softmax(scores: readonly number[]): { largest: number; shifted: number[]; exponentials: number[]; sum: number; probabilities: number[] } {
  const largest = Math.max(...scores);
  const shifted = scores.map((score) => score - largest);
  return { largest, shifted, ...naiveSoftmax(shifted) };
}

/** −Σ t·ln(y + 10⁻⁷): the small number keeps ln 0 away, as in the book. */
export function crossEntropy(outputs: readonly number[], targets: readonly number[]): number {
  return -outputs.reduce((sum, output, i) => sum + targets[i] * Math.log(output + 1e-7), 0);
}

/** ½ Σ (y − t)². */
export function halfSquaredError(outputs: readonly number[], targets: readonly number[]): number {
  return outputs.reduce((sum, output, i) => sum + (output - targets[i]) ** 2, 0) / 2;
}

/** The vectors of chapter 4: the right class is 2; one answer is sure of it, the other of class 7. */
export const bookTarget: readonly number[] = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
export const bookOutputs: readonly { readonly name: 'right' | 'wrong'; readonly values: readonly number[] }[] = [
  { name: 'right', values: [0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0] },
  { name: 'wrong', values: [0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0] },
];
