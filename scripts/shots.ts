import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { startStudio, temporaryHome } from '../test/e2e/support/studio.ts';
import { browserLaunchOptions } from '../test/support/chromium.ts';
import { root } from './support/run.ts';

/**
 * `npm run shots [NAME…]`: pictures of every screen in both languages and themes at two sizes, from real runs, for people
 * to look at. A new screen joins the list below.
 */

interface Shot {
  readonly name: string;
  /** Brings the page to the screen and waits until it shows what it should. */
  readonly go: (page: Page) => Promise<void>;
}

const hash = (path: string) => (page: Page) => page.evaluate((to) => void (location.hash = to), path);

const shots: readonly Shot[] = [
  { name: 'home', go: hash('/') },
  { name: 'runs', go: hash('/runs') },
  {
    name: 'run',
    go: async (page) => {
      await hash('/runs')(page);
      await page.getByRole('row').nth(1).getByRole('link').first().click();
    },
  },
  { name: 'settings', go: hash('/settings') },
];

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

const only = process.argv.slice(2);
const folder = join(root, 'shots');
mkdirSync(folder, { recursive: true });

const home = temporaryHome();
const studio = await startStudio(home.path);
const browser = await chromium.launch(await browserLaunchOptions());
try {
  const first = await browser.newPage();
  await first.goto(studio.url);
  // Real data: the first recipe, trained to its end before the first picture.
  await first.getByRole('button', { name: 'Train it now' }).click();
  await first.getByText('Done').first().waitFor({ timeout: 180_000 });
  for (const size of sizes) {
    for (const language of ['en', 'zh']) {
      for (const theme of ['light', 'dark']) {
        const context = await browser.newContext({ viewport: size, storageState: await first.context().storageState() });
        await context.addInitScript(
          ([lang, look]) => {
            localStorage.setItem('descent.language', lang ?? 'en');
            localStorage.setItem('descent.theme', look ?? 'light');
          },
          [language, theme],
        );
        const page = await context.newPage();
        await page.goto(studio.url);
        for (const shot of shots) {
          if (only.length > 0 && !only.includes(shot.name)) continue;
          await shot.go(page);
          await page.waitForTimeout(800);
          const file = `${shot.name}-${language}-${theme}-${size.width}.png`;
          await page.screenshot({ path: join(folder, file) });
          process.stdout.write(`${file}\n`);
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await studio.stop();
  home.remove();
}
