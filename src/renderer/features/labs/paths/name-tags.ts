/** A disc on the plot with the name to be written beside it; pixels. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

/** A place that is taken, 16 pixels high around `y`. */
export interface Taken {
  readonly x: number;
  readonly y: number;
  readonly w: number;
}

export interface PlacedName {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** Mean width of a letter in the plot's font, pixels. */
const letterWidth = 7;

/**
 * Writes each disc's name beside it, on the side where nothing else is: right, left, above, below.
 * @param discs in the order in which they choose
 * @param taken by other things; names are kept off each other as well
 * @param left @param right between which a name must lie
 */
export function placeNames<D extends Disc>(discs: readonly D[], taken: readonly Taken[], left: number, right: number): (D & PlacedName)[] {
  const occupied = [...taken];
  return discs.map((disc) => {
    const w = disc.name.length * letterWidth;
    const sides = [
      { x: disc.x + 13, y: disc.y + 4, anchor: 'start' as const, from: disc.x + 13 },
      { x: disc.x - 13, y: disc.y + 4, anchor: 'end' as const, from: disc.x - 13 - w },
      { x: disc.x, y: disc.y - 14, anchor: 'middle' as const, from: disc.x - w / 2 },
      { x: disc.x, y: disc.y + 23, anchor: 'middle' as const, from: disc.x - w / 2 },
    ];
    const free = sides.find(({ from, y }) => from > left && from + w < right && !occupied.some((other) => Math.abs(other.y + 4 - (y - 4)) < 16 && from < other.x + other.w && other.x < from + w));
    const { x, y, anchor, from } = free ?? sides[0];
    occupied.push({ x: from, y: y - 8, w });
    return { ...disc, x, y, anchor };
  });
}
