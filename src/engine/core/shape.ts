/** The shape of one example, without the batch: [features], or [channels, height, width] for images. Any rank. */
export type Shape = readonly number[];

/** Number of values in one example. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** For people: `1×28×28`. */
export function showShape(shape: Shape): string {
  return shape.join('×');
}
