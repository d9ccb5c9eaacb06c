import { seriousFaults } from './support/axe.ts';
import type { Trained } from './support/homes.ts';
import { expect, go, test } from './support/studio.ts';

/** Every screen over a studio in use, in both themes and languages: what axe says, and whether anything is wider than the window. */

interface Screen {
  readonly name: string;
  readonly path: string;
  /** What is there once the screen shows what it should. */
  readonly shows: string;
}

const screens = (trained: Trained, paused: string): readonly Screen[] => {
  const { runs } = trained.optimizers;
  const done = runs.filter(({ state }) => state === 'done').map(({ id }) => id);
  const failed = runs.find(({ state }) => state === 'failed')?.id ?? '';
  return [
    { name: 'Home', path: '/', shows: 'main table a[href^="#/runs/"]' },
    { name: 'a run under way', path: `/runs/${paused}`, shows: 'main canvas' },
    { name: 'a run that failed', path: `/runs/${failed}`, shows: 'main [role=alert]' },
    { name: 'the run list', path: '/runs', shows: `main a[href$="${done[0]}"]` },
    { name: 'Compare', path: `/compare?runs=${done.join(',')}`, shows: 'main canvas' },
    { name: 'kept comparisons', path: '/compare', shows: `main a[href*="${trained.comparison.id}"]` },
    { name: 'Reports', path: '/reports', shows: 'main #verify-title' },
    { name: 'a report', path: `/reports/comparison/${trained.comparison.id}`, shows: 'main [data-testid=report-preview]' },
    { name: 'verifying a report', path: '/reports/verify', shows: 'main .border-dashed button' },
    { name: 'Class', path: '/class', shows: 'main .border-dashed button' },
    { name: 'Design', path: '/design', shows: 'main [role=treegrid]' },
    { name: 'Data', path: '/data', shows: 'main canvas[role=img]' },
    { name: 'Sweeps', path: '/sweeps', shows: `main a[href$="${trained.sweep.id}"]` },
    { name: 'a sweep', path: `/sweeps/${trained.sweep.id}`, shows: 'main [data-testid=brush-metric]' },
    { name: 'Learn', path: '/learn', shows: 'main a[href^="#/learn/"]' },
    { name: 'a recipe', path: '/learn/batch-norm-scales', shows: 'main [data-testid=run-recipe]' },
    { name: 'Settings', path: '/settings', shows: 'main [role=radiogroup], main fieldset' },
  ];
};

let paused: string;
test.beforeAll(async ({ studio }) => {
  const client = await studio.client();
  const document = {
    format: 'descent/experiment@1' as const,
    name: 'Under way',
    data: { source: 'spiral' },
    network: { layers: [{ type: 'affine', units: 16 }, { type: 'relu' }, { type: 'affine', units: 3 }] },
    training: { epochs: 100_000 },
  };
  const { runs } = await client.experiments.start({ document } as never);
  paused = runs[0]?.id ?? '';
  await expect.poll(async () => (await client.runs.get({ id: paused })).progress.epoch).toBeGreaterThan(2);
  await client.runs.pause({ id: paused });
});

// Colours hang on the theme, words on the language: each is looked at by axe once, and widths in every pair.
const pairs = [
  { colorScheme: 'light', locale: 'en-GB', axe: true },
  { colorScheme: 'dark', locale: 'zh-CN', axe: true },
  { colorScheme: 'light', locale: 'zh-CN', axe: false },
  { colorScheme: 'dark', locale: 'en-GB', axe: false },
] as const;

for (const { colorScheme, locale, axe } of pairs) {
  test.describe(`${colorScheme}, ${locale}`, () => {
    test.use({ colorScheme, locale });
    test(axe ? 'axe finds no serious fault on any screen, and nothing is wider than the window' : 'nothing is wider than the window', async ({ page, trained }) => {
      for (const { name, path, shows } of screens(trained, paused)) {
        await test.step(name, async () => {
          await go(page, path);
          await expect(page.locator(shows).first()).toBeVisible();
          await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
          if (axe) expect.soft(await seriousFaults(page), name).toEqual([]);
          expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(1280);
        });
      }
    });
  });
}
