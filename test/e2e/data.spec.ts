import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { idxRoles, mnist } from '../../src/engine/data/known-sets.ts';
import { breakingOff, startMirror, type Manner, type Mirror } from '../main/services/dataset-mirror.ts';
import { seriousFaults } from './support/axe.ts';
import { digitsOnly } from './support/homes.ts';
import { expect, startStudio, test, type Studio } from './support/studio.ts';

const real = process.env['DESCENT_DATASETS'] ?? '';
const names = idxRoles.map((role) => `${mnist.files[role].name}.gz`);
const haveMnist = real !== '' && names.every((name) => existsSync(join(real, name)));
const withoutMnist = 'the real MNIST is not here (DESCENT_DATASETS)';
const realFiles = (): Map<string, Buffer> => new Map(names.map((name) => [name, readFileSync(join(real, name))]));

async function toData(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Data', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Data sets' })).toBeVisible();
}

/** A studio that finds no set but what the test gives it, opened on the Data screen. */
async function openData(page: Page, home: string, env: NodeJS.ProcessEnv = {}): Promise<Studio> {
  const studio = await startStudio(home, { ...digitsOnly, HOME: home, USERPROFILE: home, ...env });
  await page.goto(studio.url);
  await toData(page);
  return studio;
}

const rail = (page: Page) => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Data', exact: true });
const list = (page: Page) => page.getByRole('navigation', { name: 'Data sets' });
const choose = (page: Page, name: string) => list(page).getByRole('link', { name: new RegExp(`^${name}`) }).click();
/** The number beside a part's name in the settings. */
const part = (page: Page, name: string) => page.getByRole('region', { name: 'Examples', exact: true }).locator('div', { has: page.getByText(name, { exact: true }) }).locator('dd span').last();

async function type(page: Page, field: string, value: string): Promise<void> {
  const box = page.getByRole('textbox', { name: field, exact: true });
  await box.fill(value);
  await box.press('Enter');
}

async function expectAccessible(page: Page): Promise<void> {
  expect(await seriousFaults(page)).toEqual([]);
}

test('the built-in digits are looked at by class; scaling and subset change the picture at once', async ({ page }) => {
  await toData(page);
  const table = page.getByRole('table', { name: 'Examples by class' });
  await expect(table.getByRole('img', { name: 'First examples of class 7' })).toBeVisible({ timeout: 60_000 });
  await expect(table.getByRole('row')).toHaveCount(11);
  await expect(page.getByText('paper 0, ink 1')).toBeVisible();
  await expect(part(page, 'Training')).toHaveText('60,000');

  await type(page, 'Use the first', '1000');
  await expect(part(page, 'Training')).toHaveText('1,000');
  await expect(part(page, 'Left out')).toHaveText('59,000');
  await type(page, 'Validation share', '0.2');
  await expect(part(page, 'Validation')).toHaveText('200');
  const before = await table.getByRole('img', { name: 'First examples of class 7' }).screenshot();
  await page.getByRole('combobox', { name: 'Scaling' }).click();
  await page.getByRole('option', { name: 'Standardize' }).click();
  await expect(page.getByText('paper −3, ink 3')).toBeVisible();
  expect(before.equals(await table.getByRole('img', { name: 'First examples of class 7' }).screenshot())).toBe(false);
  await expectAccessible(page);
});

test('a spiral is drawn anew as its noise changes, by mouse and by keyboard', async ({ page }) => {
  await toData(page);
  await choose(page, 'Spiral');
  const chart = page.getByRole('img', { name: 'Spiral: Points' });
  await expect(chart.locator('canvas')).toBeVisible();
  const spread = page.getByRole('region', { name: 'Values', exact: true }).getByRole('row', { name: /^x/ }).getByRole('cell').nth(1);
  await expect(spread).toHaveText(/^0\.\d+$/);
  const quiet = { spread: await spread.textContent(), picture: await chart.screenshot() };

  await type(page, 'Noise', '1.5');
  await expect(spread).not.toHaveText(quiet.spread ?? '');
  await expect.poll(async () => quiet.picture.equals(await chart.screenshot())).toBe(false);
  await page.getByRole('button', { name: /^Noise: Back to 0\.2/ }).click();
  await expect(spread).toHaveText(quiet.spread ?? '');

  const slider = page.getByRole('slider', { name: 'Noise' });
  await slider.focus();
  for (let i = 0; i < 8; i++) await slider.press('PageUp');
  await expect(spread).not.toHaveText(quiet.spread ?? '');

  await type(page, 'Validation share', '0.25');
  await expect(part(page, 'Validation')).toHaveText('75');
  await page.getByRole('radio', { name: 'Validation' }).check({ force: true });
  await expect(page.getByText('75 of 75 drawn')).toBeVisible();
  await type(page, 'Arms', '11');
  await expect(page.getByRole('alert')).toContainText('Expected');
  await expectAccessible(page);
});

test('the whole screen is used by keyboard alone: from the rail to a set, its settings and the import', async ({ page }) => {
  await toData(page);
  const reach = async (name: RegExp) => {
    for (let i = 0; i < 60; i++) {
      const focused = page.locator(':focus');
      const words = (await focused.count()) > 0 ? `${(await focused.getAttribute('aria-label')) ?? ''} ${(await focused.textContent()) ?? ''}`.trim() : '';
      if (name.test(words)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reached ${String(name)}`);
  };
  await rail(page).focus();
  await page.keyboard.press('Tab');
  await reach(/^Moons/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Moons' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Moons: Points' })).toBeVisible();
  await rail(page).focus();
  await reach(/^Import$/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Import data' });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('a table dropped in becomes a set of one’s own, is looked at, and is deleted again', async ({ page }) => {
  await toData(page);
  await list(page).getByRole('button', { name: 'Import' }).click();
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${(i % 5) / 10},${i},${i % 3 === 0 ? 'oak' : 'birch'}`);
  await page.getByTestId('choose-files').setInputFiles({ name: 'leaves.csv', mimeType: 'text/csv', buffer: Buffer.from(`length,width,place,tree\n${rows.join('\n')}\n`) });
  const dialog = page.getByRole('dialog', { name: 'Import data' });
  await expect(dialog.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('leaves');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'leaves' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Values', exact: true }).getByRole('row')).toHaveCount(4);
  await expect(page.getByText('birch').first()).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText('“leaves” is here: 60 examples')).toHaveCount(0);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'More about leaves' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(list(page).getByRole('link', { name: /^leaves/ })).toHaveCount(0);
});

test('MNIST comes from a folder, verified; a truncated and a bit-flipped copy are refused with reasons', async ({ tab: page, home }) => {
  test.skip(!haveMnist, withoutMnist);
  const studio = await openData(page, home);
  const images = 't10k-images-idx3-ubyte.gz';
  const whole = await readFile(join(real, images));
  const flipped = Buffer.from(whole);
  flipped[flipped.length >> 1] ^= 16;
  const folder = await mkdtemp(join(tmpdir(), 'descent-mnist-'));
  for (const name of names) await copyFile(join(real, name), join(folder, name));

  await list(page).getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import data' });
  await dialog.getByRole('textbox', { name: 'Path of a folder' }).fill(folder);
  const run = dialog.getByRole('button', { name: 'Import', exact: true });
  for (const [bytes, reason] of [[whole.subarray(0, 99_999), `${images}: expected a whole gzip file, found one that is cut short`], [flipped, `${images}: expected an intact gzip file`]] as const) {
    await writeFile(join(folder, images), bytes);
    await run.click();
    await expect(dialog.getByRole('alert')).toContainText(reason);
    await dialog.getByRole('textbox', { name: 'Path of a folder' }).fill(`${folder}/`);
    await dialog.getByRole('textbox', { name: 'Path of a folder' }).fill(folder);
    await expect(dialog.getByRole('alert')).toBeHidden();
  }
  await writeFile(join(folder, images), whole);
  await run.click();
  await expect(list(page).getByRole('link', { name: /^MNIST/ })).toContainText('Found, verified', { timeout: 30_000 });
  await expect(page.getByRole('img', { name: 'First examples of class 4' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Pixel values' })).toContainText('0.131');
  await studio.stop();
});

test('a damaged database that was set aside is said, and a damaged set is explained, not half loaded, with what mends it', async ({ tab: page, home }) => {
  const folder = await mkdtemp(join(tmpdir(), 'descent-damaged-'));
  for (const role of idxRoles) await writeFile(join(folder, mnist.files[role].name), 'not what it says');
  await writeFile(join(home, 'descent.sqlite'), 'no database at all '.repeat(100));
  const studio = await openData(page, home, { DESCENT_DATASETS: folder });
  const aside = page.getByRole('alert').filter({ hasText: /descent\.sqlite was damaged.*It was kept as .*descent\.damaged-/ });
  await expect(aside).toBeVisible();
  await expect(aside.getByRole('link', { name: 'Settings' })).toBeVisible();
  await aside.getByRole('button', { name: 'Close' }).click();
  await expect(aside).toHaveCount(0);

  await choose(page, 'MNIST');
  await expect(page.getByRole('heading', { name: 'MNIST is damaged' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('idx1-ubyte: expected');
  await expect(list(page).getByRole('link', { name: /^MNIST/ })).toContainText('Damaged');
  // That folder is looked into first: a copy in the studio's own would not be seen.
  await expect(page.getByText(`Delete or replace the files in ${folder}.`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show folder' })).toBeVisible();
  await expectAccessible(page);
  for (const role of idxRoles) await rm(join(folder, mnist.files[role].name));
  await list(page).getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByRole('heading', { name: 'MNIST isn’t on this computer yet' })).toBeVisible();
  await studio.stop();
});

test.describe('MNIST is fetched from a mirror', () => {
  const opened: Mirror[] = [];
  const mirror = async (files: ReadonlyMap<string, Buffer>, manner?: Manner): Promise<Mirror> => {
    const started = await startMirror(files, manner);
    opened.push(started);
    return started;
  };
  test.afterEach(async () => { await Promise.all(opened.splice(0).map((one) => one.close())); });

  const here = async (page: Page) => {
    await expect(list(page).getByRole('link', { name: /^MNIST/ })).toContainText('Found, verified', { timeout: 60_000 });
    await expect(page.getByRole('img', { name: 'First examples of class 4' })).toBeVisible({ timeout: 30_000 });
  };

  test('whole', async ({ tab: page, home }) => {
    test.skip(!haveMnist, withoutMnist);
    const { url } = await mirror(realFiles());
    const studio = await openData(page, home, { DESCENT_MIRRORS: url });
    await choose(page, 'MNIST');
    await expect(page.getByRole('heading', { name: 'MNIST isn’t on this computer yet' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Download 11.6 MB' }).click();
    await here(page);
    await studio.stop();
  });

  test('interrupted in the middle, and resumed where it stopped', async ({ tab: page, home }) => {
    test.skip(!haveMnist, withoutMnist);
    const images = 'train-images-idx3-ubyte.gz';
    const { url, asked } = await mirror(realFiles(), breakingOff(images, 0.5));
    const studio = await openData(page, home, { DESCENT_MIRRORS: url });
    await choose(page, 'MNIST');
    await page.getByRole('button', { name: /^Download/ }).click();
    await expect(page.getByRole('alert')).toContainText('what has arrived is kept');
    await expect(list(page).getByRole('link', { name: /^MNIST/ })).toContainText(/5\d % here/);
    await page.getByRole('button', { name: /^Resume, 5\.\d MB to go$/ }).click();
    await here(page);
    const [first, second, ...more] = asked.filter(({ path }) => path === images);
    expect([first?.range, more]).toEqual([undefined, []]);
    expect(Number(/^bytes=(\d+)-$/.exec(second?.range ?? '')?.[1])).toBeGreaterThan(4_000_000);
    await studio.stop();
  });

  test('cancelled by the user, and resumed', async ({ tab: page, home }) => {
    test.skip(!haveMnist, withoutMnist);
    // Sends half of the large file, and then nothing until it is asked again.
    const slow: Manner = (request, response, body) => {
      if (!request.url?.includes('train-images') || request.headers.range !== undefined) return false;
      response.writeHead(200, { etag: '"slow"', 'content-length': body.length });
      response.write(body.subarray(0, body.length >> 1));
      return true;
    };
    const { url } = await mirror(realFiles(), slow);
    const studio = await openData(page, home, { DESCENT_MIRRORS: url });
    await choose(page, 'MNIST');
    await page.getByRole('button', { name: /^Download/ }).click();
    const track = page.getByRole('region', { name: 'Download it' }).getByRole('progressbar');
    await expect.poll(async () => Number(await track.getAttribute('aria-valuenow'))).toBeGreaterThan(50);
    // Long work goes on while another screen is shown.
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await page.getByRole('link', { name: 'Data', exact: true }).click();
    await choose(page, 'MNIST');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('button', { name: /^Resume/ })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await opened.splice(0)[0]?.close();
    await studio.stop();

    // Another start, another mirror: what had arrived belongs to a file that is gone there, and the set still comes whole.
    const second = await openData(page, home, { DESCENT_MIRRORS: (await mirror(realFiles())).url });
    await choose(page, 'MNIST');
    await page.getByRole('button', { name: /^Resume/ }).click();
    await here(page);
    await second.stop();
  });

  test('but not where the contents are not the published ones', async ({ tab: page, home }) => {
    const wrong = new Map(names.map((name) => [name, gzipSync('something else')]));
    const { url } = await mirror(wrong);
    const studio = await openData(page, home, { DESCENT_MIRRORS: url });
    await choose(page, 'MNIST');
    await page.getByRole('button', { name: /^Download/ }).click();
    await expect(page.getByRole('alert')).toContainText('checksum is not the published one');
    await expect(page.getByRole('alert')).toContainText('Nothing of it was kept');
    await expect(page.getByRole('button', { name: 'Download 11.6 MB' })).toBeVisible();
    await expectAccessible(page);
    await studio.stop();
  });

  test('and it is said plainly where the mirror is down', async ({ tab: page, home }) => {
    const server = createServer();
    await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    const studio = await openData(page, home, { DESCENT_MIRRORS: `http://127.0.0.1:${port}/` });
    await choose(page, 'MNIST');
    await page.getByRole('button', { name: /^Download/ }).click();
    await expect(page.getByRole('alert')).toContainText('refuses the connection');
    await expect(page.getByRole('alert')).toContainText('Check the network connection');
    await studio.stop();
  });
});
