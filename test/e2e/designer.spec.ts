import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { seriousFaults } from './support/axe.ts';
import { expect, test } from './support/studio.ts';

/**
 * The designer from an empty network to a trained one, by mouse and again by keyboard alone: 784-100-bn-relu-dropout-10
 * with He, Adam, cosine and L2.
 */

interface Draft {
  readonly document: { readonly name: string; readonly network: { readonly layers: readonly { readonly type: string }[]; readonly init: object }; readonly editor?: object };
}

/** The document as the window keeps it. */
const draftOf = (page: Page): Promise<Draft['document']> =>
  page.evaluate(() => {
    const id = sessionStorage.getItem('descent.design.current') ?? '';
    return (JSON.parse(localStorage.getItem(`descent.draft.${id}`) ?? '{}') as Draft).document;
  });
const typesOf = async (page: Page) => (await draftOf(page)).network.layers.map(({ type }) => type);

test.use({ viewport: { width: 1440, height: 900 } });

async function openDesigner(page: Page): Promise<void> {
  const link = page.getByRole('link', { name: 'Design', exact: true });
  // The screen's code is on its way before the link is followed.
  await link.hover();
  await expect.poll(() => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('DesignScreen')))).toBe(true);
  await link.click();
  await expect(page.getByRole('treegrid')).toBeVisible();
}

const parameters = (page: Page, count: string) => expect(page.getByText(`${count} parameters`)).toBeVisible();
const stackRow = (page: Page, name: string) => page.getByRole('row', { name, exact: true });

/** In steps, as a hand does. */
async function dragTo(page: Page, from: Locator, to: Locator, below: number): Promise<void> {
  // What the analyzer finds may give rows another line: a hand waits until they lie still.
  await expect(page.getByRole('treegrid')).not.toHaveAttribute('aria-busy', 'true');
  const start = await from.boundingBox();
  if (!start) throw new Error('nothing to drag');
  await page.mouse.move(start.x + 40, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(start.x + 60, start.y + start.height / 2 + 8, { steps: 4 });
  // The stack may have moved meanwhile: a hand goes to where it is now.
  const end = await to.boundingBox();
  if (!end) throw new Error('nowhere to drop');
  await page.mouse.move(end.x + 160, end.y + below, { steps: 12 });
  // Where it would fall is found out with the frames: a hand is slower than these.
  await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
  await page.mouse.up();
}

test('a network is built by mouse, undone and redone, repeated, saved, opened again and trained', async ({ page }) => {
  await openDesigner(page);
  await page.getByRole('button', { name: 'Templates' }).click();
  await page.getByRole('menuitem', { name: /Empty network/ }).click();
  await expect(page.getByText('An empty network')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train 1 run' })).toBeDisabled();

  const palette = page.getByRole('region', { name: 'Layers to add' });
  await dragTo(page, palette.getByRole('button', { name: 'Add Affine A', exact: true }), page.getByText('An empty network'), 10);
  await expect(stackRow(page, 'Affine 1')).toBeVisible();
  await palette.getByRole('button', { name: 'Add Dropout' }).click();
  await palette.getByRole('button', { name: 'Add Affine A', exact: true }).click();
  await expect.poll(() => typesOf(page)).toEqual(['affine', 'dropout', 'affine']);
  await expect(stackRow(page, 'Affine 2')).toBeVisible();
  // The two that go in between are dropped where they belong.
  await dragTo(page, palette.getByRole('button', { name: 'Add Batch Norm' }), stackRow(page, 'Affine 1'), 50);
  await expect.poll(() => typesOf(page)).toEqual(['affine', 'batch-norm', 'dropout', 'affine']);
  await dragTo(page, palette.getByRole('button', { name: 'Add ReLU R', exact: true }), stackRow(page, 'Batch Norm 1'), 50);
  await expect.poll(() => typesOf(page)).toEqual(['affine', 'batch-norm', 'relu', 'dropout', 'affine']);

  // The last layer has too many outputs: that is said, Train waits, and one click mends it.
  await expect(page.getByText('The network ends with 100 outputs, but the data has 10 classes.', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Set 10 units' }).click();
  await parameters(page, '79,710');
  await expect(stackRow(page, 'Affine 1')).toContainText('784 → 100');
  await expect(stackRow(page, 'Affine 1')).toContainText('78,500');
  await expect(stackRow(page, 'Batch Norm 1')).toContainText('200');
  await expect(stackRow(page, 'Affine 2')).toContainText('100 → 10');

  const choose = async (name: string, option: string) => {
    await page.getByRole('combobox', { name, exact: true }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  await choose('Initial weights of all layers', 'He normal');
  await choose('Optimizer', 'Adam');
  await choose('Schedule', 'Cosine');
  await page.getByRole('textbox', { name: 'Weight decay' }).fill('1e-4');
  await page.getByRole('textbox', { name: 'Weight decay' }).press('Enter');
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1');
  await page.getByRole('textbox', { name: 'Epochs' }).press('Enter');
  await expect.poll(() => draftOf(page)).toMatchObject({
    network: { init: { scheme: 'he-normal' } },
    optimizer: { type: 'adam', lr: 0.001 },
    schedule: { type: 'cosine' },
    regularization: { l2: 1e-4 },
    training: { epochs: 1 },
  });

  const before = await draftOf(page);
  for (let step = 0; step < 5; step++) await page.getByRole('button', { name: /^Undo: / }).click();
  await expect.poll(() => draftOf(page)).toMatchObject({ optimizer: { type: 'sgd' }, network: { init: { scheme: 'auto' } } });
  for (let step = 0; step < 5; step++) await page.getByRole('button', { name: /^Redo: / }).click();
  await expect.poll(() => draftOf(page)).toEqual(before);

  // Four layers become a block that stands twice.
  await stackRow(page, 'Affine 1').click();
  await stackRow(page, 'Dropout 1').click({ modifiers: ['Shift'] });
  await page.getByRole('complementary').getByRole('button', { name: 'Make a block' }).click();
  await page.getByRole('treegrid').getByRole('spinbutton').fill('2');
  await page.getByRole('treegrid').getByRole('spinbutton').press('Enter');
  await parameters(page, '90,010');
  expect(await typesOf(page)).toEqual(['affine', 'batch-norm', 'relu', 'dropout', 'affine', 'batch-norm', 'relu', 'dropout', 'affine']);
  expect(await draftOf(page)).toMatchObject({ editor: { blocks: [{ at: 0, length: 4, times: 2 }] } });
  expect(await seriousFaults(page)).toEqual([]);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('New-network.descent.json');
  const path = await file.path();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(await draftOf(page));

  await page.getByRole('button', { name: 'Templates' }).click();
  await page.getByRole('menuitem', { name: /^Two layers/ }).click();
  await parameters(page, '39,760');
  await page.getByTestId('open-document').setInputFiles({ name: 'New-network.descent.json', mimeType: 'application/json', buffer: readFileSync(path) });
  await parameters(page, '90,010');
  await expect(page.getByRole('treegrid').getByRole('spinbutton')).toHaveValue('2');

  await page.getByRole('button', { name: 'Train 1 run' }).click();
  await expect(page).toHaveURL(/#\/runs\/[a-z0-9-]+$/);
  await expect(page.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 90_000 });

  // The run opens as a copy: another draft, the same network.
  const run = new URL(page.url()).hash.split('/').at(-1) ?? '';
  await page.evaluate((id) => void (location.hash = `/design?run=${id}`), run);
  await parameters(page, '90,010');
});

test('the same by keyboard alone, and every edit is announced', async ({ page }) => {
  await openDesigner(page);
  const said = page.locator('p[role=status]').last();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  await tabTo(page, /^Templates$/);
  await press('Enter');
  await page.keyboard.type('Empty');
  await press('Enter');
  await expect(page.getByText('An empty network')).toBeVisible();
  await expect(page.getByRole('menu')).toBeHidden();

  await press('a');
  await expect(said).toHaveText('Affine 1 added, position 1 of 1');
  await press('b', 'r', 'd', 'a');
  await expect(said).toHaveText('Affine 2 added, position 5 of 5');
  expect(await typesOf(page)).toEqual(['affine', 'batch-norm', 'relu', 'dropout', 'affine']);

  await expect(page.getByRole('button', { name: 'Set 10 units' })).toBeVisible();
  await tabTo(page, /^Set 10 units/);
  await press('Enter');
  await parameters(page, '79,710');

  // The stack: walk, move and move back, extend, group.
  await tabTo(page, /^Affine 2$/, 'row');
  await press('ArrowUp', 'Alt+ArrowUp');
  await expect(said).toHaveText('Dropout 1 moved, position 3 of 5');
  expect(await typesOf(page)).toEqual(['affine', 'batch-norm', 'dropout', 'relu', 'affine']);
  await press('Alt+ArrowDown');
  expect(await typesOf(page)).toEqual(['affine', 'batch-norm', 'relu', 'dropout', 'affine']);

  await tabTo(page, /^Initial weights of all layers$/);
  await press('Enter');
  await page.keyboard.type('He n');
  await press('Enter');
  await tabTo(page, /^Optimizer$/);
  await press('Enter');
  await page.keyboard.type('Adam');
  await press('Enter');
  await tabTo(page, /^Schedule$/);
  await press('Enter');
  await page.keyboard.type('Cos');
  await press('Enter');
  await tabTo(page, /^Weight decay$/);
  await press('Control+a');
  await page.keyboard.type('1e-4');
  await press('Enter');
  await tabTo(page, /^Epochs$/);
  await press('Control+a');
  await page.keyboard.type('1');
  await press('Enter');
  await expect.poll(() => draftOf(page)).toMatchObject({ network: { init: { scheme: 'he-normal' } }, optimizer: { type: 'adam' }, schedule: { type: 'cosine' }, regularization: { l2: 1e-4 }, training: { epochs: 1 } });

  const before = await draftOf(page);
  await tabTo(page, /^Dropout 1$/, 'row');
  await press('Control+z', 'Control+z', 'Control+z', 'Control+z', 'Control+z');
  await expect(said).toHaveText(/^Undone: /);
  await expect.poll(() => draftOf(page)).toMatchObject({ optimizer: { type: 'sgd' }, network: { init: { scheme: 'auto' } } });
  await press('Control+y', 'Control+y', 'Control+y', 'Control+Shift+z', 'Control+Shift+z');
  await expect.poll(() => draftOf(page)).toEqual(before);

  await press('Home', 'ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Control+g');
  await expect(said).toHaveText('Block made of 4 layers');
  await tabTo(page, /^Repeat: /);
  await press('ArrowUp');
  await parameters(page, '90,010');

  // Copies go to the clipboard as text, and come back.
  await tabTo(page, /^Affine · Batch Norm/, 'row');
  await press('End', 'ArrowUp', 'Control+d');
  await expect(said).toHaveText('Affine 2 duplicated');
  await press('Delete');
  await expect(said).toHaveText('Affine 3 deleted');
  await parameters(page, '90,010');

  const download = page.waitForEvent('download');
  await press('Control+s');
  expect(JSON.parse(readFileSync(await (await download).path(), 'utf8'))).toEqual(await draftOf(page));

  await tabTo(page, /^Train 1 run$/);
  await press('Enter');
  await expect(page).toHaveURL(/#\/runs\/[a-z0-9-]+$/);
  await expect(page.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 90_000 });
});

test('the JSON follows the stack and the stack the JSON, and problems stand at their lines', async ({ page }) => {
  await openDesigner(page);
  await page.getByRole('radio', { name: 'JSON' }).check();
  const editor = page.getByRole('textbox', { name: 'The document as JSON' });
  await expect(editor).toContainText('"batch-norm"');
  await editor.click();
  await page.keyboard.press('Control+a');
  const document = { format: 'descent/experiment@1', name: 'Typed', data: { source: 'spiral' }, network: { layers: [{ type: 'affine', units: 8 }, { type: 'rellu' }, { type: 'affine', units: 3 }] }, training: { epochs: 1 } };
  await page.keyboard.insertText(JSON.stringify(document, null, 2));
  await expect(page.getByRole('button', { name: /^Line 14 network\.layers\.1\.type.*did you mean "relu"/ })).toBeVisible();
  expect((await draftOf(page)).name).not.toBe('Typed');

  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(JSON.stringify(document, null, 2).replace('rellu', 'relu'));
  await expect.poll(async () => (await draftOf(page)).name).toBe('Typed');
  await page.getByRole('radio', { name: 'Stack' }).check();
  await parameters(page, '51');
  await expect(stackRow(page, 'ReLU 1')).toBeVisible();

  // A file that is no valid document is shown as text, with what is wrong.
  await page.getByTestId('open-document').setInputFiles({ name: 'wrong.descent.json', mimeType: 'application/json', buffer: Buffer.from('{ "format": "descent/experiment@1",\n  "nam": "x" }') });
  await expect(page.getByText('This is no valid document', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Line 2 nam: no such key/ })).toBeVisible();
});

test('a comparison is made over two parameters, and a draft is there again after the window was closed', async ({ page }) => {
  await openDesigner(page);
  await page.evaluate(() => void (location.hash = '/design?template=spiral'));
  await parameters(page, '1,251');
  await page.getByRole('button', { name: 'Compare over…' }).click();
  await page.getByRole('textbox', { name: 'Learning rate: Values' }).fill('0.1, 0.01');
  await page.getByRole('button', { name: /^and, as a grid/ }).click();
  await page.getByRole('option', { name: 'Activation' }).click();
  await expect(page.getByText('8 runs')).toBeVisible();
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Compare these' }).click();
  await expect(page.getByRole('button', { name: 'Train 8 runs' })).toBeEnabled();

  const before = await draftOf(page);
  await page.reload();
  await parameters(page, '1,251');
  expect(await draftOf(page)).toEqual(before);
  await expect(page.getByRole('button', { name: 'Comparing 8' })).toBeVisible();
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp, role?: string): Promise<void> {
  for (let press = 0; press < 160; press++) {
    const now = await page.evaluate(() => {
      const element = document.activeElement;
      return { name: (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim(), role: element?.getAttribute('role') ?? '' };
    });
    if (name.test(now.name) && (role === undefined || now.role === role)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${name}`);
}
