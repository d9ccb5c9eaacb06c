/**
 * Takes the pictures of the user's guide, in both languages and themes, from the runs of the journeys' trained home: docs/guide/pictures/*.webp,
 * at most 60 kB each; and the README's: docs/run.png.
 *
 *     npm run build && node scripts/guide-pictures.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { drawDigit } from '../test/e2e/support/drawing.ts';
import { digitsOnly, prepareTrainedHome, temporaryHome, trained } from '../test/e2e/support/homes.ts';
import { startStudio } from '../test/e2e/support/process.ts';
import { browserLaunchOptions } from '../test/support/chromium.ts';
import { root } from './support/run.ts';

const folder = join(root, 'docs/guide/pictures');
/** A picture's width in the guide, in pixels: the screen at three quarters of its size. */
const width = 960;
const mostBytes = 60_000;

await prepareTrainedHome();
const { optimizers, comparison, sweep } = trained();
const run = optimizers.runs.find(({ state }) => state === 'done')?.id ?? '';
/** Where each is taken, and what stands there once all of it has come. */
const pictures: Readonly<Record<string, { readonly path: string; readonly shows: string; then?(page: Page): Promise<void> }>> = {
  home: { path: '/', shows: 'main table a[href^="#/runs/"]' },
  run: { path: `/runs/${run}`, shows: 'main canvas' },
  step: { path: `/runs/${run}/step`, shows: 'main [data-testid=weight-numbers]' },
  recipe: { path: '/learn/batch-norm-scales', shows: 'main [data-testid=run-recipe]' },
  lab: { path: '/labs/optimizer-paths', shows: 'main canvas' },
  design: { path: '/design?recipe=first-network', shows: 'main >> text=39,760' },
  runs: { path: '/runs', shows: 'main canvas' },
  compare: { path: `/compare/${comparison.id}`, shows: 'main canvas' },
  sweep: { path: `/sweeps/${sweep.id}`, shows: 'main [data-testid=brush-metric]' },
  test: { path: `/test?run=${run}`, shows: 'main [role=application]', then: (page) => drawDigit(page, 3) },
  report: { path: `/reports/comparison/${comparison.id}`, shows: 'main [data-testid=report-preview]' },
  data: { path: '/data', shows: 'main canvas[role=img]' },
  code: { path: '/design?recipe=first-network', shows: 'main >> text=39,760', then: showCode },
  settings: { path: '/settings', shows: 'main fieldset, main [role=radiogroup]' },
};

mkdirSync(folder, { recursive: true });
const home = temporaryHome({ trained: true });
const studio = await startStudio(home.path, { ...digitsOnly, HOME: home.path, USERPROFILE: home.path });
const browser = await chromium.launch(await browserLaunchOptions());
try {
  const converter = await browser.newPage();
  for (const [language, theme] of [['en', 'light'], ['en', 'dark'], ['zh', 'light'], ['zh', 'dark']] as const) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addInitScript(
      ([lang, looks]) => {
        localStorage.setItem('descent.language', lang);
        localStorage.setItem('descent.theme', looks);
      },
      [language, theme] as const,
    );
    const page = await context.newPage();
    await page.goto(studio.url);
    // The router has begun by then: an address set before would lose against its first one.
    await page.locator('h1').first().waitFor();
    for (const [name, { path, shows, then }] of Object.entries(pictures)) {
      await page.evaluate((to) => void (location.hash = to), path);
      await page.locator(shows).first().waitFor();
      await page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null);
      await then?.(page);
      // The last lines of a curve are drawn after that; nothing on the screen says when.
      await page.waitForTimeout(2500);
      const shot = await page.screenshot();
      if (name === 'run' && language === 'en' && theme === 'light') writeFileSync(join(root, 'docs/run.png'), shot);
      const bytes = await toWebp(converter, shot);
      const file = `${name}-${language}-${theme}.webp`;
      writeFileSync(join(folder, file), bytes);
      process.stdout.write(`${file} ${bytes.length}\n`);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await studio.stop();
  home.remove();
}

/** The program beside the stack, with the lines of a layer lit. */
async function showCode(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /^(Code|代码)$/ }).check({ force: true });
  await page.locator('.cm-content').waitFor();
  await page.locator('main [role=treegrid] [role=row]').nth(2).click();
}

/** A screenshot as WebP, in the best quality that stays within the size. */
async function toWebp(page: Page, png: Buffer): Promise<Buffer> {
  const encoded = await page.evaluate(
    async ([data, to, most]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = to;
      canvas.height = Math.round((image.height * to) / image.width);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      for (let quality = 0.9; ; quality -= 0.1) {
        const url = canvas.toDataURL('image/webp', quality);
        if (url.length * 0.75 < most || quality < 0.2) return url.slice(url.indexOf(',') + 1);
      }
    },
    [png.toString('base64'), width, mostBytes] as const,
  );
  return Buffer.from(encoded, 'base64');
}
