import type { Skeleton } from './skeletons.ts';

/** A pen's path: centres and radii of discs; `strokeEnds[i]` is where stroke i ends (exclusive). */
export interface Path {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly radius: Float64Array;
  length: number;
  strokeEnds: number[];
}

/** Enough for the points of every skeleton: at least 4 per segment, 80 in all, and rounding. */
const capacity = 512;
const pathPoints = 80;

/** An empty path, to be traced as often as wanted. */
export function createPath(): Path {
  return { x: new Float64Array(capacity), y: new Float64Array(capacity), radius: new Float64Array(capacity), length: 0, strokeEnds: [] };
}

/** Uniform Catmull–Rom curves through the points of each stroke, in pieces between corners; about 80 path points shared out by length. */
export function tracePath(path: Path, points: Float64Array, { strokeStarts, corners }: Skeleton): void {
  let total = 0;
  forEachSegment(strokeStarts, (from) => { total += chord(points, from); });
  path.length = 0;
  path.strokeEnds = [];
  for (let stroke = 0; stroke < strokeStarts.length - 1; stroke++) {
    const last = strokeStarts[stroke + 1] - 1;
    let pieceStart = strokeStarts[stroke];
    for (let end = pieceStart + 1; end <= last; end++) {
      if (end < last && !corners[end]) continue;
      tracePiece(path, points, pieceStart, end, total);
      pieceStart = end;
    }
    path.strokeEnds.push(path.length);
  }
}

function forEachSegment(strokeStarts: readonly number[], visit: (from: number) => void): void {
  for (let stroke = 0; stroke < strokeStarts.length - 1; stroke++) {
    for (let from = strokeStarts[stroke]; from < strokeStarts[stroke + 1] - 1; from++) visit(from);
  }
}

function chord(points: Float64Array, from: number): number {
  const dx = points[2 * from + 2] - points[2 * from];
  const dy = points[2 * from + 3] - points[2 * from + 1];
  return Math.sqrt(dx * dx + dy * dy);
}

function tracePiece(path: Path, points: Float64Array, start: number, end: number, total: number): void {
  const straight = end === start + 1;
  const control = (point: number, axis: number): number => {
    if (point < start) return ghost(points, start, 1, axis, straight);
    if (point > end) return ghost(points, end, -1, axis, straight);
    return points[2 * point + axis];
  };
  for (let from = start; from < end; from++) {
    const begin = path.length;
    const steps = Math.max(4, Math.floor((pathPoints * chord(points, from)) / total + 0.5));
    path.length += from + 1 === end ? steps + 1 : steps; // the last point of a piece stands at its end
    for (let axis = 0; axis < 2; axis++) {
      const coordinates = axis === 0 ? path.x : path.y;
      const p0 = control(from - 1, axis);
      const p1 = control(from, axis);
      const p2 = control(from + 1, axis);
      const p3 = control(from + 2, axis);
      for (let i = begin; i < path.length; i++) coordinates[i] = catmullRom(p0, p1, p2, p3, (i - begin) / steps);
    }
  }
}

/** The point before a piece's end: 2.25·P0 − 1.5·P1 + .25·P2, or P0 mirrored where there are but two points (the segment is straight). */
function ghost(points: Float64Array, end: number, inward: 1 | -1, axis: number, straight: boolean): number {
  const p0 = points[2 * end + axis];
  const p1 = points[2 * (end + inward) + axis];
  if (straight) return 2 * p0 - p1;
  const p2 = points[2 * (end + 2 * inward) + axis];
  return 2.25 * p0 - 1.5 * p1 + 0.25 * p2;
}

/** The curve at t in [0, 1] between p1 and p2. */
function catmullRom(p0: number, p1: number, p2: number, p3: number, t: number): number {
  return p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
}
