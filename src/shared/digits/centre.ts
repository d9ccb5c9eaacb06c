import type { Greys } from './ink.ts';

/** Where a digit goes: the picture's size, and the box that its longer side fills, in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly box: number;
}

/** MNIST's: 28 × 28, the longer side of the digit 20. */
export const mnistFrame: Frame = { width: 28, height: 28, box: 20 };

/** The frame for pictures of another size, in the same proportions. */
export function frameFor(width: number, height: number): Frame {
  return { width, height, box: Math.max(1, Math.round((Math.min(width, height) * mnistFrame.box) / mnistFrame.width)) };
}

/** A stretch of a plane in pixels, from the upper left. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A drawing as MNIST's digits were made (LeCun, Cortes, Burges, The MNIST database): what is inked is cut out, brought to the box with its
 * proportions kept, grey where it covers a pixel in part, and moved by whole pixels so that its centre of mass is as near as can be to
 * the middle of the picture. The move ends where ink would leave the picture.
 *
 * It does not matter where in `drawing` the ink is, nor how much paper there is around it.
 * @returns bytes, row-major; all 0 where nothing is drawn
 */
export function centreDigit(drawing: Greys, frame: Frame = mnistFrame): Uint8Array {
  const ink = inkedBox(drawing);
  if (!ink) return new Uint8Array(frame.width * frame.height);
  const scale = frame.box / Math.max(ink.width, ink.height);
  const [width, height] = [ink.width * scale, ink.height * scale];
  const placed = resample(drawing, ink, { x: (frame.width - width) / 2, y: (frame.height - height) / 2, width, height }, frame);
  return toBytes(moved(placed, frame));
}

/** The whole drawing brought to the picture as it stands, its proportions kept, paper where it leaves room. */
export function shrinkDrawing(drawing: Greys, frame: Frame = mnistFrame): Uint8Array {
  const scale = Math.min(frame.width / drawing.width, frame.height / drawing.height);
  const [width, height] = [drawing.width * scale, drawing.height * scale];
  const all = { x: 0, y: 0, width: drawing.width, height: drawing.height };
  return toBytes(resample(drawing, all, { x: (frame.width - width) / 2, y: (frame.height - height) / 2, width, height }, frame));
}

/** The smallest box that holds every pixel with ink; undefined without any. */
function inkedBox({ width, height, values }: Greys): Box | undefined {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * A box of the drawing laid over a box of the frame. Each pixel of the frame gets the mean of what covers it, weighted by area; what lies
 * outside the drawing's box is paper.
 */
function resample({ width: stride, values }: Greys, from: Box, to: Box, frame: Frame): Float64Array {
  const columns = overlaps(from.width, to.x, to.width, frame.width);
  const rows = overlaps(from.height, to.y, to.height, frame.height);
  const out = new Float64Array(frame.width * frame.height);
  for (let row = 0; row < frame.height; row++) {
    for (let column = 0; column < frame.width; column++) {
      let sum = 0;
      for (const [y, high] of rows[row] ?? []) {
        const line = (from.y + y) * stride + from.x;
        for (const [x, wide] of columns[column] ?? []) sum += high * wide * values[line + x];
      }
      out[row * frame.width + column] = sum;
    }
  }
  return out;
}

/** For each of `cells` cells of length 1: which of `count` pieces, laid over `length` from `start`, cover it, and how much of it. */
function overlaps(count: number, start: number, length: number, cells: number): [piece: number, share: number][][] {
  const piece = length / count;
  return Array.from({ length: cells }, (_, cell) => {
    const covered: [number, number][] = [];
    const first = Math.max(0, Math.floor((cell - start) / piece));
    for (let i = first; i < count; i++) {
      const share = Math.min(cell + 1, start + (i + 1) * piece) - Math.max(cell, start + i * piece);
      if (share > 1e-12) covered.push([i, share]);
      if (start + (i + 1) * piece >= cell + 1) break;
    }
    return covered;
  });
}

/** Moved by whole pixels, the centre of mass to the middle. */
function moved(values: Float64Array, { width, height }: Frame): Float64Array {
  let [mass, alongX, alongY] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    mass += values[i];
    alongX += values[i] * (i % width);
    alongY += values[i] * Math.floor(i / width);
  }
  if (mass === 0) return values;
  const ink = inkedBox({ width, height, values });
  if (!ink) return values;
  const within = (shift: number, low: number, high: number) => Math.max(low, Math.min(high, shift));
  const dx = within(nearestWhole(width / 2 - alongX / mass), -ink.x, width - ink.x - ink.width);
  const dy = within(nearestWhole(height / 2 - alongY / mass), -ink.y, height - ink.y - ink.height);
  const out = new Float64Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = [x - dx, y - dy];
      if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height) out[y * width + x] = values[fromY * width + fromX];
    }
  }
  return out;
}

/** Half-way stays below: an even drawing whose middle lies between two pixels must not depend on the last bit. */
const nearestWhole = (value: number): number => Math.ceil(value - 0.5 - 1e-9);

function toBytes(values: Float64Array): Uint8Array {
  return Uint8Array.from(values, (value) => Math.round(Math.max(0, Math.min(255, value))));
}
