import { AxeBuilder } from '@axe-core/playwright';
import { resolve } from 'node:path';
import { serveStudio } from '../renderer/support/serve.ts';
import { story } from '../renderer/support/story.ts';
import { expect, test } from './support/studio.ts';

/** Every screen of runs, in both themes and languages, over a studio in use: curves by formula, so that all states stand side by side. */
const compared = Array.from({ length: 18 }, (_, index) => `run-${String(index + 3).padStart(4, '0')}`).join(',');
const screens = [
  ['Home', '/'],
  ['a run under way', '/runs/run-0001'],
  ['a run that failed', '/runs/run-0026'],
  ['the run list', '/runs'],
  ['Compare', `/compare?runs=${compared}`],
  ['kept comparisons', '/compare'],
  ['Settings', '/settings'],
] as const;

const renderer = resolve(import.meta.dirname, '../../out/renderer');
let studio: Awaited<ReturnType<typeof serveStudio>>;
test.beforeAll(async () => {
  studio = await serveStudio(renderer, { mnist: true, runs: story });
});
test.afterAll(() => studio.close());

for (const [name, path] of screens) {
  for (const theme of ['light', 'dark'] as const) {
    for (const language of ['en', 'zh'] as const) {
      test(`${name}, ${theme}, ${language}: axe finds no serious fault and nothing is wider than the window`, async ({ browser }) => {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: theme, locale: language === 'zh' ? 'zh-CN' : 'en-GB' });
        const page = await context.newPage();
        await page.goto(`${studio.url}#${path}`);
        await page.waitForLoadState('networkidle');
        await expect(page.locator('main')).not.toBeEmpty();
        const { violations } = await new AxeBuilder({ page }).analyze();
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
        await context.close();
      });
    }
  }
}
