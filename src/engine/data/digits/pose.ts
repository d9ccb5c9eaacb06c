import { exp, log, pow } from '../../core/portable-math.ts';
import { clamp } from './clamp.ts';
import type { Skeleton } from './skeletons.ts';
import type { DigitStream } from './stream.ts';

/** A skeleton, each as often as its weight says. */
export function pickByWeight(skeletons: readonly Skeleton[], random: DigitStream): Skeleton {
  const total = skeletons.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random.uniform() * total;
  for (const skeleton of skeletons) {
    rest -= skeleton.weight;
    if (rest < 0) return skeleton;
  }
  return skeletons[skeletons.length - 1];
}

/** Σ coefficient·pose with q_i = (−ln U)^1.15, normalised, and coefficient 1.2·q_i − 0.2/Q: a little beyond the poses drawn by hand. */
export function mixPoses({ poses }: Skeleton, random: DigitStream): Float64Array {
  const q = poses.map(() => pow(-log(random.uniform()), 1.15));
  const total = q.reduce((sum, value) => sum + value, 0);
  const points = new Float64Array(poses[0].length);
  poses.forEach((pose, i) => {
    const coefficient = (1.2 * q[i]) / total - 0.2 / poses.length;
    for (let j = 0; j < points.length; j++) points[j] += coefficient * pose[j];
  });
  return points;
}

/** Moves every point by .022·exp(.6·clip N)·N per axis, points that meet mostly together, and each stroke after the first by .025·N. */
export function jitter(points: Float64Array, { meets, strokeStarts }: Skeleton, random: DigitStream): void {
  const amount = 0.022 * exp(0.6 * clamp(random.normal(), -2.5, 1.8));
  const shared = new Float64Array(points.length);
  for (let point = 0; point < meets.length; point++) {
    const group = meets[point];
    for (let axis = 0; axis < 2; axis++) {
      if (group === point) shared[2 * group + axis] = random.normal();
      const own = random.normal();
      points[2 * point + axis] += amount * (group < 0 ? own : 0.9 * shared[2 * group + axis] + 0.45 * own);
    }
  }
  for (let stroke = 1; stroke < strokeStarts.length - 1; stroke++) {
    for (let axis = 0; axis < 2; axis++) {
      const drift = 0.025 * random.normal();
      for (let point = strokeStarts[stroke]; point < strokeStarts[stroke + 1]; point++) points[2 * point + axis] += drift;
    }
  }
}
