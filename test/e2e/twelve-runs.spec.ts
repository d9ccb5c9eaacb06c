import { readFileSync } from 'node:fs';
import { digitsOnly } from './support/homes.ts';
import { expect, go, startStudio, test } from './support/studio.ts';

/** Points in the plane, in place of images: what is shown here hangs on the runs' number, not on what they learn. The last variant ends when it is stopped. */
const document = {
  format: 'descent/experiment@1',
  name: 'Four ways down a spiral',
  data: { source: 'spiral', validation: 0.2 },
  network: { layers: [{ type: 'affine', units: 12 }, { type: 'relu' }, { type: 'affine', units: 3 }] },
  training: { batchSize: 30, epochs: 4 },
  variants: [
    { name: 'SGD', set: { optimizer: { type: 'sgd', lr: 0.1 } } },
    { name: 'Momentum', set: { optimizer: { type: 'momentum', lr: 0.05 } } },
    { name: 'AdaGrad', set: { optimizer: { type: 'adagrad', lr: 0.05 } } },
    { name: 'Adam', set: { optimizer: { type: 'adam', lr: 0.01 }, 'training.epochs': 1_000_000 } },
  ],
  repeats: 3,
};

test('four variants × 3 seeds: queued, watched, one paused and stepped, one forked, all compared with bands, kept, exported, and there after a restart', async ({ tab: page, home }) => {
  let studio = await startStudio(home, digitsOnly);
  try {
    let client = await studio.client();
    await client.system.changeSettings({ parallelRuns: 1 });
    const list = async () => (await client.runs.list({ limit: 100 })).runs.toReversed();

    // Queued from the designer.
    await page.goto(studio.url);
    await page.getByRole('link', { name: 'Design', exact: true }).click();
    await expect(page.getByRole('treegrid')).toBeVisible();
    await page.getByTestId('open-document').setInputFiles({ name: 'four.descent.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) });
    await page.getByRole('button', { name: 'Train 12 runs' }).click();
    await expect.poll(async () => (await list()).length).toBe(12);

    // Watched: the quick ones end, the first of the long ones is met under way.
    await expect.poll(async () => (await list()).map(({ state }) => state), { timeout: 60_000 }).toEqual([...Array<string>(9).fill('done'), 'running', 'queued', 'queued']);
    const [first, , , , , , , , , long, ...waiting] = await list();
    if (!first || !long) throw new Error('there are not twelve runs');
    await go(page, `/runs/${long.id}`);
    await expect(page.getByRole('region', { name: 'Loss', exact: true })).toBeVisible();

    // The waiting ones out of the way, so that a pause leaves the machine still.
    for (const { id } of waiting) await client.runs.stop({ id });
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
    const { progress } = await client.runs.get({ id: long.id });
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await expect.poll(async () => (await client.runs.get({ id: long.id })).progress.step).toBe(progress.step + 1);

    // Forked from its last checkpoint, with another learning rate and more epochs.
    await go(page, `/runs/${first.id}`);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Go on with other settings' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Learning rate' }).first().fill('0.02');
    await dialog.getByRole('textbox', { name: 'Learning rate' }).first().press('Enter');
    await dialog.getByRole('button', { name: 'Go on and compare' }).click();
    await expect(page).toHaveURL(/#\/compare/);
    await expect.poll(async () => (await list()).length).toBe(13);
    const fork = (await list()).at(-1);
    if (!fork) throw new Error('there is no fork');
    await expect.poll(async () => (await client.runs.get({ id: fork.id })).state).toBe('done');
    const forked = await client.runs.get({ id: fork.id });
    expect(forked.forkedFrom?.runId).toBe(first.id);
    expect([forked.document.optimizer, forked.document.training.epochs, forked.progress.step]).toEqual([{ type: 'sgd', lr: 0.02 }, 8, 2 * first.progress.totalSteps]);

    // Compared with bands, kept, and a chart exported.
    const twelve = [first, ...(await list()).filter(({ id }) => id !== first.id && id !== fork.id)].map(({ id }) => id);
    expect(twelve).toHaveLength(12);
    await go(page, `/compare?runs=${twelve.join(',')}`);
    for (const { name } of document.variants) await expect(page.getByRole('main').getByText(name, { exact: true }).first()).toBeVisible();
    await page.getByRole('radio', { name: 'min–max' }).check({ force: true });
    await page.getByRole('button', { name: 'Keep comparison' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Down the spiral');
    await page.getByRole('dialog').getByRole('button', { name: 'Keep comparison' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem').first().focus();
    await page.keyboard.press('ArrowRight');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'SVG', exact: true }).click()]);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^(<\?xml[^>]*>\s*)?<svg[^]*<\/svg>\s*$/);

    // After a restart all is there.
    await studio.stop();
    studio = await startStudio(home, digitsOnly);
    client = await studio.client();
    await page.goto(studio.url);
    await go(page, '/compare');
    await page.getByRole('main').getByText('Down the spiral').first().click();
    await expect(page.getByRole('radio', { name: 'min–max' })).toBeChecked();
    for (const { name } of document.variants) await expect(page.getByRole('main').getByText(name, { exact: true }).first()).toBeVisible();
    const after = await client.runs.list({ limit: 100 });
    expect(after.total).toBe(13);
    expect(after.runs.find(({ id }) => id === long.id)).toMatchObject({ state: 'interrupted', progress: { step: progress.step + 1 } });
    expect((await client.runs.get({ id: fork.id })).forkedFrom?.runId).toBe(first.id);
    expect((await client.comparisons.list()).map(({ name, runIds }) => [name, runIds.length])).toEqual([['Down the spiral', 12]]);
  } finally {
    await studio.stop();
  }
});
