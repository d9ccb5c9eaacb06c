import { describe, expect, it } from 'vitest';
import { inkOf, inkSide, type Rgba } from '../../../src/shared/digits/ink.ts';
import { drawStrokes } from '../../../src/shared/digits/strokes.ts';

const rgba = (width: number, pixels: readonly (readonly [number, number, number, number])[]): Rgba => ({ width, height: pixels.length / width, data: pixels.flat() });
const grey = (width: number, values: readonly number[], opacity = 255): Rgba => rgba(width, values.map((value) => [value, value, value, opacity]));

describe('ink on paper', () => {
  it('light ink on black stays byte for byte, as MNIST has it', () => {
    const picture = inkOf(grey(4, [0, 0, 0, 0, 0, 254, 7, 0, 0, 130, 1, 0, 0, 0, 0, 0]));
    expect([...picture.values]).toEqual([0, 0, 0, 0, 0, 254, 7, 0, 0, 130, 1, 0, 0, 0, 0, 0]);
    expect(picture.darkOnLight).toBe(false);
  });

  it('dark ink on white is turned round', () => {
    const picture = inkOf(grey(3, [255, 255, 255, 255, 15, 255, 255, 255, 255]));
    expect([...picture.values]).toEqual([0, 0, 0, 0, 240, 0, 0, 0, 0]);
    expect(picture.darkOnLight).toBe(true);
  });

  it('grey and uneven paper becomes 0 and its darkest ink 255', () => {
    const values = [200, 196, 204, 200, 200, 120, 190, 200, 196, 204, 20, 196, 200, 204, 196, 204];
    const picture = inkOf(grey(4, values));
    expect(picture.darkOnLight).toBe(true);
    expect(Math.max(...Array.from(picture.values))).toBe(255);
    expect(Array.from(picture.values).filter((value) => value > 0)).toHaveLength(3);
  });

  it('colours count by how bright they look', () => {
    const red = [255, 0, 0, 255] as const;
    const white = [255, 255, 255, 255] as const;
    expect([...inkOf(rgba(3, [white, white, white, white, red, white, white, white, white])).values][4]).toBe(Math.round(255 - 0.2126 * 255));
  });

  it('transparent paper is light under dark ink and dark under light ink', () => {
    const clear = [0, 0, 0, 0] as const;
    const around = (ink: readonly [number, number, number, number]) => rgba(3, [clear, clear, clear, clear, ink, clear, clear, clear, clear]);
    expect([...inkOf(around([0, 0, 0, 255])).values]).toEqual([0, 0, 0, 0, 255, 0, 0, 0, 0]);
    expect([...inkOf(around([255, 255, 255, 255])).values]).toEqual([0, 0, 0, 0, 255, 0, 0, 0, 0]);
    expect([...inkOf(around([0, 0, 0, 127])).values]).toEqual([0, 0, 0, 0, 127, 0, 0, 0, 0]);
  });

  it('a stroke that runs over the edge is still ink', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i % 10 === 4 ? 0 : 255));
    const picture = inkOf(grey(10, values));
    expect(picture.darkOnLight).toBe(true);
    expect(Array.from(picture.values).every((value, i) => (i % 10 === 4 ? value === 255 : value === 0))).toBe(true);
  });

  it('paper alone has no ink, whatever its grey', () => {
    for (const value of [0, 3, 128, 250, 255]) expect(new Set(inkOf(grey(5, Array.from({ length: 25 }, (_, i) => value + (i % 2)))).values)).toEqual(new Set([0]));
  });

  it('large pictures are brought to a size that is enough', () => {
    const picture = inkOf(grey(1200, Array.from({ length: 1200 * 300 }, (_, i) => (i % 1200 > 500 && i % 1200 < 560 ? 255 : 0))));
    expect(picture.width).toBe(400);
    expect(picture.height).toBe(100);
    expect(Math.max(picture.width, picture.height)).toBeLessThanOrEqual(inkSide);
  });
});

describe('strokes', () => {
  it('a dot is a disc of the pen’s diameter, soft at its edge', () => {
    const { values, width } = drawStrokes([{ width: 10, points: [{ x: 50, y: 50 }] }], 100);
    expect(values[50 * width + 50]).toBe(255);
    expect(values[50 * width + 53]).toBe(255);
    expect(values[50 * width + 56]).toBe(0);
    const area = values.reduce((sum, value) => sum + value / 255, 0);
    expect(area).toBeCloseTo(Math.PI * 25, 0);
  });

  it('a line has the pen’s width; pressure makes it thinner', () => {
    const across = (pressure: number) => {
      const { values, width } = drawStrokes([{ width: 20, points: [{ x: 20, y: 50, pressure }, { x: 80, y: 50, pressure }] }], 100);
      return Array.from({ length: 100 }, (_, y) => values[y * width + 50] / 255).reduce((sum, value) => sum + value, 0);
    };
    expect(across(1)).toBeCloseTo(20, 1);
    expect(across(0.5)).toBeCloseTo(10, 1);
  });

  it('ink over the edge of the pad is cut off, not carried round', () => {
    const { values } = drawStrokes([{ width: 10, points: [{ x: -3, y: 0 }, { x: 300, y: 0 }] }], 20);
    expect(values[19 * 20]).toBe(0);
    expect(values[0]).toBe(255);
  });
});
