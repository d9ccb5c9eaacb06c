import data from '../../../../resources/digits/skeletons.json' with { type: 'json' };

/** One way to write a digit: the same strokes as several hands place them. */
export interface Skeleton {
  readonly weight: number;
  /** Width as a share of the height. */
  readonly width: number;
  /** Per pose x, y of every control point in turn, in units of the height. */
  readonly poses: readonly Float64Array[];
  /** Where each stroke begins among the points, and the number of points at the end. */
  readonly strokeStarts: readonly number[];
  /** Whether the curve has a corner at the point. */
  readonly corners: readonly boolean[];
  /** Per point the first point at the same place, or −1 where no other point is there. */
  readonly meets: readonly number[];
}

const read: (readonly Skeleton[])[] = [];

/** The ways to write a digit, read when it is first asked for: most that load this module never draw. */
export function skeletonsOf(digit: number): readonly Skeleton[] {
  return (read[digit] ??= data.variants.filter((variant) => variant.digit === digit).map(({ weight, width, poses }) => parseSkeleton(weight, width, poses)));
}

/** Reads poses such as "26,24 52,0* 52,50 | 20,100 84,100": x,y in hundredths, `*` a corner, `|` the next stroke. The first pose's corners hold. */
export function parseSkeleton(weight: number, width: number, poses: readonly string[]): Skeleton {
  const parsed = poses.map(parsePose);
  const [{ points, corners, strokeStarts }] = parsed;
  for (const pose of parsed) {
    if (pose.strokeStarts.join() !== strokeStarts.join()) throw new RangeError(`skeleton poses differ in their strokes: ${poses[0]} and ${poses[parsed.indexOf(pose)]}`);
  }
  const place = (point: number): string => `${points[2 * point]},${points[2 * point + 1]}`;
  const places = corners.map((_, point) => place(point));
  const meets = places.map((here) => (places.indexOf(here) === places.lastIndexOf(here) ? -1 : places.indexOf(here)));
  return { weight, width, poses: parsed.map((pose) => Float64Array.from(pose.points)), strokeStarts, corners, meets };
}

function parsePose(pose: string): { points: number[]; corners: boolean[]; strokeStarts: number[] } {
  const points: number[] = [];
  const corners: boolean[] = [];
  const strokeStarts = [0];
  for (const stroke of pose.split('|')) {
    for (const token of stroke.trim().split(/\s+/)) {
      const match = /^(-?\d+),(-?\d+)(\*?)$/.exec(token);
      if (match === null) throw new RangeError(`skeleton point "${token}": expected x,y or x,y*`);
      points.push(Number(match[1]) / 100, Number(match[2]) / 100);
      corners.push(match[3] === '*');
    }
    strokeStarts.push(corners.length);
  }
  return { points, corners, strokeStarts };
}
