import { readFileSync } from 'node:fs';
import { unzipSync, strFromU8 } from 'fflate';
import { seriousFaults } from './support/axe.ts';
import { expect, go, test } from './support/studio.ts';

/** Networks that leave the studio: the program beside the design, and the export of a run. */

test('the program stands beside the stack: a layer lights its lines, a line selects its layer', async ({ page }) => {
  await go(page, '/design?template=norm');
  await page.getByRole('radio', { name: 'Code' }).check({ force: true });
  const program = page.getByRole('textbox', { name: 'The program' });
  await expect(program).toContainText('def ');

  const rows = page.getByRole('treegrid').getByRole('row');
  await rows.filter({ hasText: 'Batch Norm' }).first().click();
  await expect(page.locator('.cm-lit').filter({ hasText: 'BatchNorm(' }).first()).toBeVisible();
  await expect(page.locator('.cm-lit').filter({ hasText: 'Affine(rng' })).toHaveCount(0);

  // The line of another layer, by mouse and by keyboard; what still scrolls under the pointer is clicked once more.
  await expect(async () => {
    await page.locator('.cm-line').filter({ hasText: /^ +Relu\(\),$/ }).first().click();
    await expect(page.getByRole('row', { selected: true })).toContainText('ReLU', { timeout: 5000 });
    await program.press('ArrowDown');
    await expect(page.getByRole('row', { selected: true })).toContainText('Affine', { timeout: 5000 });
  }).toPass({ timeout: 60_000 });

  // An edit in the stack is an edit of the program; another library says the same.
  await page.getByRole('radio', { name: 'PyTorch' }).check({ force: true });
  await expect(program).toContainText('nn.Sequential(');
  await page.getByRole('row', { selected: true }).press('Delete');
  await expect(page.locator('.cm-lit').filter({ hasText: 'nn.Linear' })).toHaveCount(0);
  expect(await seriousFaults(page)).toEqual([]);
});

test('a program is saved with its data, a run as ONNX, and its whole experiment for others', async ({ page, trained }) => {
  const { runs } = trained.optimizers;
  const done = runs.find(({ state }) => state === 'done')?.id ?? '';
  await go(page, `/design?run=${done}`);
  await page.getByRole('radio', { name: 'Code' }).check({ force: true });
  // Only the lines in sight are on the page, and which these are depends on the lit ones.
  await expect(page.getByRole('textbox', { name: 'The program' })).toContainText('def ');
  const [zip] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save with data' }).click()]);
  const files = unzipSync(new Uint8Array(readFileSync(await zip.path())));
  const [name] = Object.keys(files).filter((file) => file.endsWith('.py'));
  expect(Object.keys(files).sort()).toEqual([name?.replace('.py', '.data.safetensors.gz'), name]);
  expect(strFromU8(files[String(name)])).toContain(`read("${name?.replace('.py', '')}.data.safetensors.gz")`);

  await go(page, `/runs/${done}`);
  await page.getByRole('button', { name: 'Export' }).click();
  const [onnx] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /ONNX/ }).click()]);
  expect(onnx.suggestedFilename()).toBe(`${done}.onnx`);
  expect(readFileSync(await onnx.path()).includes('BatchNormalization') || readFileSync(await onnx.path()).includes('Gemm')).toBe(true);

  const whole = async (name: RegExp) => {
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name }).click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const experiment = trained.optimizers.experimentId;
  const portable = await whole(/another Descent/);
  expect(portable.name).toBe(`${experiment}.descent`);
  expect(portable.bytes.subarray(0, 15).toString()).toBe('SQLite format 3');
  const events = await whole(/TensorBoard/);
  expect(events.name).toBe(`${experiment}-tensorboard.zip`);
  expect(Object.keys(unzipSync(new Uint8Array(events.bytes))).filter((file) => /\/events\.out\.tfevents/.test(file))).toHaveLength(runs.length);
});
