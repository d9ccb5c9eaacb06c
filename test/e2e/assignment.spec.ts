import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { seriousFaults } from './support/axe.ts';
import { expect, go, test } from './support/studio.ts';

/** A task from the teacher who sets it to the learner who does it: one file between them. */

const small = {
  format: 'descent/experiment@1',
  name: 'Small and good',
  data: { source: 'digits', take: 300 },
  network: { layers: [{ type: 'affine', units: 20 }, { type: 'relu' }, { type: 'affine', units: 10 }] },
  optimizer: { type: 'adam', lr: 0.002 },
  training: { epochs: 1, batchSize: 50, evaluate: { every: 'epoch', test: 200 } },
};

async function openDocument(page: Page, name: string, document: object): Promise<void> {
  await page.getByTestId('open-document').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) });
  await expect(page.getByText(`${name} opened`, { exact: true }).first()).toBeVisible();
}
const goal = (page: Page, name: string) => page.getByRole('region', { name: 'Goals' }).getByRole('listitem').filter({ hasText: name });

test('a teacher makes a task of a design; a learner opens the file, keeps to it, and is judged', async ({ page }) => {
  await go(page, '/design');
  await expect(page.getByRole('treegrid')).toBeVisible();
  await openDocument(page, 'small.descent.json', small);

  // The teacher.
  await page.getByRole('button', { name: 'Templates' }).click();
  await page.getByRole('menuitem', { name: 'Make an assignment…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Task' }).fill('Reach **5 %** with few parameters.');
  await dialog.getByRole('button', { name: 'Add a goal' }).click();
  await dialog.getByRole('textbox', { name: 'Goal 1: Value' }).fill('500');
  await expect(dialog.getByRole('alert')).toHaveText('Expected a number from 0 to 100');
  await expect(dialog.getByRole('button', { name: 'Save the assignment' })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'Goal 1: Value' }).fill('5');
  await dialog.getByRole('button', { name: 'Add a goal' }).click();
  await dialog.getByRole('textbox', { name: 'Goal 2: Value' }).fill('10000');
  await dialog.getByRole('checkbox', { name: 'Epochs: 1' }).click();
  await dialog.getByRole('button', { name: 'Add a hint' }).click();
  await dialog.getByRole('textbox', { name: 'Hint 1' }).fill('Fewer units.');
  await dialog.getByRole('radio', { name: 'Preview' }).click();
  await expect(dialog.locator('strong', { hasText: '5 %' })).toBeVisible();
  expect(await seriousFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save the assignment' }).click();
  await expect(dialog).toBeHidden();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as object;
  expect(saved).toMatchObject({
    assignment: {
      instructions: 'Reach **5 %** with few parameters.',
      locked: { 'training.epochs': 1 },
      goals: [{ metric: 'testAccuracy', atLeast: 0.05 }, { metric: 'parameters', atMost: 10_000 }],
      hints: ['Fewer units.'],
    },
  });

  // The learner, in a window that knows nothing of the teacher's draft.
  await page.getByRole('button', { name: 'Templates' }).click();
  await page.getByRole('menuitem', { name: /^Two layers/ }).click();
  await expect(page.getByRole('region', { name: /^Assignment/ })).toBeHidden();
  await openDocument(page, 'task.descent.json', saved);
  const panel = page.getByRole('region', { name: 'Assignment: Small and good' });
  await expect(panel.getByText('Reach 5 % with few parameters.')).toBeVisible();
  await panel.getByRole('button', { name: 'Show a hint (1 left)' }).click();
  await expect(panel.getByText('Fewer units.')).toBeVisible();

  const epochs = page.getByRole('textbox', { name: 'Epochs' });
  await expect(epochs).toBeDisabled();
  await expect(epochs).toHaveAccessibleDescription('Set by the assignment');
  await expect(page.getByRole('textbox', { name: 'Batch' })).toBeEnabled();

  await expect(goal(page, 'Trained parameters at most 10,000')).toContainText('Not yet');
  await expect(goal(page, 'Test accuracy at least 5 %')).toContainText('Open');
  await page.getByRole('row', { name: 'Affine 1', exact: true }).click();
  await page.getByRole('complementary').getByRole('textbox', { name: 'Units' }).fill('12');
  await page.getByRole('complementary').getByRole('textbox', { name: 'Units' }).press('Enter');
  await expect(goal(page, 'Trained parameters at most 10,000')).toContainText('Reached');
  expect(await seriousFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Train 1 run' }).click();
  await expect(page.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  const run = new URL(page.url()).hash.split('/').at(-1) ?? '';
  await go(page, '/design');
  await expect(goal(page, 'Test accuracy at least 5 %')).toContainText('Reached');
  await expect(panel.getByText('2 of 2 reached')).toBeVisible();
  await expect(panel.getByRole('link', { name: /Small and good/ })).toHaveAttribute('href', `#/runs/${run}`);
  await panel.getByRole('link', { name: 'Report of the latest runs' }).click();
  await expect(page).toHaveURL(/#\/reports\/experiment\//);

  // Who goes on from the run goes on with the task.
  await go(page, `/design?run=${run}`);
  await expect(panel.getByText('2 of 2 reached')).toBeVisible();
  await expect(epochs).toBeDisabled();
});

test('what the task keeps cannot be changed by keys, paste or comparisons; a text that changes it is told, and put back', async ({ page }) => {
  await go(page, '/design');
  await expect(page.getByRole('treegrid')).toBeVisible();
  await openDocument(page, 'layers.descent.json', { ...small, assignment: { locked: { 'network.layers': small.network.layers, 'optimizer.lr': 0.002 }, goals: [{ metric: 'parameters', atMost: 1 }] } });
  const said = page.locator('p[role=status]').last();
  const rows = page.getByRole('treegrid').locator('[data-item]');
  await expect(rows).toHaveCount(3);

  await page.getByRole('row', { name: 'Affine 1', exact: true }).click();
  for (const key of ['a', 'Control+d', 'Delete', 'Alt+ArrowDown', 'Control+x']) {
    await page.keyboard.press(key);
    await expect(said, key).toHaveText(/^The assignment keeps this as it is: Layers/);
    await expect(rows).toHaveCount(3);
    // What is said next is heard anew.
    await page.keyboard.press('Control+c');
    await expect(said).toHaveText('Affine 1 copied');
  }
  await page.keyboard.press('Control+v');
  await expect(said).toHaveText(/^The assignment keeps/);
  await expect(rows).toHaveCount(3);
  await expect(page.getByRole('button', { name: /^Undo/ })).toBeDisabled();

  await page.getByRole('button', { name: 'Compare over…' }).click();
  await page.getByRole('button', { name: /^Compare: / }).click();
  await expect(page.getByRole('option', { name: 'Batch size' })).toBeVisible();
  for (const gone of ['Learning rate', 'Optimizer', 'Activation', 'Batch norm', 'Affine 1: Units']) await expect(page.getByRole('option', { name: gone, exact: true })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('option').first()).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  // Typed into the text it is there, with a problem and the way back.
  await page.getByRole('radio', { name: 'JSON' }).click();
  const editor = page.getByRole('textbox', { name: 'The document as JSON' });
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(JSON.stringify({ ...small, optimizer: { type: 'adam', lr: 0.5 }, assignment: { locked: { 'network.layers': small.network.layers, 'optimizer.lr': 0.002 } } }));
  await expect(page.getByText('optimizer.lr: the assignment keeps 0.002, found 0.5').first()).toBeVisible();
  await page.getByRole('radio', { name: 'Stack' }).click();
  await page.getByRole('button', { name: 'Put it back' }).click();
  await expect(page.getByText('optimizer.lr: the assignment keeps')).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.002');
  // Undo leads to where the text was, and out again.
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByText('optimizer.lr: the assignment keeps 0.002, found 0.5')).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByText('optimizer.lr: the assignment keeps')).toBeHidden();
});
