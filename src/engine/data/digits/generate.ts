import { sharedBytes } from '../../core/shared-memory.ts';
import { drawDigit } from './draw.ts';
import { digitPixels } from './image.ts';

/** Images `from` to `to` (exclusive) of the set `seed`, drawn into memory that several threads share. */
export interface DigitsSlice {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** 784 bytes per image of the whole set: image i begins at 784·i. */
  readonly pixels: Uint8Array<SharedArrayBuffer>;
  /** One byte per image of the whole set. */
  readonly labels: Uint8Array<SharedArrayBuffer>;
}

/** Draws a slice, here or on another thread; resolves when its bytes are in place. */
export type DigitsDrawer = (slice: DigitsSlice) => Promise<void>;

export interface GenerateOptions {
  /** One drawer per thread; left out, the calling thread draws and lets others in between slices. */
  readonly drawers?: readonly DigitsDrawer[];
  /** Share of the images that are drawn, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Images per slice: some twenty milliseconds of work, so that progress is smooth and stopping is quick. */
const sliceSize = 500;

/** Draws a slice on this thread. Any range of images gives the same bytes as the whole set does there. */
export function drawSlice({ seed, from, to, pixels, labels }: DigitsSlice): void {
  for (let index = from; index < to; index++) labels[index] = drawDigit(seed, index, pixels, index * digitPixels);
}

/**
 * Draws images 0 to `total` − 1 of the set `seed`, shared out in slices among the drawers.
 * @throws whatever a drawer throws; the signal's reason when aborted
 */
export async function generateDigits(seed: number, total: number, options: GenerateOptions = {}): Promise<{ pixels: Uint8Array<SharedArrayBuffer>; labels: Uint8Array<SharedArrayBuffer> }> {
  const { drawers = [drawHere], onProgress, signal } = options;
  const pixels = sharedBytes(total * digitPixels);
  const labels = sharedBytes(total);
  let next = 0;
  let done = 0;
  const work = async (draw: DigitsDrawer): Promise<void> => {
    while (next < total) {
      signal?.throwIfAborted();
      const from = next;
      const to = Math.min(from + sliceSize, total);
      next = to;
      await draw({ seed, from, to, pixels, labels });
      done += to - from;
      onProgress?.(done / total);
    }
  };
  try {
    await Promise.all(drawers.map(work));
  } finally {
    next = total; // where one drawer failed, the others begin no further slice
  }
  return { pixels, labels };
}

const drawHere: DigitsDrawer = async (slice) => {
  drawSlice(slice);
  await new Promise((resolve) => { setImmediate(resolve); });
};
