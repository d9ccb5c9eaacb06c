import { contents } from '../../src/shared/labs/contents.ts';
import { expect, go, test } from './support/studio.ts';

test('the table of contents leads to a page for every section, and a recipe makes its figure and its comparison', async ({ page }) => {
  await page.getByRole('link', { name: 'Learn', exact: true }).click();
  const main = page.getByRole('main');
  for (const { entries } of contents) {
    for (const entry of entries) await expect(main.getByRole('link').filter({ hasText: entry.title.en }).first()).toHaveAttribute('href', `#/${entry.kind === 'lab' ? 'labs' : 'learn'}/${entry.name}`);
  }
  for (const { kind, name } of contents.flatMap(({ entries }) => entries)) {
    await go(page, kind === 'lab' ? `/labs/${name}` : `/learn/${name}`);
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('');
    if (kind === 'recipe') await expect(page.getByTestId('run-recipe')).toBeVisible();
  }

  // Linear regression needs no images: three runs of a hundred steps on eleven points.
  await go(page, '/learn/linear-regression');
  await page.getByTestId('run-recipe').click();
  await expect(page.getByTestId('agreement')).toHaveText('9 of 9 agree', { timeout: 60_000 });
  await expect(page.getByRole('row', { name: /rate 0\.5/ })).toContainText('1.929');
});
