import { test as base, expect, type Page, type PlaywrightTestOptions } from '@playwright/test';
import { chromium, type Browser } from 'playwright-core';
import { browserLaunchOptions } from '../../support/chromium.ts';
import { digitsOnly, temporaryHome, trained, type Trained } from './homes.ts';
import { startStudio, type Studio } from './process.ts';

/** What a page said went wrong, so far; a studio that was restarted breaks connections, which is no fault. */
export function listenForProblems(page: Page): () => string[] {
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  return () => problems.filter((text) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(text));
}

/** Brings a page of the studio to another of its screens without loading it anew. */
export async function go(page: Page, path: string): Promise<void> {
  await begun(page);
  await page.evaluate((to) => void (location.hash = to), path);
}

/** Waits until the router has begun and a screen is there: an address set before would lose against its first one. */
const begun = (page: Page): Promise<void> => page.locator('main > *').first().waitFor({ state: 'attached' });

interface TestFixtures {
  /** A fresh folder for a studio of the test's own: empty but for the drawn digits. For journeys that restart, kill or count runs. */
  readonly home: string;
  /** A tab that stands nowhere and remembers nothing, for a studio of the test's own. Fails the test where a page in it said an error. */
  readonly tab: Page;
}

interface WorkerFixtures {
  readonly browser: Browser;
  /** One tab per language, which the tests of a worker use one after the other. */
  readonly tabs: (locale: string) => Promise<Page>;
  /**
   * The studio that the tests of a worker share, on a copy of the trained home: four optimizers × 3 seeds, a run that failed, a search,
   * a kept comparison (`trained` says which is which). What a test makes there stays: it names its own things.
   */
  readonly studio: Studio;
  readonly trained: Trained;
}

/**
 * The cheap way to write a journey: ask for `page`, which stands on Home of the shared studio, in English, 1280 × 800, and fails the test
 * where it said an error. Nothing is started for the test, not even a tab: the page is loaded anew in one whose storage is emptied.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  browser: [
    async ({}, use) => {
      const browser = await chromium.launch(await browserLaunchOptions());
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  tabs: [
    async ({ browser }, use) => {
      const open = new Map<string, Page>();
      await use(async (locale) => {
        const known = open.get(locale);
        const page = known?.isClosed() === false ? known : await (await browser.newContext({ locale, reducedMotion: 'reduce' })).newPage();
        open.set(locale, page);
        return page;
      });
    },
    { scope: 'worker' },
  ],
  studio: [
    async ({}, use) => {
      const home = temporaryHome({ trained: true });
      const studio = await startStudio(home.path, { ...digitsOnly, HOME: home.path, USERPROFILE: home.path });
      await use(studio);
      await studio.stop();
      home.remove();
    },
    { scope: 'worker' },
  ],
  trained: [async ({}, use) => use(trained()), { scope: 'worker' }],
  home: async ({}, use) => {
    const home = temporaryHome();
    await use(home.path);
    home.remove();
  },
  tab: async ({ tabs, viewport, locale, colorScheme }, use) => {
    await lend(await tabs(locale ?? 'en-GB'), { viewport, colorScheme }, use);
  },
  page: async ({ tabs, studio, viewport, locale, colorScheme }, use) => {
    const tab = await tabs(locale ?? 'en-GB');
    await forget(tab, studio);
    await lend(tab, { viewport, colorScheme }, async (page) => {
      await page.goto(studio.url);
      await begun(page);
      await use(page);
    });
  },
});

/** Empties what earlier tests left in the browser for this studio, from a page of its origin that does nothing: it refuses who brings no token. */
async function forget(tab: Page, { url }: Studio): Promise<void> {
  await tab.goto(new URL('/nothing.txt', url).href);
  await tab.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
}

/** Gives a tab away for one test, and takes it back as it was. @throws where a page in it said an error */
async function lend(tab: Page, { viewport, colorScheme }: Pick<PlaywrightTestOptions, 'viewport' | 'colorScheme'>, use: (page: Page) => Promise<void>): Promise<void> {
  if (viewport) await tab.setViewportSize(viewport);
  await tab.emulateMedia({ colorScheme });
  const problems = listenForProblems(tab);
  await use(tab);
  await tab.goto('about:blank');
  tab.removeAllListeners();
  for (const other of tab.context().pages()) if (other !== tab) await other.close();
  expect(problems()).toEqual([]);
}

export { expect };
export { startStudio, type Studio } from './process.ts';
export { temporaryHome } from './homes.ts';
