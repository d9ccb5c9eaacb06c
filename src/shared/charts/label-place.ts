import { onAxis, plotArea, type ChartBand, type ChartLine, type ChartMark, type LineChartSpec } from './line-chart.ts';

/** Height of a chart on a usual screen, pixels; a little less than it has, so that words have room in smaller ones, too. */
const usualHeight = 230;
const letter = { narrow: 6.6, wide: 12 };
const lineHeight = 16;
/** From the ring's middle to the words' nearest edge, beside it, pixels. */
const beside = 12;
/** Distances from the ring that are tried above and below it, pixels. */
const distances = [8, 20, 34] as const;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

type Place = Required<Pick<ChartMark, 'side' | 'distance'>>;

/**
 * Where a mark's words stand so that no curve runs through them: beside the ring where it is free there, else above or below, further off
 * where it must be; where every place is crossed, the one that is crossed least.
 * @param pixels the plot is wide
 */
export function placeLabel(mark: Pick<ChartMark, 'x' | 'y' | 'text'>, spec: Pick<LineChartSpec, 'lines' | 'bands' | 'x' | 'y' | 'margin'>, pixels: number): Place {
  const { left, right, top, bottom } = spec.margin;
  const area = plotArea(spec, pixels + left + right, usualHeight + top + bottom);
  const [x, y] = [area.toX(mark.x), area.toY(mark.y)];
  const width = widthOf(mark.text);
  const near = x - width - 20;
  const far = x + width + 20;
  const curves = [...spec.lines.map((line) => path(line, line.y)), ...spec.bands.flatMap((band) => [path(band, band.low), path(band, band.high)])];
  // Only what passes by can cross.
  const segments = curves.flatMap((curve) => curve.slice(1).flatMap((to, i) => (curve[i] && to && to[0] >= near && curve[i][0] <= far ? [[curve[i], to] as const] : [])));

  let best: Place = { side: 'right', distance: distances[0] };
  let fewest = Infinity;
  for (const { box, ...place } of places(x, y, width)) {
    if (box.left < area.left || box.right > area.left + area.width + right || box.top < 0 || box.bottom > area.top + area.height) continue;
    const crossed = segments.filter(([from, to]) => crosses(box, from, to)).length;
    if (crossed >= fewest) continue;
    best = place;
    fewest = crossed;
    if (crossed === 0) break;
  }
  return best;

  function path({ x: steps }: ChartLine | ChartBand, values: readonly number[]): (readonly [number, number] | undefined)[] {
    return steps.map((step, i) => {
      const value = values[i] ?? NaN;
      return Number.isFinite(onAxis(spec, value)) ? [area.toX(step), area.toY(value)] : undefined;
    });
  }
}

/** All places, the nicest first. */
function* places(x: number, y: number, width: number): Generator<Place & { readonly box: Box }> {
  const across = { top: y - lineHeight / 2, bottom: y + lineHeight / 2 };
  yield { side: 'right', distance: distances[0], box: { left: x + beside, right: x + beside + width, ...across } };
  for (const distance of distances) {
    const gap = distance + beside - distances[0];
    const below = { top: y + gap - 2, bottom: y + gap + lineHeight - 2 };
    const above = { top: y - gap - lineHeight + 2, bottom: y - gap + 2 };
    const middle = { left: x - width / 2, right: x + width / 2 };
    const rightwards = { left: x, right: x + width };
    const leftwards = { left: x - width, right: x };
    yield { side: 'below', distance, box: { ...middle, ...below } };
    yield { side: 'above', distance, box: { ...middle, ...above } };
    yield { side: 'below-right', distance, box: { ...rightwards, ...below } };
    yield { side: 'above-right', distance, box: { ...rightwards, ...above } };
    yield { side: 'below-left', distance, box: { ...leftwards, ...below } };
    yield { side: 'above-left', distance, box: { ...leftwards, ...above } };
  }
  yield { side: 'left', distance: distances[0], box: { left: x - beside - width, right: x - beside, ...across } };
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character.charCodeAt(0) > 0x2e80 ? letter.wide : letter.narrow;
  return width;
}

/** Whether a straight piece of a curve passes through a box (Liang–Barsky: the share of the piece that lies within all four sides). */
function crosses({ left, right, top, bottom }: Box, [x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]): boolean {
  let [enter, leave] = [0, 1];
  for (const [from, by, low, high] of [[x0, x1 - x0, left, right], [y0, y1 - y0, top, bottom]] as const) {
    if (by === 0) {
      if (from < low || from > high) return false;
      continue;
    }
    const [first, last] = [(low - from) / by, (high - from) / by];
    enter = Math.max(enter, Math.min(first, last));
    leave = Math.min(leave, Math.max(first, last));
  }
  return enter <= leave;
}
