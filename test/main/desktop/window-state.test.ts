import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { placeWindow, readWindowState, writeWindowState, type Rectangle } from '../../../src/main/desktop/window-state.ts';

const laptop: Rectangle = { x: 0, y: 25, width: 1440, height: 875 };
const second: Rectangle = { x: 1440, y: 0, width: 1920, height: 1080 };
const place = (bounds: Rectangle | undefined, areas: readonly Rectangle[]) => placeWindow({ maximized: false, ...(bounds ? { bounds } : {}) }, areas);

describe('the window opens', () => {
  test('in its usual size, placed by the system, where nothing was kept', () => {
    expect(place(undefined, [second])).toEqual({ width: 1440, height: 900 });
    expect(place(undefined, [])).toEqual({ width: 1440, height: 900 });
  });

  test('where it was, on whichever screen that is', () => {
    const bounds = { x: 1600, y: 100, width: 1200, height: 800 };
    expect(place(bounds, [laptop, second])).toEqual(bounds);
  });

  test('on the main screen, no larger than it, when the screen it was on is gone', () => {
    expect(place({ x: 1600, y: 100, width: 1900, height: 1000 }, [laptop])).toEqual({ width: 1440, height: 875 });
  });

  test.each([
    ['only a sliver shows at the side', { x: 1400, y: 100, width: 1000, height: 700 }],
    ['its head is above the screen', { x: 100, y: -40, width: 1000, height: 700 }],
    ['its head is below the screen', { x: 100, y: 890, width: 1000, height: 700 }],
  ])('elsewhere where %s', (_why, bounds) => {
    expect(place(bounds, [laptop])).not.toHaveProperty('x');
  });

  test('never larger than a screen smaller than its least size', () => {
    expect(place(undefined, [{ x: 0, y: 0, width: 800, height: 600 }])).toEqual({ width: 800, height: 600 });
  });
});

describe('what is kept of the window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'descent-window-'));
  const file = join(folder, 'window.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('comes back as it was', () => {
    const state = { bounds: { x: 1, y: 2, width: 1000, height: 700 }, maximized: true, language: 'zh' as const };
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
  });

  test.each(['', '{', 'null', '[]', '{"bounds":{"x":"1"},"maximized":"yes","language":"fr"}', '{"bounds":{"x":1e400,"y":0,"width":1,"height":1}}'])('is as if not there where the file holds %j', (text) => {
    writeFileSync(file, text);
    expect(readWindowState(file)).toEqual({ maximized: false });
  });

  test('does not stop the window where it can’t be written', () => {
    expect(() => writeWindowState(join(folder, 'no/such/folder/window.json'), { maximized: false })).not.toThrow();
  });
});
