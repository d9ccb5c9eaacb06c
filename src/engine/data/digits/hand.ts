import { cos, exp, sin } from '../../core/portable-math.ts';
import { clamp } from './clamp.ts';
import { digitSide } from './image.ts';
import type { Path } from './path.ts';
import type { DigitStream } from './stream.ts';

/** Per digit 0–9: its mean slant beyond the common one, how freely it slants, and its pen's width. */
const slantBias = [0.04, 0.08, -0.09, -0.08, 0, -0.13, -0.12, -0.12, 0.02, -0.08];
const slantSpread = [0.95, 1, 1.1, 0.98, 1.12, 1.12, 0.85, 1, 0.96, 0.98];
const penWidth = [1.08, 1.08, 1, 0.95, 0.92, 0.91, 0.94, 1.02, 0.9, 0.88];

const boxSide = 20;
const middle = (digitSide - 1) / 2;

/** Three plane waves bend the plane: direction U(0, 2π), .4 to 1.3 cycles per unit, random phase, amplitude .04·N per axis. */
export function warp(path: Path, random: DigitStream): void {
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

/** Aspect exp(.2·N), slant .16 + .24·spread·N + bias, rotation .09·N. */
export function slantAndRotate(path: Path, digit: number, random: DigitStream): void {
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
export function setRadii(path: Path, digit: number, random: DigitStream): void {
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
export function fitIntoBox(path: Path): void {
  let scale = boxSide;
  for (let round = 0; round < 2; round++) {
    const [left, right] = extent(path, path.x, scale);
    const [top, bottom] = extent(path, path.y, scale);
    const [curveLeft, curveRight] = extent(path, path.x, scale, 0);
    const [curveTop, curveBottom] = extent(path, path.y, scale, 0);
    const wide = right - left >= bottom - top;
    const curve = wide ? curveRight - curveLeft : curveBottom - curveTop;
    const pen = (wide ? right - left : bottom - top) - curve;
    scale *= (boxSide - pen) / curve;
  }
  const [left, right] = extent(path, path.x, scale);
  const [top, bottom] = extent(path, path.y, scale);
  for (let i = 0; i < path.length; i++) {
    path.x[i] = scale * path.x[i] + middle - (left + right) / 2;
    path.y[i] = scale * path.y[i] + middle - (top + bottom) / 2;
  }
}

/** Least and greatest scaled coordinate, the pen's radius (times `pen`) included. */
function extent({ length, radius: radii }: Path, coordinates: Float64Array, scale: number, pen = 1): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < length; i++) {
    const centre = scale * coordinates[i];
    const radius = pen * radii[i];
    if (centre - radius < low) low = centre - radius;
    if (centre + radius > high) high = centre + radius;
  }
  return [low, high];
}
