import { contours } from 'd3-contour';
import type { Surface, SurfaceDescription } from '../../../../shared/labs/surfaces.ts';

/** One contour line as an SVG path in a unit square (x to the right, y up), enclosing what lies below its level. */
export interface ContourPath {
  readonly level: number;
  readonly d: string;
}

const columns = 170;
const rows = 128;
/** Lines are drawn a little beyond the view, so that none runs along its edge. */
const beyond = 0.04;

/** Contour lines of a surface over a view: the region where f ≤ level, one path per level. */
export function contourPaths(surface: Surface, [left, right, bottom, top]: SurfaceDescription['view'], levels: readonly number[]): ContourPath[] {
  const values = new Array<number>(columns * rows);
  const highest = Math.max(...levels);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const value = surface.value(left + (right - left) * inView((i + 0.5) / columns), bottom + (top - bottom) * inView((j + 0.5) / rows));
      // Where the function has no value the surface counts as high: lines end there.
      values[j * columns + i] = -(Number.isFinite(value) ? value : highest * 4 + 1);
    }
  }
  return contours()
    .size([columns, rows])
    .thresholds(levels.map((level) => -level))(values)
    .map(({ value, coordinates }) => ({ level: -value, d: coordinates.flatMap((polygon) => polygon.map(ring)).join('') }))
    .sort((a, b) => b.level - a.level);
}

/** From a share of the grid to a share of the view. */
const inView = (share: number): number => share * (1 + 2 * beyond) - beyond;

function ring(points: readonly (readonly number[])[]): string {
  return `M${points.map(([x, y]) => `${inView(x / columns).toFixed(5)},${inView(y / rows).toFixed(5)}`).join('L')}Z`;
}

/** Where labels of levels stand: on a vertical line down from a minimum, not too near to each other. */
export function levelLabels(surface: Surface, [, , bottom, top]: SurfaceDescription['view'], levels: readonly number[], from: readonly [number, number], gap: number): { level: number; x: number; y: number }[] {
  const labels: { level: number; x: number; y: number }[] = [];
  const [x, high] = from;
  const count = 400;
  let last = high;
  const wanted = levels.filter((level) => Number(level.toPrecision(1)) === level);
  let before = surface.value(x, high);
  for (let k = 1; k <= count; k++) {
    const y = high + ((bottom - high) * k) / count;
    const value = surface.value(x, y);
    const crossed = wanted.find((level) => (before - level) * (value - level) <= 0 && before !== value);
    before = value;
    if (crossed === undefined || (last - y) / (top - bottom) < gap || (y - bottom) / (top - bottom) < 0.02) continue;
    labels.push({ level: crossed, x, y });
    last = y;
  }
  return labels;
}
