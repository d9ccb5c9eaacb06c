import type { Greys } from './ink.ts';

/** Side of the square that is drawn on, in its own units. */
export const padSide = 280;

/** A line of the pen: points in units of the pad, the pen's diameter, and how hard it was pressed at each point (1 = the full diameter). */
export interface Stroke {
  readonly width: number;
  readonly points: readonly StrokePoint[];
}

export interface StrokePoint {
  readonly x: number;
  readonly y: number;
  readonly pressure?: number;
}

/** Strokes as ink, one pixel per unit: round pen, soft over one pixel at its edge. */
export function drawStrokes(strokes: readonly Stroke[], side: number = padSide): Greys & { readonly values: Uint8Array } {
  const values = new Uint8Array(side * side);
  for (const { width, points } of strokes) {
    for (let i = 0; i < points.length; i++) inkSegment(values, side, points[Math.max(0, i - 1)], points[i], width);
  }
  return { width: side, height: side, values };
}

/** Radius at a point. */
const radius = ({ pressure = 1 }: StrokePoint, width: number): number => (width / 2) * pressure;

/** Everything within the pen's radius of the line from a to b, which grows or shrinks evenly on the way. */
function inkSegment(values: Uint8Array, side: number, a: StrokePoint, b: StrokePoint, width: number): void {
  const [ra, rb] = [radius(a, width), radius(b, width)];
  const reach = Math.max(ra, rb) + 1;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const low = (p: number, q: number) => Math.max(0, Math.floor(Math.min(p, q) - reach));
  const high = (p: number, q: number) => Math.min(side - 1, Math.ceil(Math.max(p, q) + reach));
  for (let y = low(a.y, b.y); y <= high(a.y, b.y); y++) {
    for (let x = low(a.x, b.x); x <= high(a.x, b.x); x++) {
      const [px, py] = [x + 0.5 - a.x, y + 0.5 - a.y];
      const along = length === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
      const distance = Math.hypot(px - along * dx, py - along * dy);
      const cover = Math.max(0, Math.min(1, ra + along * (rb - ra) - distance + 0.5));
      const at = y * side + x;
      values[at] = Math.max(values[at], Math.round(255 * cover));
    }
  }
}
