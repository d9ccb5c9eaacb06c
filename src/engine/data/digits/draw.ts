import { fitIntoBox, setRadii, slantAndRotate, warp } from './hand.ts';
import { inkImage } from './image.ts';
import { createPath, tracePath, type Path } from './path.ts';
import { jitter, mixPoses, pickByWeight } from './pose.ts';
import { skeletonsOf } from './skeletons.ts';
import { digitStream } from './stream.ts';

/**
 * One handwriting-like digit from a stroke skeleton.
 *
 * The pen's path is a mixture of poses, jittered, warped, slanted and rotated; the pen's width follows a nib and wavers; the image is
 * fitted and centred as MNIST's were: 20 pixels on the longer side, centre of mass in the middle. Notation in the comments:
 * N = a standard normal number, U = a uniform one.
 */

/** Room for the path under way; every digit traces it anew. */
const path = createPath();

/**
 * Draws image `index` of the set `seed` into 784 bytes of `pixels` at `offset`, overwriting them.
 * Depends on nothing but (seed, index).
 * @returns the digit drawn
 */
export function drawDigit(seed: number, index: number, pixels: Uint8Array, offset: number): number {
  const random = digitStream(seed, index);
  const digit = Math.floor(10 * random.uniform());
  const skeleton = pickByWeight(skeletonsOf(digit), random);
  const points = mixPoses(skeleton, random);
  jitter(points, skeleton, random);
  tracePath(path, points, skeleton);
  centre(path, skeleton.width);
  warp(path, random);
  slantAndRotate(path, digit, random);
  setRadii(path, digit, random);
  fitIntoBox(path);
  inkImage(path, random, pixels, offset);
  return digit;
}

/** Brings the middle of the skeleton's unit square to the origin, and gives it its width. */
function centre({ x, y, length }: Path, width: number): void {
  for (let i = 0; i < length; i++) {
    x[i] = (x[i] - 0.5) * width;
    y[i] -= 0.5;
  }
}
