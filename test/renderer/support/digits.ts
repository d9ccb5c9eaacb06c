/** Seven-segment digits as soft grey pictures: pictures for screens, not data to learn from. */

const segments: Record<string, readonly [number, number, number, number]> = {
  a: [9, 6, 19, 6],
  b: [19, 6, 18.5, 14],
  c: [18.5, 14, 18, 22],
  d: [8, 22, 18, 22],
  e: [8.5, 14, 8, 22],
  f: [9, 6, 8.5, 14],
  g: [8.5, 14, 18.5, 14],
};
const digits = ['abcdef', 'bc', 'abged', 'abgcd', 'fgbc', 'afgcd', 'afgedc', 'abc', 'abcdefg', 'abcfgd'];
const size = 28;

/** Row-major bytes of one digit. */
export function digitPicture(digit: number): Uint8Array {
  const pixels = new Uint8Array(size * size);
  for (const name of digits[digit % 10] ?? '') {
    const line = segments[name];
    if (!line) continue;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const ink = Math.max(0, Math.min(1, 2.2 - distance(x, y, line)));
        pixels[y * size + x] = Math.max(pixels[y * size + x] ?? 0, Math.round(ink * 255));
      }
    }
  }
  return pixels;
}

function distance(x: number, y: number, [x1, y1, x2, y2]: readonly [number, number, number, number]): number {
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const along = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
  return Math.hypot(x - (x1 + along * (x2 - x1)), y - (y1 + along * (y2 - y1)));
}
