import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ExperimentDocument } from '../../src/shared/experiment/document.ts';
import { digitsOnly } from './support/homes.ts';
import { expect, go, startStudio, test } from './support/studio.ts';

const chapter = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../resources/recipes/hyperparameter-search.descent.json'), 'utf8')) as ExperimentDocument;

test('the chapter’s search: start, watch, hold, brush, narrow, second round, open the best, test once', async ({ tab: page, home }) => {
  const studio = await startStudio(home, digitsOnly);
  try {
    const client = await studio.client();
    await page.goto(studio.url);
    await page.getByRole('link', { name: 'Sweeps', exact: true }).click();
    await expect(page.getByText('No sweeps yet')).toBeVisible();
    await page.getByTestId('start-chapter').click();
    await expect(page).toHaveURL(/#\/sweeps\/[a-z0-9-]+$/);

    // It can be watched, held and gone on with.
    const progress = page.getByTestId('sweep-progress');
    const ended = async () => Number(/\d+/.exec((await progress.textContent()) ?? '')?.[0]);
    await expect(progress).toContainText('100');
    await expect.poll(ended, { timeout: 60_000 }).toBeGreaterThan(2);
    await expect(page.getByRole('application', { name: /Best so far/ })).toBeVisible();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText('Paused', { exact: true })).toBeVisible();
    const held = await ended();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect.poll(ended, { timeout: 60_000 }).toBeGreaterThan(held);
    await client.sweeps.stop({ id: new URL(page.url()).hash.split('/').at(-1) ?? '' });

    // To its end with fewer trials: a hundred look the same.
    const trials = 24;
    const { id } = await client.sweeps.start({ document: { ...chapter, search: { ...chapter.search, trials } } as ExperimentDocument });
    await go(page, `/sweeps/${id}`);
    await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 100_000 });
    expect(await ended()).toBe(trials);

    // Choosing the upper end of the metric's axis leaves the best trials.
    const brush = await page.getByTestId('brush-metric').boundingBox();
    if (!brush) throw new Error('the axis of the metric is not there');
    await page.mouse.move(brush.x + brush.width / 2, brush.y + 2);
    await page.mouse.down();
    await page.mouse.move(brush.x + brush.width / 2, brush.y + brush.height * 0.4, { steps: 8 });
    await page.mouse.up();
    const chosen = Number(/\d+/.exec((await page.getByTestId('chosen').textContent()) ?? '')?.[0]);
    expect(chosen).toBeGreaterThan(0);
    expect(chosen).toBeLessThan(0.6 * trials);
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect(page.getByTestId('chosen')).toBeHidden();

    // The learning rate is what matters, and the range proposed for it is narrower.
    const importance = page.getByRole('region', { name: 'What matters' });
    await expect(importance.getByRole('listitem').first()).toContainText('Learning rate');
    const low = page.getByRole('textbox', { name: 'Learning rate, lowest' });
    expect(Number(await low.inputValue())).toBeGreaterThan(1e-5);
    await page.getByRole('spinbutton', { name: 'Trials' }).fill('6');
    await page.getByRole('spinbutton', { name: 'Trials' }).blur();
    await page.getByTestId('next-round').click();
    await expect.poll(ended, { timeout: 120_000 }).toBe(trials + 6);
    await page.getByText('Round 2', { exact: true }).click({ force: true });

    // The best trials as small multiples, each a run that can be opened; the test set is closed in all of them.
    await page.getByText('All rounds', { exact: true }).click({ force: true });
    await page.getByText('Best 20', { exact: true }).click({ force: true });
    await expect(page.getByRole('link', { name: /^Open trial/ })).toHaveCount(20);
    await page.getByRole('link', { name: /^Open trial/ }).first().click();
    await expect(page).toHaveURL(/#\/runs\/trial-/);
    await expect(page.getByText('Done', { exact: true }).first()).toBeVisible();

    // Test once.
    await go(page, `/sweeps/${id}`);
    await page.getByRole('button', { name: 'Train on everything, test once' }).click();
    await page.getByRole('button', { name: 'Train and test' }).click();
    await expect(page.getByTestId('test-accuracy')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('button', { name: 'Train on everything, test once' })).toBeHidden();
  } finally {
    await studio.stop();
  }
});
