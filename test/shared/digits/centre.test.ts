import { describe, expect, it } from 'vitest';
import { centreDigit, frameFor, mnistFrame, shrinkDrawing } from '../../../src/shared/digits/centre.ts';
import type { Greys } from '../../../src/shared/digits/ink.ts';
import { drawStrokes } from '../../../src/shared/digits/strokes.ts';
import { drawnDigits, strokesOf } from '../../fixtures/drawn/strokes.ts';

/** A picture from rows of text: each character's ink, `.` = paper, `#` = 255, a digit n = n · 25. */
function drawing(...rows: string[]): Greys {
  const values = rows.flatMap((row) => [...row].map((mark) => (mark === '#' ? 255 : mark === '.' ? 0 : Number(mark) * 25)));
  return { width: rows[0].length, height: rows.length, values };
}

/** The rows and columns that hold ink, first and last. */
function extent(picture: Uint8Array, width = 28): { top: number; bottom: number; left: number; right: number } {
  const inked = [...picture].flatMap((value, i) => (value > 0 ? [[i % width, Math.floor(i / width)]] : []));
  const [xs, ys] = [inked.map(([x]) => x), inked.map(([, y]) => y)];
  return { top: Math.min(...ys), bottom: Math.max(...ys), left: Math.min(...xs), right: Math.max(...xs) };
}

const shifted = ({ width, height, values }: Greys, dx: number, dy: number, room: number): Greys => {
  const out = new Uint8Array((width + room) * (height + room));
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[(y + dy) * (width + room) + x + dx] = values[y * width + x];
  return { width: width + room, height: height + room, values: out };
};

describe('a digit is centred as MNIST’s were', () => {
  it('the longer side of its ink becomes 20, the other keeps the proportion', () => {
    const tall = centreDigit(drawing('......', '..##..', '..##..', '..##..', '..##..', '......'));
    // 2 × 4 becomes 10 × 20; its middle is on 14.
    expect(extent(tall)).toEqual({ top: 4, bottom: 23, left: 9, right: 18 });
    expect(new Set(tall)).toEqual(new Set([0, 255]));
    // 4 × 1 becomes 20 × 5, from 11.5 to 16.5.
    expect(extent(centreDigit(drawing('####')))).toEqual({ top: 11, bottom: 16, left: 4, right: 23 });
  });

  it('pixels that are covered in part are grey by their share', () => {
    // 3 × 4 becomes 15 × 20, laid from 6.5 to 21.5: both edges cover half a pixel.
    const picture = centreDigit(drawing('###', '###', '###', '###'));
    expect(Array.from(picture.subarray(28 * 10, 28 * 11)).map((value, x) => [x, value]).filter(([, value]) => value > 0 && value < 255)).toEqual([[6, 128], [21, 128]]);
    // Ink of four pixels becomes one pixel: their mean.
    const small = shrinkDrawing({ width: 56, height: 56, values: Array.from({ length: 56 * 56 }, (_, i) => (i === 0 ? 200 : i === 57 ? 40 : 0)) });
    expect(small[0]).toBe(60);
  });

  it('the centre of mass moves to the middle by whole pixels', () => {
    // An L of 20 × 20: most of its ink is lower left, so it moves up and to the right, as far as the picture goes.
    const picture = centreDigit(drawing('#...', '#...', '#...', '####'));
    const { top, left } = extent(picture);
    expect([top, left]).toEqual([1, 8]);
    let [mass, x, y] = [0, 0, 0];
    picture.forEach((value, i) => ((mass += value), (x += value * (i % 28)), (y += value * Math.floor(i / 28))));
    expect(Math.abs(x / mass - 14)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(y / mass - 14)).toBeLessThanOrEqual(0.5);
  });

  it('and no ink leaves the picture, however lopsided it is', () => {
    const lopsided = drawing('#.......', '........', '........', '........', '........', '.....###', '.....###', '.....###');
    const picture = centreDigit(lopsided);
    const ink = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);
    expect(ink(picture)).toBeCloseTo(ink(lopsided.values) * (20 / 8) ** 2, -2);
    expect(extent(picture)).toMatchObject({ top: 0, left: 0 });
  });

  it('it does not matter where it was drawn, nor on how large a paper', () => {
    for (const digit of drawnDigits) {
      const drawn = drawStrokes(strokesOf(digit, { size: 0.6 }));
      const centred = centreDigit(drawn);
      for (const [dx, dy] of [[0, 0], [13, 5], [60, 0], [41, 60]]) expect(centreDigit(shifted(drawn, dx, dy, 60))).toEqual(centred);
    }
  });

  it('nor how large the pixels are: every pixel repeated twice and thrice gives the same', () => {
    const one = drawing('.37.', '#...', '.##1', '..9.');
    const repeated = (times: number): Greys => ({ width: 4 * times, height: 4 * times, values: Array.from({ length: 16 * times * times }, (_, i) => one.values[Math.floor(i / (4 * times) / times) * 4 + Math.floor((i % (4 * times)) / times)]) });
    expect(centreDigit(repeated(2))).toEqual(centreDigit(one));
    expect(centreDigit(repeated(3))).toEqual(centreDigit(one));
  });

  it('a digit that is centred already stays as it is', () => {
    const once = centreDigit(drawing('....', '.##.', '.#..', '.##.'));
    expect(centreDigit({ width: 28, height: 28, values: once })).toEqual(once);
  });

  it('an empty paper stays empty, and a dot becomes a square of 20', () => {
    expect(centreDigit(drawing('..', '..'))).toEqual(new Uint8Array(784));
    expect(extent(centreDigit(drawing('.#', '..')))).toEqual({ top: 4, bottom: 23, left: 4, right: 23 });
  });

  it('pictures of another size have the same proportions', () => {
    expect(frameFor(28, 28)).toEqual(mnistFrame);
    expect(frameFor(8, 8)).toEqual({ width: 8, height: 8, box: 6 });
    expect(extent(centreDigit(drawing('#'), frameFor(14, 14)), 14)).toEqual({ top: 2, bottom: 11, left: 2, right: 11 });
  });
});

describe('a drawing as it stands', () => {
  it('is brought to the picture whole, in the middle where it is not square', () => {
    expect([...shrinkDrawing(drawing('#.', '.#'), { width: 2, height: 2, box: 1 })]).toEqual([255, 0, 0, 255]);
    expect([...shrinkDrawing(drawing('####', '####'), { width: 4, height: 4, box: 3 })]).toEqual([0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]);
  });
});
