import type { Page } from '@playwright/test';
import { seriousFaults } from './support/axe.ts';
import { expect, go, test } from './support/studio.ts';

/** Opens the palette by its keys, types, and waits for the line that is wanted to be the first. */
async function find(page: Page, words: string, line: string | RegExp): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog').getByRole('combobox').or(page.getByRole('dialog').locator('input'))).toBeFocused();
  await page.keyboard.type(words);
  await expect(page.getByRole('option').first()).toContainText(line);
}

test('the palette opens screens, runs, recipes and actions by the keyboard alone, remembers them, and leaves on Escape', async ({ page, trained }) => {
  const run = trained.optimizers.runs.find(({ state }) => state === 'done');
  await test.step('a screen, also by its word in the other language', async () => {
    await find(page, 'sweeps', 'Sweeps');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/sweeps$/);
    await find(page, '运行', 'Runs');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/runs$/);
  });
  await test.step('a run by its id', async () => {
    await find(page, run?.id ?? '', run?.name ?? '');
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`#/runs/${run?.id}$`));
  });
  await test.step('a recipe, and starting the first', async () => {
    await find(page, 'weight scales', /scales/i);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/learn\/batch-norm-scales$/);
    await find(page, 'train your first', 'Train your first network');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/runs\/[\w-]+$/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
  await test.step('an action', async () => {
    const dark = () => page.evaluate(() => document.documentElement.classList.contains('dark'));
    const before = await dark();
    await find(page, 'light and dark', 'Switch between light and dark');
    await page.keyboard.press('Enter');
    await expect.poll(dark).toBe(!before);
  });
  await test.step('arrows walk, what was chosen last comes first, and Escape changes nothing', async () => {
    const address = page.url();
    await page.keyboard.press('ControlOrMeta+k');
    const option = (index: number) => page.getByRole('option').nth(index);
    await expect(option(0)).toContainText('Switch between light and dark');
    await expect(option(1)).toContainText('Train your first network');
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('[role=option][data-highlighted]')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(page.url()).toBe(address);
  });
  await test.step('words that name nothing are told so', async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('no such thing at all');
    await expect(page.getByRole('dialog').getByRole('option')).toHaveCount(0);
    await page.keyboard.press('Escape');
  });
});

test('F1 opens the guide, `?` the sheet of shortcuts that names it; a note hides nothing that can have the focus', async ({ page }) => {
  await go(page, '/runs');
  await page.keyboard.press('F1');
  await expect(page).toHaveURL(/#\/guide$/);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog').getByText('Guide and reference')).toBeVisible();
  await page.keyboard.press('Escape');
  // A file that is none of the studio's is answered by a note.
  await page.evaluate(() => {
    const files = new DataTransfer();
    files.items.add(new File(['a,b'], 'table.csv'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
  });
  await expect(page.getByText('table.csv can’t be opened here').first()).toBeVisible();
  expect(await seriousFaults(page)).toEqual([]);
});

test('a report as JSON that is dropped on any screen is verified, a document opens as a design', async ({ page }) => {
  const drop = (name: string, value: object) =>
    page.evaluate(
      ([file, text]) => {
        const files = new DataTransfer();
        files.items.add(new File([text ?? ''], file ?? ''));
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
      },
      [name, JSON.stringify(value)],
    );
  await go(page, '/data');
  await drop('handed-in.json', { experiment: null, format: 'descent/report@1', runs: [] });
  await expect(page).toHaveURL(/#\/reports\/verify$/);
  await drop('own.json', { format: 'descent/experiment@1', name: 'Own', data: { source: 'spiral' }, network: { layers: [] } });
  await expect(page).toHaveURL(/#\/design$/);
});
