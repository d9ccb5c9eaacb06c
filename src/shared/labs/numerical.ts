/** Numerical differentiation and what can be done with gradients; float64, after chapter 4 of Deep Learning from Scratch. */

/** (f(x+h) − f(x)) / h: the error falls with h, then rounding takes over. */
export function forwardDifference(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x)) / h;
}

/** (f(x+h) − f(x−h)) / 2h: the error falls with h². */
export function centralDifference(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

/** Central differences along each axis; `point` is not changed. */
export function numericalGradient(f: (point: readonly number[]) => number, point: readonly number[], h = 1e-4): number[] {
  return point.map((value, axis) => {
    const moved = (by: number) => f(point.with(axis, value + by));
    return (moved(h) - moved(-h)) / (2 * h);
  });
}

/** Slope in a direction: ∇f · v/|v|. NaN for the zero vector, which is no direction. */
export function directionalDerivative(gradient: readonly number[], direction: readonly number[]): number {
  return dot(gradient, unit(direction));
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Euclidean length. */
export const norm = (vector: readonly number[]): number => Math.hypot(...vector);

/** The vector scaled to length 1. */
export function unit(vector: readonly number[]): number[] {
  const length = norm(vector);
  return vector.map((value) => value / length);
}

/** Errors of both differences for h = 10^0, 10^−½, …, 10^−16, to be drawn on logarithmic axes. */
export function differenceErrors(f: (x: number) => number, derivative: number, x: number): { h: number; forward: number; central: number }[] {
  return Array.from({ length: 33 }, (_, k) => {
    const h = 10 ** (-k / 2);
    return { h, forward: Math.abs(forwardDifference(f, x, h) - derivative), central: Math.abs(centralDifference(f, x, h) - derivative) };
  });
}

/** Positions of gradient descent, the start included; it ends early where the point leaves every picture. */
export function descend(gradient: (point: readonly number[]) => readonly number[], start: readonly number[], lr: number, steps: number): number[][] {
  const path = [[...start]];
  for (let step = 0; step < steps; step++) {
    const here = path[path.length - 1];
    const slope = gradient(here);
    const next = here.map((value, axis) => value - lr * slope[axis]);
    if (next.some((value) => !Number.isFinite(value) || Math.abs(value) > 1e12)) break;
    path.push(next);
  }
  return path;
}
