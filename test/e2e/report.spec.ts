import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { browserLaunchOptions } from '../support/chromium.ts';
import { expect, test } from './support/studio.ts';

const root = resolve(import.meta.dirname, '../..');

test('a run from the command line becomes a report that answers from disk with the network off, and prints', async ({ browser, home }) => {
  // The browser of the tests prints for the command line, too.
  const { executablePath, env } = await browserLaunchOptions();
  const environment = { ...process.env, ...env, DESCENT_DATASETS: '', HOME: home, ...(executablePath === undefined ? {} : { DESCENT_CHROMIUM: executablePath }) };
  const descent = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/descent.mjs'), '--home', home, ...args], { encoding: 'utf8', env: environment });
    expect(status, stderr).toBe(0);
    return stdout;
  };
  const document = join(home, 'small.descent.json');
  writeFileSync(
    document,
    JSON.stringify({
      format: 'descent/experiment@1',
      name: 'Two rates',
      data: { source: 'spiral' },
      network: { layers: [{ type: 'affine', units: 10 }, { type: 'relu' }, { type: 'affine', units: 3 }] },
      training: { iterations: 150 },
      repeats: 2,
      variants: [0.1, 1].map((lr) => ({ name: `Rate ${lr}`, set: { optimizer: { type: 'sgd', lr } } })),
    }),
  );
  const { experiment } = JSON.parse(descent('run', document, '--json')) as { experiment: string };
  const file = join(home, 'report.html');
  descent('report', experiment, '-o', file, '--language', 'en', '--author', 'Ada', '--question', 'Which rate? $\\eta$');

  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(pathToFileURL(file).href);
  await expect(page.getByRole('heading', { name: 'Two rates' })).toBeVisible();
  await expect(page.locator('math').first()).toBeVisible();

  const plot = page.locator('.plot[tabindex]').first();
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  if (!box) throw new Error('there is no chart');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const tip = plot.locator('.tip');
  await expect(tip).toContainText(/\d+ steps/);
  await expect(tip).toContainText('Rate 0.1');

  const switchOff = page.getByRole('button', { name: 'Rate 0.1' }).first();
  await switchOff.click();
  await expect(switchOff).toHaveAttribute('aria-pressed', 'false');
  for (const part of await plot.locator('svg .k0').all()) await expect(part).toBeHidden();
  await expect(plot.locator('svg path.k1').first()).toBeVisible();
  await plot.focus();
  await page.keyboard.press('End');
  await expect(tip).toContainText('150 steps');
  await expect(tip).not.toContainText('Rate 0.1');
  await expect(plot.locator('[aria-live]')).toContainText('150 steps');
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();

  expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
  expect(problems).toEqual([]);
  await context.close();

  const paper = join(home, 'report.pdf');
  descent('report', experiment, '-o', paper, '--language', 'zh');
  const pdf = readFileSync(paper, 'latin1');
  expect(pdf.startsWith('%PDF-')).toBe(true);
  expect(pdf.match(/\/Type ?\/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
  // Upright A4, in points of 1/72 inch.
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
  expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 842]);
});
