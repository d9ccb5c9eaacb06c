import { expect, go, test } from './support/studio.ts';
import type { Page } from '@playwright/test';

/** The labs' numbers, through the screens: the ones the book prints, and the reference program's optimizer paths. */

const part = (page: Page, name: string) => page.getByRole('radio', { name, exact: true }).check({ force: true });

test('optimizer paths: f at step 12, the numbers of Momentum’s step, keyboard, drag, typed formula, export', async ({ page }) => {
  await go(page, '/labs/optimizer-paths');
  const plot = page.getByRole('group', { name: /Contour lines/ });
  await expect(page.getByTestId('f-sgd')).toHaveText('f = 6.450');
  await plot.focus();
  for (let step = 0; step < 12; step++) await page.keyboard.press('ArrowRight');
  // x²/20 + y² at the reference program's thirteenth points.
  await expect(page.getByTestId('f-sgd')).toHaveText('f = 0.542');
  await expect(page.getByTestId('f-momentum')).toHaveText('f = 1.372');
  await expect(page.getByTestId('f-adagrad')).toHaveText('f = 0.066');
  await expect(page.getByTestId('f-adam')).toHaveText('f = 1.065');
  await expect(page.getByTestId('step-numbers')).toContainText('Momentum, step 12 to 13');
  for (const number of ['−0.357', '1.713', '0.385', '0.142', '−3.187', '0.998']) await expect(page.getByTestId('step-numbers')).toContainText(number);

  const start = page.getByTestId('start-point');
  const box = (await start.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 40, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByRole('textbox', { name: 'x', exact: true })).not.toHaveValue('−7.00');
  await page.getByRole('button', { name: 'The book’s values' }).click();
  await expect(page.getByRole('textbox', { name: 'x', exact: true })).toHaveValue('−7.00');

  await page.getByRole('combobox', { name: 'Surface' }).click();
  await page.getByRole('option', { name: 'A typed formula' }).click();
  await page.getByRole('textbox', { name: 'f(x, y) =' }).fill('x^2 + q');
  await expect(page.getByRole('alert')).toContainText('"q" is not known here');
  await page.getByRole('textbox', { name: 'f(x, y) =' }).fill('x^2 + y^2');
  await expect(page.getByRole('alert')).toHaveCount(0);

  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Positions as CSV' }).click()]);
  expect(download.suggestedFilename()).toBe('optimizer-paths.csv');
});

test('two apples and three oranges: 715, and what flows back', async ({ page }) => {
  await go(page, '/labs/computational-graph');
  await expect(page.getByTestId('forward')).toHaveText('715');
  for (const [name, value] of Object.entries({ apple: '2.2', apples: '110', orange: '3.3', oranges: '165', tax: '650' })) {
    await expect(page.getByTestId(`gradient-${name}`)).toHaveText(value);
  }
  await page.getByRole('textbox', { name: 'Formula' }).fill('x^2 + x*y');
  await expect(page.getByTestId('forward')).toHaveText('10');
  await expect(page.getByTestId('gradient-x')).toHaveText('7');
  await expect(page.getByTestId('gradient-y')).toHaveText('2');
  await page.getByRole('button', { name: 'From the end' }).click();
  await expect(page.getByTestId('gradient-y')).toHaveCount(0);
  for (let node = 0; node < 3; node++) await page.getByRole('button', { name: 'Next node' }).click();
  await expect(page.getByTestId('gradient-y')).toHaveText('2');
});

test('gradients: numerical differentiation, (−3, 4) with slope 5, and 1.111', async ({ page }) => {
  await go(page, '/labs/gradients');
  await expect(page.getByTestId('slope-central')).toHaveText(/^0\.2000/);
  await part(page, 'Gradient field');
  await expect(page.getByTestId('partial-x')).toHaveText('6.0000');
  await expect(page.getByTestId('partial-y')).toHaveText('8.0000');
  await part(page, 'Directional derivative');
  await expect(page.getByTestId('gradient')).toHaveAttribute('data-value', '−3.0000 4.0000');
  await expect(page.getByTestId('slope')).toHaveText('5.000');
  await part(page, 'ln(x² + y² + z²)');
  await expect(page.getByTestId('slope')).toHaveText('1.111');
  await part(page, 'Gradient descent');
  await expect(page.getByTestId('end-tooLarge')).toContainText('out of the picture');
});

test('forward pass: 0.3168 and 0.6963, softmax without overflow, 0.5108 and 0.0975', async ({ page }) => {
  await go(page, '/labs/forward-pass');
  await expect(page.getByTestId('output-0')).toHaveText('0.3168');
  await expect(page.getByTestId('output-1')).toHaveText('0.6963');
  await part(page, 'Activation functions');
  await expect(page.getByTestId('value-sigmoid')).toHaveText('0.7311');
  await part(page, 'Softmax');
  await expect(page.getByTestId('stable-2')).toHaveText('0.7366');
  await page.getByRole('button', { name: 'Add 1,000 to all' }).click();
  await expect(page.getByTestId('naive-2')).toHaveText('NaN');
  await expect(page.getByTestId('stable-2')).toHaveText('0.7366');
  await part(page, 'Losses');
  await expect(page.getByTestId('cross-entropy')).toHaveText('0.5108');
  await expect(page.getByTestId('squared-error')).toHaveText('0.0975');
  await part(page, 'sure of class 7');
  await expect(page.getByTestId('cross-entropy')).toHaveText('2.3026');
  await expect(page.getByTestId('squared-error')).toHaveText('0.5975');
});

test('initial weights, Batch Norm and Dropout show what they teach', async ({ page }) => {
  await go(page, '/labs/initial-weights');
  await part(page, 'ReLU');
  await expect.poll(async () => Number(await number('std-std001-4'))).toBeLessThan(0.001);
  expect(Number(await number('std-he-4'))).toBeGreaterThan(0.3);

  await go(page, '/labs/batch-norm');
  await expect(page.getByTestId('summary-normalized')).toHaveText('mean 0.000, std 1.000');
  await page.getByRole('button', { name: 'Shift the batch +1' }).click();
  await expect(page.getByTestId('summary-before')).toHaveText('mean 1.500, std 1.222');
  await expect(page.getByTestId('summary-after')).toHaveText('mean 0.000, std 1.000');
  await expect(page.getByTestId('back-b')).toHaveText('0.600');

  await go(page, '/labs/dropout');
  const predicted = Number(await page.getByTestId('predicted-sum').textContent());
  await page.getByRole('slider', { name: 'Step' }).focus();
  await page.keyboard.press('End');
  await expect.poll(async () => Math.abs(Number(await page.getByTestId('mean-sum').textContent()) / predicted - 1)).toBeLessThan(0.1);

  async function number(id: string): Promise<string> {
    const text = (await page.getByTestId(id).textContent({ timeout: 10_000 })) ?? '';
    return (/[\d.]+(e−\d+)?/.exec(text)?.[0] ?? 'NaN').replace('−', '-');
  }
});
