/**
 * One handwriting-like digit from a stroke skeleton.
 *
 * The pen's path is a mixture of poses, jittered, warped, slanted and rotated; the pen's width follows a nib and wavers; the image is
 * fitted and centred as MNIST's were: 20 pixels on the longer side, centre of mass in the middle. Notation in the comments:
 * N = a standard normal number, U = a uniform one.
 */
import { cos, exp, log, pow, sin } from '../../core/portable-math.ts';
import { skeletonsByDigit } from './skeletons.ts';
import type { Skeleton } from './skeletons.ts';
import { digitStream } from './stream.ts';
import type { DigitStream } from './stream.ts';

export const digitSide = 28;
export const digitPixels = digitSide * digitSide;

/** Per digit 0–9: its mean slant beyond the common one, how freely it slants, and its pen's width. */
const slantBias = [0.04, 0.08, -0.09, -0.08, 0, -0.13, -0.12, -0.12, 0.02, -0.08];
const slantSpread = [0.95, 1, 1.1, 0.98, 1.12, 1.12, 0.85, 1, 0.96, 0.98];
const penWidth = [1.08, 1.08, 1, 0.95, 0.92, 0.91, 0.94, 1.02, 0.9, 0.88];

const pathPoints = 80;
const boxSide = 20;
const middle = (digitSide - 1) / 2;

/** A pen's path: centres and radii of discs; `strokeEnds[i]` is where stroke i ends (exclusive). */
interface Path {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly radius: Float64Array;
  length: number;
  strokeEnds: number[];
}

/** Enough for the points of every skeleton: at least 4 per segment, 80 in all, and rounding. */
const pathCapacity = 512;
const path: Path = { x: new Float64Array(pathCapacity), y: new Float64Array(pathCapacity), radius: new Float64Array(pathCapacity), length: 0, strokeEnds: [] };
const depth = new Float64Array(digitPixels);
const unshifted = new Uint8Array(digitPixels);

/**
 * Draws image `index` of the set `seed` into 784 bytes of `pixels` at `offset`, overwriting them.
 * Depends on nothing but (seed, index).
 * @returns the digit drawn
 */
export function drawDigit(seed: number, index: number, pixels: Uint8Array, offset: number): number {
  const random = digitStream(seed, index);
  const digit = Math.floor(10 * random.uniform());
  const skeleton = pickByWeight(skeletonsByDigit[digit], random);
  const points = mixPoses(skeleton, random);
  jitter(points, skeleton, random);
  tracePath(points, skeleton);
  for (let i = 0; i < path.length; i++) {
    path.x[i] = (path.x[i] - 0.5) * skeleton.width;
    path.y[i] -= 0.5;
  }
  warp(random);
  slantAndRotate(digit, random);
  setRadii(digit, random);
  fitIntoBox();
  renderDepth();
  shade(random);
  centreMass(pixels, offset);
  return digit;
}

function pickByWeight(skeletons: readonly Skeleton[], random: DigitStream): Skeleton {
  const total = skeletons.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random.uniform() * total;
  for (const skeleton of skeletons) {
    rest -= skeleton.weight;
    if (rest < 0) return skeleton;
  }
  return skeletons[skeletons.length - 1];
}

/** Σ coefficient·pose with q_i = (−ln U)^1.15, normalised, and coefficient 1.2·q_i − 0.2/Q: a little beyond the poses drawn by hand. */
function mixPoses({ poses }: Skeleton, random: DigitStream): Float64Array {
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
function jitter(points: Float64Array, { meets, strokeStarts }: Skeleton, random: DigitStream): void {
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

/** Uniform Catmull–Rom curves through the points of each stroke, in pieces between corners; about 80 path points shared out by length. */
function tracePath(points: Float64Array, { strokeStarts, corners }: Skeleton): void {
  let total = 0;
  forEachSegment(strokeStarts, (from) => { total += chord(points, from); });
  path.length = 0;
  path.strokeEnds = [];
  for (let stroke = 0; stroke < strokeStarts.length - 1; stroke++) {
    const last = strokeStarts[stroke + 1] - 1;
    let pieceStart = strokeStarts[stroke];
    for (let end = pieceStart + 1; end <= last; end++) {
      if (end < last && !corners[end]) continue;
      tracePiece(points, pieceStart, end, total);
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

function tracePiece(points: Float64Array, start: number, end: number, total: number): void {
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

/** Three plane waves bend the plane: direction U(0, 2π), .4 to 1.3 cycles per unit, random phase, amplitude .04·N per axis. */
function warp(random: DigitStream): void {
  const waves = [0, 1, 2].map(() => {
    const direction = random.between(0, 2 * Math.PI);
    const frequency = 2 * Math.PI * random.between(0.4, 1.3);
    const phase = random.between(0, 2 * Math.PI);
    return { kx: frequency * cos(direction), ky: frequency * sin(direction), phase, ax: 0.04 * random.normal(), ay: 0.04 * random.normal() };
  });
  for (let i = 0; i < path.length; i++) {
    let dx = 0;
    let dy = 0;
    for (const { kx, ky, phase, ax, ay } of waves) {
      const wave = sin(kx * path.x[i] + ky * path.y[i] + phase);
      dx += ax * wave;
      dy += ay * wave;
    }
    path.x[i] += dx;
    path.y[i] += dy;
  }
}

function slantAndRotate(digit: number, random: DigitStream): void {
  const aspect = exp(0.2 * random.normal());
  const slant = 0.16 + 0.24 * slantSpread[digit] * random.normal() + slantBias[digit];
  const angle = 0.09 * random.normal();
  const c = cos(angle);
  const s = sin(angle);
  for (let i = 0; i < path.length; i++) {
    const x = path.x[i] * aspect - slant * path.y[i];
    const y = path.y[i];
    path.x[i] = c * x - s * y;
    path.y[i] = s * x + c * y;
  }
}

/** Pen radii in pixels: a common one, thicker along the nib's direction, wavering along the way. */
function setRadii(digit: number, random: DigitStream): void {
  const common = clamp(1.28 * exp(0.26 * random.normal()) * penWidth[digit], 0.62, 2.7);
  const nib = 0.16 * Math.abs(random.normal());
  const nibAngle = random.between(0, Math.PI);
  const nibCos = cos(2 * nibAngle);
  const nibSin = sin(2 * nibAngle);
  const waver = 0.14 * random.normal();
  const frequency = 2 * Math.PI * random.between(0.5, 2);
  const phase = random.between(0, 2 * Math.PI);
  let begin = 0;
  for (const end of path.strokeEnds) {
    for (let i = begin; i < end; i++) {
      const dx = path.x[Math.min(i + 1, end - 1)] - path.x[Math.max(i - 1, begin)];
      const dy = path.y[Math.min(i + 1, end - 1)] - path.y[Math.max(i - 1, begin)];
      const square = dx * dx + dy * dy;
      // cos 2(θ − θ0) by the double-angle formulas: no arc tangent needed
      const alignment = square === 0 ? 0 : ((dx * dx - dy * dy) * nibCos + 2 * dx * dy * nibSin) / square;
      const t = i / path.length;
      path.radius[i] = clamp(common * (1 + nib * alignment) * (1 + waver * sin(frequency * t + phase)), 0.45, 3.2);
    }
    begin = end;
  }
}

/** Scales the path so that the longer side of the discs' bounding box is 20 pixels, and centres that box. Radii are in pixels already. */
function fitIntoBox(): void {
  let scale = boxSide;
  for (let round = 0; round < 2; round++) {
    const [left, right] = extent(path.x, scale);
    const [top, bottom] = extent(path.y, scale);
    const [curveLeft, curveRight] = extent(path.x, scale, 0);
    const [curveTop, curveBottom] = extent(path.y, scale, 0);
    const wide = right - left >= bottom - top;
    const curve = wide ? curveRight - curveLeft : curveBottom - curveTop;
    const pen = (wide ? right - left : bottom - top) - curve;
    scale *= (boxSide - pen) / curve;
  }
  const [left, right] = extent(path.x, scale);
  const [top, bottom] = extent(path.y, scale);
  for (let i = 0; i < path.length; i++) {
    path.x[i] = scale * path.x[i] + middle - (left + right) / 2;
    path.y[i] = scale * path.y[i] + middle - (top + bottom) / 2;
  }
}

/** Least and greatest scaled coordinate, the pen's radius (times `pen`) included. */
function extent(coordinates: Float64Array, scale: number, pen = 1): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < path.length; i++) {
    const centre = scale * coordinates[i];
    const radius = pen * path.radius[i];
    if (centre - radius < low) low = centre - radius;
    if (centre + radius > high) high = centre + radius;
  }
  return [low, high];
}

const reach = 0.75;

/** How deep each pixel's centre lies inside the ink: the greatest (radius − distance) over the discs, where it exceeds −.75. */
function renderDepth(): void {
  depth.fill(-reach);
  for (let i = 0; i < path.length; i++) {
    const x = path.x[i];
    const y = path.y[i];
    const radius = path.radius[i];
    const top = Math.max(0, Math.ceil(y - radius - reach));
    const bottom = Math.min(digitSide - 1, Math.floor(y + radius + reach));
    const left = Math.max(0, Math.ceil(x - radius - reach));
    const right = Math.min(digitSide - 1, Math.floor(x + radius + reach));
    for (let row = top; row <= bottom; row++) {
      const rowSquare = (row - y) * (row - y);
      for (let column = left; column <= right; column++) {
        const pixel = row * digitSide + column;
        const square = rowSquare + (column - x) * (column - x);
        const within = radius - depth[pixel]; // nearer than this, the disc covers the pixel deeper
        if (within > 0 && square < within * within) depth[pixel] = radius - Math.sqrt(square);
      }
    }
  }
}

/** Ink from depth, with noise .06·exp(.4·N)·N on every pixel near ink. */
function shade(random: DigitStream): void {
  const amount = 0.06 * exp(0.4 * random.normal());
  for (let pixel = 0; pixel < digitPixels; pixel++) {
    if (depth[pixel] <= -reach) {
      unshifted[pixel] = 0;
      continue;
    }
    const noisy = depth[pixel] + amount * random.normal();
    unshifted[pixel] = Math.floor(255 * clamp(noisy / 1.15 + 0.5, 0, 1) + 0.5);
  }
}

/** Moves the image by whole pixels so that its centre of mass comes to pixel (14, 14), as MNIST was made. */
function centreMass(pixels: Uint8Array, offset: number): void {
  let mass = 0;
  let rows = 0;
  let columns = 0;
  for (let row = 0; row < digitSide; row++) {
    let rowMass = 0;
    for (let column = 0; column < digitSide; column++) {
      const ink = unshifted[row * digitSide + column];
      rowMass += ink;
      columns += ink * column;
    }
    mass += rowMass;
    rows += row * rowMass;
  }
  const down = Math.floor(14 - rows / mass + 0.5);
  const right = Math.floor(14 - columns / mass + 0.5);
  pixels.fill(0, offset, offset + digitPixels);
  for (let row = Math.max(0, down); row < Math.min(digitSide, digitSide + down); row++) {
    const from = (row - down) * digitSide;
    const to = offset + row * digitSide;
    for (let column = Math.max(0, right); column < Math.min(digitSide, digitSide + right); column++) pixels[to + column] = unshifted[from + column - right];
  }
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
