import { startDesktop } from './support/desktop.ts';
import { expect, test } from './support/studio.ts';

test.describe('the desktop entry over the stand-in for electron', () => {
  test('opens an isolated, sandboxed window without Node and shows the studio through its MessagePort', async ({ home }) => {
    const desktop = await startDesktop(home);
    try {
      expect(desktop.told.windows).toHaveLength(1);
      expect(desktop.told.windows[0]?.webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true });
      expect(desktop.told.windows[0]?.webPreferences?.['preload']).toMatch(/index\.cjs$/);
      await expect(desktop.page.getByRole('heading', { name: 'Train your first network' })).toBeVisible();
      await expect(desktop.page.getByRole('button', { name: 'Train it now' })).toBeEnabled();
    } finally {
      await desktop.quit();
    }
  });

  test('the page has a strict content-security policy, no Node and no request to anywhere else', async ({ home }) => {
    const desktop = await startDesktop(home);
    try {
      const foreign: string[] = [];
      desktop.page.on('request', (request) => {
        if (!/^(https:\/\/descent\.studio\.localhost\/|data:|blob:)/.test(request.url())) foreign.push(request.url());
      });
      const response = await desktop.page.reload();
      const policy = response?.headers()['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      await expect(desktop.page.getByRole('heading', { name: 'Train your first network' })).toBeVisible();
      // In a task of the page's own: what the test evaluates itself is exempt from the policy.
      const reach = await desktop.page.evaluate(
        () =>
          new Promise((done) => {
            setTimeout(() => {
              let evaluates = true;
              try {
                // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that it is refused is what is tested
                new Function('return true');
              } catch {
                evaluates = false;
              }
              done({ require: 'require' in globalThis, process: 'process' in globalThis, evaluates });
            });
          }),
      );
      expect(reach).toEqual({ require: false, process: false, evaluates: false });
      expect(foreign).toEqual([]);
    } finally {
      await desktop.quit();
    }
  });

  test('refuses to navigate away and to open windows; a link to the web goes to the user’s browser', async ({ home }) => {
    const desktop = await startDesktop(home);
    try {
      await expect(desktop.page.getByRole('heading', { name: 'Train your first network' })).toBeVisible();
      const before = desktop.page.url();
      await desktop.page.evaluate(() => void (location.href = 'https://example.org/'));
      await desktop.page.waitForTimeout(500);
      expect(desktop.page.url()).toBe(before);
      await desktop.page.evaluate(() => void window.open('https://example.org/page', '_blank', 'noopener=no'));
      await expect.poll(() => desktop.told.opened).toEqual(['https://example.org/page']);
      await expect.poll(() => desktop.page.context().pages().length).toBe(1);
    } finally {
      await desktop.quit();
    }
  });
});
