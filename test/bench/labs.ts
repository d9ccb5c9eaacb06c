import { chromium, type Page } from 'playwright-core';
import { digitsOnly, temporaryHome } from '../e2e/support/homes.ts';
import { startStudio } from '../e2e/support/process.ts';
import { browserLaunchOptions } from '../support/chromium.ts';
import { tasksDuring } from './support/tasks.ts';

/**
 * Whether the labs keep 60 frames a second while they are played and dragged: frames that the browser asked the page for, and what the
 * page's main thread took for them. `node test/bench/labs.ts [SECONDS]`. Chromium without a window draws in software: frames are dearer
 * here than on a screen, the page's own work is the same.
 */
const seconds = Number(process.argv[2] ?? 4);
const frame = 1000 / 60;

/** Frames while `work` goes on. */
async function frames(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const counter = globalThis as unknown as { framesSeen: number };
    counter.framesSeen = 0;
    const count = () => {
      counter.framesSeen += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await work();
  return page.evaluate(() => (globalThis as unknown as { framesSeen: number }).framesSeen);
}

/** Moves the mouse around from an element's middle, as a hand does. */
async function drag(page: Page, testId: string): Promise<void> {
  const box = await page.getByTestId(testId).boundingBox();
  if (!box) throw new Error(`${testId} is not on the screen`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const until = performance.now() + seconds * 1000;
  for (let i = 0; performance.now() < until; i++) await page.mouse.move(x + 60 + 50 * Math.sin(i / 15), y + 40 * Math.cos(i / 15));
  await page.mouse.up();
}

/** Holds an arrow key down on a slider. */
async function slide(page: Page): Promise<void> {
  const slider = page.getByRole('main').getByRole('slider').first();
  await slider.focus();
  const until = performance.now() + seconds * 1000;
  for (let i = 0; performance.now() < until; i++) await page.keyboard.press(i % 40 < 20 ? 'ArrowRight' : 'ArrowLeft');
}

async function play(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForTimeout(seconds * 1000);
}

const scenes: readonly [string, string, (page: Page) => Promise<void>][] = [
  ['optimizer paths, played', '/labs/optimizer-paths', play],
  ['optimizer paths, start dragged', '/labs/optimizer-paths', (page) => drag(page, 'start-point')],
  ['initial weights, slider', '/labs/initial-weights', slide],
  ['Batch Norm, slider', '/labs/batch-norm', slide],
  ['Dropout, played', '/labs/dropout', play],
  ['gradients, slider', '/labs/gradients', slide],
];

const home = temporaryHome();
const studio = await startStudio(home.path, digitsOnly);
const browser = await chromium.launch(await browserLaunchOptions());
try {
  for (const [name, path, act] of scenes) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(studio.url);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.evaluate((to) => void (location.hash = to), path);
    await page.waitForTimeout(1500);
    let seen = 0;
    try {
      const tasks = await tasksDuring(browser, page, async () => void (seen = await frames(page, () => act(page))));
      const long = tasks.filter(({ cpu }) => cpu > frame);
      console.log(`${name.padEnd(32)} ${(seen / seconds).toFixed(0).padStart(3)} frames a second; ${long.length} of ${tasks.length} tasks longer than a frame on the processor (longest ${Math.max(0, ...tasks.map(({ cpu }) => cpu)).toFixed(0)} ms)`);
    } catch (error) {
      console.log(`${name.padEnd(32)} ${String(error).slice(0, 200)}`);
    }
    await page.close();
  }
} finally {
  await browser.close();
  await studio.stop();
  home.remove();
}
