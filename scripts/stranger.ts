import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { browserLaunchOptions } from '../test/support/chromium.ts';
import { root } from './support/run.ts';

/**
 * `node scripts/stranger.ts`: the way of somebody who has never seen Descent, with a clock: a clean clone of what is committed, `npm ci`, `npm start`, the
 * studio in a browser, the first network trained, another one beside it, both compared, a report saved. Ends with code 1 where a step
 * does not work. `--keep` leaves the clone.
 */

const work = mkdtempSync(join(tmpdir(), 'descent-stranger-'));
const clone = join(work, 'descent');
const home = join(work, 'home');
const lines: string[] = [];
let studio: ChildProcess | undefined;

async function step<T>(name: string, walk: () => Promise<T> | T): Promise<T> {
  const began = performance.now();
  const result = await walk();
  const line = `${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${name}`;
  lines.push(line);
  process.stdout.write(`${line}\n`);
  return result;
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { cwd: clone, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with code ${status}:\n${stderr}`);
}

/** `npm start` without a display, as on a machine where Electron can't be fetched: the studio's address is printed. */
function start(): Promise<string> {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...environment } = process.env;
  const child = spawn('npm', ['start', '--', '--no-open', '--port', '0'], { cwd: clone, env: { ...environment, DESCENT_HOME: home }, detached: true, shell: process.platform === 'win32' });
  studio = child;
  return new Promise((found, fail) => {
    let said = '';
    const hear = (text: string) => {
      said += text;
      const address = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(said)?.[0];
      if (address) found(address);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('exit', (code) => fail(new Error(`npm start ended with code ${code}; it said:\n${said}`)));
  });
}

/** Starts the first network and waits for its end: on the screen of a run that was not there before. */
async function train(page: Page, begin: () => Promise<void>): Promise<string> {
  const before = page.url();
  await begin();
  await page.waitForURL((url) => url.href !== before && /#\/runs\/[\w-]+$/.test(url.href));
  await page.getByText('Done', { exact: true }).first().waitFor({ timeout: 600_000 });
  return page.url().split('/').at(-1) ?? '';
}

/** The palette's way to an action. */
async function palette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await page.getByRole('option', { name: words }).first().click();
}

const began = performance.now();
try {
  await step('git clone', () => {
    const { status, stderr } = spawnSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  });
  await step('npm ci', () => run('npm', 'ci', '--no-audit', '--no-fund'));
  const url = await step('npm start: built, and its address printed', start);
  const browser = await chromium.launch(await browserLaunchOptions());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  page.setDefaultTimeout(60_000);
  await step('the first screen', async () => {
    await page.goto(url);
    await page.getByRole('button', { name: 'Train it now' }).waitFor();
  });
  const first = await step('the first network trained', () => train(page, () => page.getByRole('button', { name: 'Train it now' }).click()));
  const second = await step('trained again from the palette', () => train(page, () => palette(page, 'Train your first network')));
  await step('both compared', async () => {
    await page.evaluate((to) => void (location.hash = to), `/compare?runs=${first},${second}`);
    await page.getByText('2 groups', { exact: true }).or(page.getByText('1 group', { exact: true })).waitFor();
    await page.locator('main canvas').nth(1).waitFor();
  });
  await step('a report saved as a file', async () => {
    await page.evaluate((to) => void (location.hash = to), `/reports/run/${first}`);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: /^HTML/ }).click();
    await (await download).path();
  });
  await browser.close();
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  in all; load of the machine ${loadavg()[0]?.toFixed(1)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  // The whole group: npm, and the studio below it.
  if (studio?.pid !== undefined && studio.exitCode === null) process.kill(process.platform === 'win32' ? studio.pid : -studio.pid, 'SIGINT');
  await new Promise((done) => (studio && studio.exitCode === null ? studio.once('exit', done) : done(undefined)));
  if (!process.argv.includes('--keep')) rmSync(work, { recursive: true, force: true, maxRetries: 3 });
}
