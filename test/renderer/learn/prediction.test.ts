import { describe, expect, it } from 'vitest';
import { blank, differenceOf, hasDrawing, places, stroke } from '../../../src/renderer/features/learn/prediction.ts';

const axis = { xMax: 80, low: 0, high: 1, log: false };
const flat = (value: number) => stroke(blank, { place: 0, value }, { place: places - 1, value });
const curve = (at: (x: number) => number) => {
  const x = Array.from({ length: 81 }, (_, i) => i);
  return { x, mean: x.map(at) };
};

describe('what was drawn before a run', () => {
  it('is a straight line between two places, whichever way the hand goes', () => {
    const there = stroke(blank, { place: 10, value: 0 }, { place: 14, value: 1 });
    expect(there.slice(9, 16)).toEqual([null, 0, 0.25, 0.5, 0.75, 1, null]);
    expect(stroke(blank, { place: 14, value: 1 }, { place: 10, value: 0 })).toEqual(there);
  });

  it('is nothing until a place has a value', () => {
    expect(hasDrawing(undefined)).toBe(false);
    expect(hasDrawing(blank)).toBe(false);
    expect(hasDrawing(flat(0))).toBe(true);
  });
});

describe('the word on the difference', () => {
  it('is close within a twentieth of the axis', () => {
    expect(differenceOf(flat(0.5), curve(() => 0.54), axis)?.kind).toBe('close');
    expect(differenceOf(flat(0.5), curve(() => 0.56), axis)?.kind).toBe('higher');
  });

  it('says where the two lie farthest apart, and where they end', () => {
    const difference = differenceOf(flat(0.5), curve((x) => 0.5 - x / 200), axis);
    expect(difference?.kind).toBe('lower');
    expect(difference?.farthest).toMatchObject({ x: 80, drawn: 0.5, measured: expect.closeTo(0.1, 10) as number });
    expect(difference?.last).toEqual(difference?.farthest);
  });

  it('is mixed where the curve crosses the drawing', () => {
    expect(differenceOf(flat(0.5), curve((x) => x / 80), axis)?.kind).toBe('mixed');
  });

  it('counts a logarithmic axis in its logarithm', () => {
    const log = { xMax: 80, low: 0.01, high: 1, log: true };
    // 0.01 against 0.011 is nothing on a linear axis of 0 to 1, and a fiftieth of this one; 0.01 against 0.02 is a seventh.
    expect(differenceOf(flat(0.01), curve(() => 0.011), log)?.kind).toBe('close');
    expect(differenceOf(flat(0.01), curve(() => 0.02), log)?.kind).toBe('higher');
    expect(differenceOf(flat(0.01), curve(() => 0.02), axis)?.kind).toBe('close');
  });

  it('is none where drawing and curve have no place in common', () => {
    expect(differenceOf(blank, curve(() => 1), axis)).toBeUndefined();
    const early = stroke(blank, { place: 0, value: 1 }, { place: 5, value: 1 });
    expect(differenceOf(early, { x: [40, 60, 80], mean: [1, 1, 1] }, axis)).toBeUndefined();
  });
});
