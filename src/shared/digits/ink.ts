/** A grey picture, row-major; 0 = paper, 255 = the darkest ink. */
export interface Greys {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/** A picture as it is decoded: four bytes per pixel, red, green, blue, opacity. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** A picture as ink on paper. */
export interface InkOnPaper extends Greys {
  readonly values: Uint8Array;
  /** The ink of the original is darker than its paper. */
  readonly darkOnLight: boolean;
}

/** Longer side of what `inkOf` gives: more than enough for 28 × 28, and little enough to draw and send. */
export const inkSide = 560;

/**
 * Ink on paper from any picture, as MNIST has it: light ink stays, dark ink on light paper is turned round.
 *
 * The paper is what the outermost ring of pixels shows: its mean is 0, and where it is not even, so is everything within its unevenness. The
 * strongest ink is 255 wherever the paper is not already black. A picture of MNIST's kind, exact black around it, stays as it is, byte
 * for byte.
 */
export function inkOf(picture: Rgba): InkOnPaper {
  const { width, height, values } = reduced(luminances(picture), picture.width, picture.height);
  const ring = ringOf(values, width, height);
  const paper = ring.reduce((sum, value) => sum + value, 0) / ring.length;
  const unevenness = ring.reduce((most, value) => Math.max(most, Math.abs(value - paper)), 0);
  const darkOnLight = isLight(values, ring, paper);
  // A stroke that runs over the edge must not make everything else count as unevenness.
  const noise = Math.min(unevenness, 48);
  const room = darkOnLight ? paper : 255 - paper;
  const exact = noise === 0 && room === 255;
  const distance = values.map((value) => Math.max(0, (darkOnLight ? paper - value : value - paper) - noise));
  const scale = exact ? 1 : 255 / Math.max(1, distance.reduce((most, value) => Math.max(most, value), 0));
  // Paper alone: what little there is would be blown up to ink.
  const nothing = !exact && scale > 8;
  return { width, height, values: Uint8Array.from(distance, (value) => (nothing ? 0 : Math.round(value * scale))), darkOnLight };
}

/** Rec. 709 luminances, 0 to 255, over paper where the picture is transparent: white under dark ink, black under light. */
function luminances({ width, height, data }: Rgba): Float64Array {
  const values = new Float64Array(width * height);
  let light = 0;
  let opaque = 0;
  for (let i = 0; i < values.length; i++) {
    const opacity = data[4 * i + 3] / 255;
    values[i] = data[4 * i] === data[4 * i + 1] && data[4 * i] === data[4 * i + 2] ? data[4 * i] : 0.2126 * data[4 * i] + 0.7152 * data[4 * i + 1] + 0.0722 * data[4 * i + 2];
    light += opacity * values[i];
    opaque += opacity;
  }
  if (opaque === values.length) return values;
  const under = light > 127.5 * opaque ? 0 : 255;
  return values.map((value, i) => under + (value - under) * (data[4 * i + 3] / 255));
}

/** Blocks of whole pixels averaged, so that the longer side is at most `inkSide`. */
function reduced(values: Float64Array, width: number, height: number): { width: number; height: number; values: Float64Array } {
  const block = Math.ceil(Math.max(width, height) / inkSide);
  if (block === 1) return { width, height, values };
  const columns = Math.ceil(width / block);
  const rows = Math.ceil(height / block);
  const out = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      let count = 0;
      for (let y = row * block; y < Math.min(height, (row + 1) * block); y++) {
        for (let x = column * block; x < Math.min(width, (column + 1) * block); x++) {
          sum += values[y * width + x];
          count++;
        }
      }
      out[row * columns + column] = sum / count;
    }
  }
  return { width: columns, height: rows, values: out };
}

/** The outermost pixels. */
function ringOf(values: Float64Array, width: number, height: number): number[] {
  const ring: number[] = [];
  for (let x = 0; x < width; x++) ring.push(values[x], values[(height - 1) * width + x]);
  for (let y = 1; y < height - 1; y++) ring.push(values[y * width], values[y * width + width - 1]);
  return ring;
}

/** Whether ink is darker than the paper: by the paper's own grey, and where that is neither, by where the other pixels lie. */
function isLight(values: Float64Array, ring: readonly number[], paper: number): boolean {
  if (paper < 64) return false;
  if (paper > 191) return true;
  const median = ring.toSorted((a, b) => a - b)[Math.floor(ring.length / 2)] ?? paper;
  let balance = 0;
  for (const value of values) balance += (value - median) ** 3;
  return balance < 0;
}
