/** An SVG path of a small curve and where it ends. */
export interface SparklinePath {
  readonly path: string;
  readonly x: number;
  readonly y: number;
}

const inset = 3;

/**
 * The path of a curve in a box of `width` × `height` pixels, logarithmic where all values are above zero.
 * Gaps (null) break the line. Undefined where there are fewer than two values.
 */
export function sparklinePath(raw: readonly (number | null)[], width: number, height: number): SparklinePath | undefined {
  const values = calm(raw);
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length < 2) return undefined;
  const scale = known.every((value) => value > 0) ? Math.log : (value: number) => value;
  const low = Math.min(...known.map(scale));
  const high = Math.max(...known.map(scale));
  // A flat curve runs along the top, like a loss that does not fall.
  const span = high - low > 1e-3 * Math.max(1, Math.abs(high)) ? high - low : 0;
  const toY = (value: number) => (span === 0 ? inset : inset + ((high - scale(value)) / span) * (height - 2 * inset));
  const toX = (index: number) => 1 + (index / (values.length - 1)) * (width - inset - 1);

  let path = '';
  let end = { x: 0, y: 0 };
  let open = false;
  values.forEach((value, index) => {
    if (value === null || !Number.isFinite(value)) {
      open = false;
      return;
    }
    end = { x: round(toX(index)), y: round(toY(value)) };
    path += `${open ? 'L' : 'M'}${end.x} ${end.y}`;
    open = true;
  });
  return { path, ...end };
}

/** Single mini-batches jump about; a short moving average shows where they go. */
function calm(values: readonly (number | null)[]): (number | null)[] {
  let average: number | undefined;
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) return null;
    average = average === undefined ? value : 0.65 * average + 0.35 * value;
    return average;
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
