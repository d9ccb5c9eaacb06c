import { exp } from '../../core/portable-math.ts';
import { clamp } from './clamp.ts';
import type { Path } from './path.ts';
import type { DigitStream } from './stream.ts';

/** Pixels on a side of a digit's image, as MNIST has them. */
export const digitSide = 28;
export const digitPixels = digitSide * digitSide;

/** Room for one image under way; every image overwrites it whole. */
const depth = new Float64Array(digitPixels);
const unshifted = new Uint8Array(digitPixels);

/** How far beyond a disc's edge its ink fades, in pixels. */
const reach = 0.75;

/** Inks a pen's path, in pixels, and writes the image as MNIST's were made into `pixels` at `offset`. */
export function inkImage(path: Path, random: DigitStream, pixels: Uint8Array, offset: number): void {
  renderDepth(path);
  shade(random);
  centreMass(pixels, offset);
}

/** How deep each pixel's centre lies inside the ink: the greatest (radius − distance) over the discs, where it exceeds −.75. */
function renderDepth(path: Path): void {
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
