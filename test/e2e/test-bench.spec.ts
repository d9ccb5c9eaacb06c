import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { drawStrokes, padSide } from '../../src/shared/digits/strokes.ts';
import { strokesOf } from '../fixtures/drawn/strokes.ts';
import { seriousFaults } from './support/axe.ts';
import { trainOnDrawnDigits } from './support/drawn-digits.ts';
import { expect, startStudio, test } from './support/studio.ts';

/** Draws a digit on the pad with the mouse, in a few steps per stretch as a hand does. */
async function draw(page: Page, digit: number): Promise<void> {
  const pad = page.getByRole('application', { name: 'Draw a digit' });
  const box = await pad.boundingBox();
  if (!box) throw new Error('the pad is not on the screen');
  for (const { points } of strokesOf(digit)) {
    const places = points.filter((_, i) => i % 4 === 0 || i === points.length - 1).map(({ x, y }) => [box.x + (x / padSide) * box.width, box.y + (y / padSide) * box.height] as const);
    const [[startX, startY]] = places as [readonly [number, number]];
    await page.mouse.move(startX, startY);
    await page.mouse.down();
    for (const [x, y] of places) await page.mouse.move(x, y);
    await page.mouse.up();
  }
}

test('a newcomer is told what belongs here', async ({ tab: page, home }) => {
  const studio = await startStudio(home, { DESCENT_DATASETS: '', HOME: home });
  await page.goto(studio.url);
  await page.getByRole('link', { name: 'Test', exact: true }).click();
  await expect(page.getByText('Nothing to test yet')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train your first network' })).toBeVisible();
  await studio.stop();
});

test('drawn digits are recognized, a PNG is opened, and a cell of the confusion matrix shows its pictures', async ({ tab: page, home }) => {
  await trainOnDrawnDigits(home);
  const studio = await startStudio(home, { DESCENT_DATASETS: '', HOME: home });
  await page.goto(studio.url);
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.locator('a[href*="#/runs/"]').first().click();
  await page.getByRole('link', { name: 'Test it' }).click();

  const answer = page.getByTestId('answer').locator('b');
  for (const digit of [3, 7]) {
    await draw(page, digit);
    await expect(answer).toHaveText(String(digit));
    if (digit === 3) {
      await expect(page.getByRole('img', { name: 'Which pixels mattered, for 3' })).toBeVisible();
      await page.getByRole('list', { name: 'Probability of each class' }).getByRole('button', { name: /^8/ }).click();
      await expect(page.getByRole('img', { name: 'Which pixels mattered, for 8' })).toBeVisible();
      expect(await seriousFaults(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect(page.getByText('Draw something to see an answer.')).toBeVisible();
  }

  // By keys alone: a long stroke down is a 1.
  const pad = page.getByRole('application', { name: 'Draw a digit' });
  await pad.focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press(' ');
  for (let i = 0; i < 8; i++) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press(' ');
  await expect(answer).toHaveText('1');
  await page.keyboard.press('Backspace');
  await expect(page.getByText('Draw something to see an answer.')).toBeVisible();

  // Dark on white, as it comes from a scanner.
  const drawn = drawStrokes(strokesOf(5, { size: 0.7, at: [110, 150] }));
  const picture = new PNG({ width: drawn.width, height: drawn.height });
  drawn.values.forEach((value, i) => picture.data.set([255 - value, 255 - value, 255 - value, 255], 4 * i));
  const file = join(home, 'five.png');
  writeFileSync(file, PNG.sync.write(picture));
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open a PNG' }).click();
  await (await chooser).setFiles(file);
  await expect(answer).toHaveText('5');
  await expect(page.getByText('dark ink on light paper, turned round')).toBeVisible();

  // The untrained network knows nothing of it: every class is about as likely.
  await page.getByRole('slider', { name: /^Moment of training/ }).press('Home');
  await expect(page.getByText('before training', { exact: true })).toBeVisible();
  await page.getByRole('slider', { name: /^Moment of training/ }).press('End');
  await expect(answer).toHaveText('5');

  await page.getByRole('radio', { name: 'Over the test set' }).check();
  await expect(page.getByTestId('accuracy')).toHaveText(/^[89]\d\.\d\d %$/);
  const grid = page.getByRole('grid', { name: /^Confusion/ });
  const cell = grid.getByRole('gridcell', { name: /^(\d) taken for (\d): [1-9]/ }).first();
  const [, truth, taken, count] = /^(\d) taken for (\d): (\d+)/.exec((await cell.getAttribute('aria-label')) ?? '') ?? [];
  await cell.click();
  const shown = page.getByRole('region', { name: `${truth} taken for ${taken}` });
  await expect(shown.getByRole('button', { name: new RegExp(`^Class ${truth}, answer ${taken} with`) })).toHaveCount(Math.min(48, Number(count)));
  expect(await seriousFaults(page)).toEqual([]);
  await shown.getByRole('button').first().click();
  await expect(answer).toHaveText(String(taken));
  await studio.stop();
});
