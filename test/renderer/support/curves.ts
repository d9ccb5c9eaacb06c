/** Curves by formula, in the shapes that training gives them: for tests of screens, where no network needs to learn. */

/** Numbers from a seed, uniform in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4294967296;
  };
}

export interface CurveShape {
  readonly start: number;
  readonly end: number;
  /** Steps after which the loss has done most of its way. */
  readonly scale: number;
  readonly noise: number;
}

/** A mini-batch loss that falls as a power law with noise that only lifts. */
export function lossCurve({ start, end, scale, noise }: CurveShape, steps: number, seed: number): number[] {
  const random = randomFrom(seed);
  return Array.from({ length: steps }, (_, step) => {
    const level = end + (start - end) / (1 + step / scale) ** 1.1;
    return Math.max(0.001, level * (1 + noise * (random() + random() - 0.9)) + (random() < 0.04 ? noise * level * 2 * random() : 0));
  });
}

/** An accuracy that rises towards its end. */
export function accuracyAt(loss: number): number {
  return Math.max(0.1, Math.min(0.9995, Math.exp(-loss * 0.62) * 1.0));
}
