import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { seriousFaults } from './support/axe.ts';
import { ended } from './support/homes.ts';
import { expect, go, test } from './support/studio.ts';

const document = {
  format: 'descent/experiment@1' as const,
  name: 'A spiral to hand in',
  seed: 7,
  data: { source: 'spiral', validation: 0.25 },
  network: { layers: [{ type: 'affine', units: 16 }, { type: 'relu' }, { type: 'affine', units: 3 }] },
  optimizer: { type: 'adam', lr: 0.02 },
  training: { batchSize: 20, epochs: 8 },
};

/** Drops a file on the screen, as a hand does. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([called, contents]) => {
      const files = new DataTransfer();
      files.items.add(new File([contents ?? ''], called ?? '', { type: 'text/html' }));
      return files;
    },
    [name, text],
  );
  const target = page.locator('main > div').first();
  for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer: transfer });
}

test('a report: written beside the report itself, handed in, verified, and found out where a number was changed', async ({ page, studio }) => {
  const client = await studio.client();
  const { experiment } = await client.experiments.start({ document } as never);
  const [run] = await ended(client, experiment.id);
  const id = run?.id ?? '';
  let html = '';

  await test.step('the editor shows the real report, in a frame without an origin', async () => {
    await go(page, `/runs/${id}`);
    await page.getByRole('link', { name: 'Report', exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`#/reports/run/${id}$`));
    const frame = page.frameLocator('[data-testid=report-preview]');
    await expect(frame.getByRole('heading', { level: 1 })).toHaveText(document.name);
    await page.getByRole('textbox', { name: 'Question' }).fill('Can sixteen units bend around a spiral with $\\eta = 0.02$?');
    await page.getByRole('textbox', { name: 'Author' }).fill('Ada');
    await expect(frame.getByText('Can sixteen units bend')).toBeVisible();
    await expect(frame.locator('.katex, math').first()).toBeAttached();

    // The frame's page is made anew after each change, also between two looks at it: what is done in it is done again then.
    await expect(async () => {
      // Its own script runs: a curve goes at its name in the legend. Nothing else can.
      const curve = frame.locator('.legend button').first();
      await curve.click();
      await expect(curve).toHaveAttribute('aria-pressed', 'false', { timeout: 1000 });
      expect(await frame.locator('body').evaluate(() => window.origin)).toBe('null');
      // Printing prints the report, not the studio around it.
      await frame.locator('body').evaluate((body) => void (window.print = () => void (body.dataset['printed'] = 'yes')));
      await page.getByRole('button', { name: 'Print', exact: true }).click();
      await expect(frame.locator('body')).toHaveAttribute('data-printed', 'yes', { timeout: 1000 });
    }).toPass();
    const inside = page.getByTestId('report-preview');
    await expect(inside).toHaveAttribute('sandbox', /allow-scripts/);
    await expect(inside).not.toHaveAttribute('sandbox', /allow-same-origin/);
    expect(await inside.evaluate((element) => (element as HTMLIFrameElement).contentDocument)).toBeNull();
  });

  await test.step('sections are moved by keys, left out, and words put between them', async () => {
    const frame = page.frameLocator('[data-testid=report-preview]');
    await page.getByRole('button', { name: 'Move Results' }).press('Alt+ArrowUp');
    await expect(page.getByText(/^Results, place \d of \d$/)).toBeAttached();
    await expect(page.getByRole('button', { name: 'Move Results' })).toBeFocused();
    await page.getByRole('button', { name: 'Hide Diagnostics' }).click();
    await expect(async () => {
      const headings = (await frame.locator('section h2').allTextContents()).join();
      expect(headings).toMatch(/Results.*Curves/);
      expect(headings).not.toContain('Diagnostics');
    }).toPass();
    await page.getByRole('button', { name: 'Add text', exact: true }).click();
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('The loss **falls** at once.');
    await expect(frame.locator('strong', { hasText: 'falls' })).toBeVisible();
    await expect(page.getByTestId('report-kept')).toHaveText('Saved');
    expect(await seriousFaults(page)).toEqual([]);
  });

  await test.step('it is kept with the run, and handed in as one file', async () => {
    await go(page, '/reports');
    await page.getByRole('link', { name: document.name }).click();
    await expect(page.getByRole('textbox', { name: 'Author' })).toHaveValue('Ada');
    await expect(page.frameLocator('[data-testid=report-preview]').getByText('Can sixteen units bend')).toBeVisible();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'HTML' }).click();
    html = readFileSync(await (await download).path(), 'utf8');
    expect(html).toContain('Can sixteen units bend');
    await page.getByRole('button', { name: 'Close' }).click();
  });

  const verdict = page.getByTestId('verdict');
  await test.step('dropped on the screen, every number of it is had again', async () => {
    await go(page, '/reports');
    await drop(page, 'handed-in.html', html);
    await expect(verdict).toHaveAttribute('data-verdict', 'same', { timeout: 60_000 });
    await expect(verdict).toContainText(/All \d+ numbers are the same, bit for bit/);
    await expect(verdict).toContainText('handed-in.html');
    expect(await seriousFaults(page)).toEqual([]);
  });

  await test.step('a number that was changed in its facts is named', async () => {
    const { final } = await client.runs.get({ id });
    const cheated = html.replace(/("final":\{[^}]*"testAccuracy":)[\d.]+/, '$10.999');
    expect(cheated).not.toBe(html);
    await drop(page, 'cheated.html', cheated);
    await expect(verdict).toHaveAttribute('data-verdict', 'off', { timeout: 60_000 });
    const row = page.locator('[data-path="runs.0.final.testAccuracy"]').first();
    await expect(row).toContainText('0.999');
    await expect(row).toContainText(String(final?.testAccuracy));
    await expect(row).toContainText('this number was changed in the file');
    expect(await seriousFaults(page)).toEqual([]);
  });

  await test.step('and so is one that was changed on the page alone', async () => {
    const painted = html.replace(/(data-fact="runs\.0\.final\.testLoss"[^>]*>(?:<[^>]*>)*)[^<]+/, '$10.0001');
    expect(painted).not.toBe(html);
    await drop(page, 'painted.html', painted);
    await expect(verdict).toContainText('painted.html', { timeout: 60_000 });
    await expect(page.locator('[data-path="runs.0.final.testLoss"]').first()).toContainText('The page shows 0.0001');
  });

  await test.step('what is no report is refused in words', async () => {
    await drop(page, 'holiday.html', '<h1>Holiday</h1>');
    await expect(page.getByRole('alert')).toContainText('neither HTML with the facts of a report nor JSON');
  });

  await test.step('nothing of the verified runs is left in the list', async () => {
    const { runs } = await client.runs.list({ search: document.name });
    expect(runs.map((one) => one.id)).toEqual([id]);
  });
});

test('verifying can be stopped, and a report dropped on any other screen is verified, too', async ({ page, studio, trained }) => {
  const client = await studio.client();
  const made = await client.reports.make({ source: { kind: 'run', id: trained.optimizers.runs.find(({ state }) => state === 'done')?.id ?? '' }, format: 'html' });
  const html = await (made as File).text();
  // Longer than anyone waits.
  const long = html.replace(/"epochs":\d+/g, '"epochs":2000');
  expect(long).not.toBe(html);
  await go(page, '/runs');
  await drop(page, 'long.html', long);
  await expect(page).toHaveURL(/#\/reports\/verify$/);
  await expect(page.getByTestId('verify-steps')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Verifying was stopped' })).toBeVisible();
});

test('what is compared is reported on as a comparison, a search as a search', async ({ page, trained }) => {
  const done = trained.optimizers.runs.filter(({ state }) => state === 'done').slice(0, 2);
  const title = page.frameLocator('[data-testid=report-preview]').getByRole('heading', { level: 1 });
  await go(page, `/compare?runs=${done.map(({ id }) => id).join(',')}`);
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  await expect(page).toHaveURL(/#\/reports\/comparison\/[a-z0-9-]+$/);
  await expect(title).toBeVisible();
  await go(page, `/sweeps/${trained.sweep.id}`);
  await page.getByRole('link', { name: 'Report', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`#/reports/sweep/${trained.sweep.id}$`));
  await expect(title).toBeVisible();
});
