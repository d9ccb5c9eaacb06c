import { startStudio, expect, test } from './support/studio.ts';

test('a newcomer trains the first network, sees it learn, and finds the run after a restart', async ({ tab: page, home }) => {
  let studio = await startStudio(home);
  try {
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:|ws:\/\/127\.0\.0\.1:)/.test(request.url())) foreign.push(request.url());
    });
    await page.goto(studio.url);
    await page.getByRole('button', { name: 'Train it now' }).click();
    await expect(page).toHaveURL(/#\/runs\/[a-z0-9-]+$/);
    const address = new URL(page.url()).hash;

    const loss = () => legendValue('Loss', 'train');
    const accuracy = () => legendValue('Accuracy', 'test');
    async function legendValue(panel: string, series: string): Promise<number> {
      const text = await page.getByRole('region', { name: panel, exact: true }).getByTestId(`legend-${series}`).textContent();
      return Number(/[\d.]+/.exec(text ?? '')?.[0] ?? NaN);
    }
    await expect.poll(loss).toBeGreaterThan(0);
    const early = await loss();
    await expect.poll(accuracy, { timeout: 90_000 }).toBeGreaterThan(0.9);
    await expect(page.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 90_000 });
    // It began near ln 10 = 2.30: however late the first look came, the end is below it.
    expect(await loss()).toBeLessThan(Math.min(early, 0.3));
    const reached = await accuracy();

    await studio.stop();
    studio = await startStudio(home);
    await page.goto(studio.url);
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.locator(`a[href$="${address}"]`).first().click();
    await expect(page.getByText('Done', { exact: true }).first()).toBeVisible();
    await expect.poll(accuracy).toBe(reached);
    expect(foreign).toEqual([]);
  } finally {
    await studio.stop();
  }
});
