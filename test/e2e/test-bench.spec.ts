import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { drawStrokes } from '../../src/shared/digits/strokes.ts';
import { strokesOf } from '../fixtures/drawn/strokes.ts';
import { seriousFaults } from './support/axe.ts';
import { drawDigit, finger, mouse, pen } from './support/drawing.ts';
import { drawnRuns, trainOnDrawnDigits } from './support/drawn-digits.ts';
import { expect, startStudio, test } from './support/studio.ts';

test('a newcomer is told what belongs here', async ({ tab: page, home }) => {
  const studio = await startStudio(home, { DESCENT_DATASETS: '', HOME: home });
  await page.goto(studio.url);
  await page.getByRole('link', { name: 'Test', exact: true }).click();
  await expect(page.getByText('Nothing to test yet')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train your first network' })).toBeVisible();
  await studio.stop();
});

test('a step is looked at weight by weight; digits drawn by mouse, finger and pen are recognized, two runs answer side by side, a PNG is opened, and a cell of the confusion matrix shows its pictures', async ({ tab: page, home }) => {
  await trainOnDrawnDigits(home);
  const studio = await startStudio(home, { DESCENT_DATASETS: '', HOME: home });
  await page.goto(studio.url);
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByRole('link', { name: drawnRuns.trained, exact: true }).first().click();

  await page.getByRole('link', { name: 'One step, weight by weight' }).click();
  await expect(page.getByTestId('weight-numbers')).toContainText('Gradient');
  await page.getByRole('slider', { name: 'Units by how far they moved' }).press('Home');
  await expect(page.getByText('Unit 1 of 50', { exact: true })).toBeVisible();
  const pixel = page.getByRole('slider', { name: 'Arrow keys choose an input.' });
  for (const key of ['Shift+ArrowLeft', 'Shift+ArrowUp']) for (let i = 0; i < 6; i++) await pixel.press(key);
  await expect(page.getByRole('heading', { name: 'Pixel in column 1, row 1, unit 1: the numbers' })).toBeVisible();
  expect(await seriousFaults(page)).toEqual([]);
  await page.goBack();

  await page.getByRole('link', { name: 'Test it' }).click();

  const answer = page.getByTestId('answer').locator('b');
  const hands = [
    [3, mouse(page)],
    [7, await finger(page)],
    [2, await pen(page)],
  ] as const;
  for (const [digit, hand] of hands) {
    await drawDigit(page, digit, hand);
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

  // Another run answers beside it, and needs not agree.
  await page.getByLabel('Compare with another run').click();
  await page.getByRole('option', { name: new RegExp(drawnRuns.hardly) }).click();
  for (const name of Object.values(drawnRuns)) await expect(page.getByRole('region', { name, exact: true }).getByTestId('answer')).toBeVisible();
  const sure = async (name: string) => Number(/([\d.]+) %/.exec(await page.getByRole('region', { name, exact: true }).getByTestId('answer').innerText())?.[1]);
  expect(await sure(drawnRuns.trained)).toBeGreaterThan(await sure(drawnRuns.hardly));
  await page.getByLabel(`Second run: ${drawnRuns.hardly}`).click();
  await page.getByRole('option', { name: 'One run only' }).click();

  // The untrained network knows nothing of it: every class is about as likely.
  // The list that was chosen from gives the focus back a little later, and would take the key.
  await expect(async () => {
    await page.getByRole('slider', { name: /^Moment of training/ }).press('Home');
    await expect(page.getByText('before training', { exact: true })).toBeVisible({ timeout: 2000 });
  }).toPass();
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
