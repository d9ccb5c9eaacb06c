import type { Page } from 'playwright-core';
import { padSide } from '../../../src/shared/digits/strokes.ts';
import { strokesOf } from '../../fixtures/drawn/strokes.ts';

type Place = readonly [x: number, y: number];

/** A way to draw: what begins a stroke, goes on with it and ends it. */
export interface Hand {
  down(at: Place): Promise<unknown>;
  move(at: Place): Promise<unknown>;
  up(at: Place): Promise<unknown>;
}

export const mouse = (page: Page): Hand => ({
  async down([x, y]) {
    await page.mouse.move(x, y);
    await page.mouse.down();
  },
  move: ([x, y]) => page.mouse.move(x, y),
  up: () => page.mouse.up(),
});

/** A finger, as Chromium hears it from a touch screen. */
export async function finger(page: Page): Promise<Hand> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', places: readonly Place[]) => session.send('Input.dispatchTouchEvent', { type, touchPoints: places.map(([x, y]) => ({ x, y })) });
  return { down: (at) => touch('touchStart', [at]), move: (at) => touch('touchMove', [at]), up: () => touch('touchEnd', []) };
}

/** A pen that is pressed lightly. */
export async function pen(page: Page): Promise<Hand> {
  const session = await page.context().newCDPSession(page);
  const press = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', [x, y]: Place) => session.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons: type === 'mouseReleased' ? 0 : 1, clickCount: 1, pointerType: 'pen', force: 0.4 });
  return { down: (at) => press('mousePressed', at), move: (at) => press('mouseMoved', at), up: (at) => press('mouseReleased', at) };
}

/** Draws a digit on the test bench's pad, in a few steps per stretch as a hand does. */
export async function drawDigit(page: Page, digit: number, hand: Hand = mouse(page)): Promise<void> {
  const box = await page.getByRole('application').boundingBox();
  if (!box) throw new Error('the pad is not on the screen');
  for (const { points } of strokesOf(digit)) {
    const places = points.filter((_, i) => i % 4 === 0 || i === points.length - 1).map(({ x, y }): Place => [box.x + (x / padSide) * box.width, box.y + (y / padSide) * box.height]);
    const [first = [0, 0]] = places;
    await hand.down(first);
    for (const place of places) await hand.move(place);
    await hand.up(places.at(-1) ?? first);
  }
}
