import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, go, test } from './support/studio.ts';

const folder = resolve(import.meta.dirname, '../../docs/guide/en');
const titles = readdirSync(folder).map((name) => /^# (.+)/.exec(readFileSync(join(folder, name), 'utf8'))?.[1] ?? name);

test('the guide is reached from Learn, with its pictures; the reference holds everything declared, in both languages', async ({ page }) => {
  await go(page, '/learn');
  await page.getByRole('link', { name: 'Guide and reference' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'First steps' })).toBeVisible();
  for (const name of titles) {
    await page.getByRole('navigation', { name: 'Guide' }).getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    for (const picture of await page.locator('article img').all()) expect(await picture.evaluate(async (image: HTMLImageElement) => (await image.decode(), image.naturalWidth))).toBe(960);
  }
  await page.getByRole('navigation', { name: 'Guide' }).getByRole('link', { name: 'Optimizers' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Adam', exact: true })).toBeVisible();
  await expect(page.locator('article .katex').first()).toBeVisible();
  expect(await page.locator('article .katex-error').count()).toBe(0);
  await page.evaluate(() => localStorage.setItem('descent.language', 'zh'));
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '优化器' })).toBeVisible();
  await page.evaluate(() => localStorage.setItem('descent.language', 'en'));
});
