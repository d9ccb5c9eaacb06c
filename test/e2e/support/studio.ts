import { test as base, expect, type Page } from '@playwright/test';
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

/** Waits until the router has begun: an address set before would lose against its first one. */
const begun = (page: Page): Promise<void> => page.getByRole('heading', { level: 1 }).first().waitFor();

interface TestFixtures {
  /** A fresh folder for a studio of the test's own: empty but for the drawn digits. For journeys that restart, kill or count runs. */
  readonly home: string;
}

interface WorkerFixtures {
  readonly browser: Browser;
  /**
   * The studio that the tests of a worker share, on a copy of the trained home: four optimizers × 3 seeds, a run that failed, a search,
   * a kept comparison (`trained` says which is which). What a test makes there stays: it names its own things.
   */
  readonly studio: Studio;
  readonly trained: Trained;
}

/**
 * The cheap way to write a journey: ask for `page`, which stands on Home of the shared studio, in English, 1280 × 800, and fails the test
 * where it said an error. Nothing is started for the test but a tab.
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
  page: async ({ page, studio }, use) => {
    const problems = listenForProblems(page);
    await page.goto(studio.url);
    await begun(page);
    await use(page);
    expect(problems()).toEqual([]);
  },
});

export { expect };
export { startStudio, type Studio } from './process.ts';
export { temporaryHome } from './homes.ts';
