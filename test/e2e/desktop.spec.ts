import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startDesktop, type Desktop } from './support/desktop.ts';
import { expect, temporaryHome, test } from './support/studio.ts';

/** Long enough to be interrupted whenever the test is ready for it. */
const longRun = {
  format: 'descent/experiment@1',
  name: 'A long run',
  data: { source: 'spiral' },
  network: { layers: [{ type: 'affine', units: 20 }, { type: 'relu' }, { type: 'affine', units: 3 }], loss: { type: 'softmax-cross-entropy' } },
  optimizer: { type: 'sgd', lr: 0.01 },
  training: { batchSize: 10, epochs: 1_000_000, evaluate: { every: 'end' } },
};

test.describe.serial('the desktop entry over the stand-in for electron', () => {
  const home = temporaryHome();
  const document = join(home.path, 'long.descent.json');
  let desktop: Desktop;

  test.beforeAll(async () => {
    writeFileSync(document, JSON.stringify(longRun));
    writeFileSync(join(home.path, 'window.json'), JSON.stringify({ bounds: { x: 40, y: 30, width: 1100, height: 700 }, maximized: false }));
    desktop = await startDesktop(home.path);
    // What the tests make happen is for a page that is there.
    await expect(desktop.page.getByRole('heading', { name: 'Train your first network' })).toBeVisible({ timeout: 60_000 });
  });
  test.afterAll(async () => {
    if ((await Promise.race([desktop.ended, Promise.resolve('there')])) === 'there') {
      desktop.does({ answer: 1 });
      await desktop.quit();
    }
    home.remove();
  });

  const lastMenu = () => desktop.told.menus.at(-1)?.map(({ label }) => label);

  test('opens an isolated, sandboxed window without Node, where it was the last time, and shows the studio through its MessagePort', async () => {
    expect(desktop.told.windows).toHaveLength(1);
    expect(desktop.told.windows[0]).toMatchObject({ x: 40, y: 30, width: 1100, height: 700 });
    expect(desktop.told.windows[0]?.webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true });
    expect(desktop.told.windows[0]?.webPreferences?.['preload']).toMatch(/index\.cjs$/);
    await expect(desktop.page.getByRole('heading', { name: 'Train your first network' })).toBeVisible();
    await expect(desktop.page.getByRole('button', { name: 'Train it now' })).toBeEnabled();
  });

  test('refuses to navigate away and to open windows; a link to the web goes to the user’s browser', async () => {
    const before = desktop.page.url();
    // One after the other: a page that is about to go elsewhere opens no window.
    const refused = desktop.page.waitForEvent('requestfailed', (request) => request.url() === 'https://example.org/');
    await desktop.page.evaluate(() => void (location.href = 'https://example.org/'));
    await refused;
    await desktop.page.evaluate(() => void window.open('https://example.org/page', '_blank', 'noopener=no'));
    await expect.poll(() => desktop.told.opened).toEqual(['https://example.org/page']);
    await expect.poll(() => desktop.page.context().pages().length).toBe(1);
    expect(desktop.page.url()).toBe(before);
  });

  test('the page has a strict content-security policy, no Node and no request to anywhere else', async () => {
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
  });

  test('menus come from the page’s actions, do what they say and follow its language', async () => {
    await expect.poll(lastMenu).toEqual(['File', 'Edit', 'View', 'Go', 'Training', 'Window', 'Help']);
    const items = desktop.told.menus.at(-1)?.flatMap(({ submenu = [] }) => submenu) ?? [];
    expect(items).toContainEqual(expect.objectContaining({ id: 'file.open', label: 'Open a file…', accelerator: 'CmdOrCtrl+O', registerAccelerator: false, enabled: true }));
    expect(items).toContainEqual(expect.objectContaining({ id: 'design.save', enabled: false }));
    expect(items).toContainEqual({ role: 'copy', label: 'Copy' });
    desktop.does({ choose: 'go.runs' });
    await expect(desktop.page).toHaveURL(/#\/runs$/);
    desktop.does({ choose: 'view.language' });
    await expect.poll(lastMenu).toEqual(['文件', '编辑', '视图', '前往', '训练', '窗口', '帮助']);
    desktop.does({ choose: 'view.language' });
    await expect.poll(lastMenu).toContain('File');
  });

  test('a folder is chosen in the system’s own dialog', async () => {
    desktop.does({ choose: 'go.settings' });
    desktop.does({ folder: home.path });
    await desktop.page.getByRole('button', { name: 'Add a folder' }).click();
    await expect(desktop.page.getByRole('listitem').filter({ hasText: home.path })).toBeVisible();
    expect(JSON.parse(readFileSync(join(home.path, 'config/places.json'), 'utf8'))).toEqual({ home: null, datasetFolders: [home.path] });
  });

  test('a document that is chosen or dropped finds the files beside it', async () => {
    const { page } = desktop;
    const own = join(home.path, 'own.descent.json');
    writeFileSync(own, JSON.stringify({ ...longRun, name: 'Own data', data: { source: 'csv', path: 'points.csv' } }));
    writeFileSync(join(home.path, 'points.csv'), 'x,y,kind\n1,2,a\n2,1,b\n3,4,c\n'.repeat(10));
    // From the menu, by the system's own dialog: a menu's click is none in the page, which may then not open a chooser of its own.
    desktop.does({ folder: own });
    desktop.does({ choose: 'file.open' });
    await expect(page).toHaveURL(/#\/design$/);
    expect(desktop.told.asked.at(-1)).toMatchObject({ title: 'Open a file…', properties: ['openFile'], filters: [{ extensions: ['json', 'descent', 'html', 'htm'] }] });
    // It was found and read: its fault is told, and not that it is nowhere.
    await expect(page.getByText(/points\.csv, line 5/).first()).toBeVisible();

    // Given to the page itself.
    desktop.does({ choose: 'go.runs' });
    await expect(page).toHaveURL(/#\/runs$/);
    await page.evaluate((path) => Object.assign(globalThis, { __standInPaths: { 'own.descent.json': path } }), own);
    await page.getByTestId('open-document').setInputFiles(own);
    await expect(page).toHaveURL(/#\/design$/);
    await expect(page.getByText(/points\.csv, line 5/).first()).toBeVisible();
  });

  test('a file that is opened by the system, or by a second start, goes to its screen; one that can’t be read is told of', async () => {
    desktop.does({ openFile: join(home.path, 'gone.descent.json') });
    await expect(desktop.page.getByText('gone.descent.json').first()).toBeVisible();
    desktop.does({ secondInstance: ['descent', '--some-switch', document] });
    await expect(desktop.page).toHaveURL(/#\/design$/);
    await expect(desktop.page.getByText('long.descent.json opened').first()).toBeVisible();
    expect(desktop.told.visible.at(-1)).toBe(true);
  });

  test('while a run trains the taskbar shows it and the computer stays awake; closing asks, and can leave it in the background', async () => {
    await desktop.page.keyboard.press('Control+Enter');
    await expect(desktop.page.getByRole('button', { name: '1 running' })).toBeVisible();
    await expect.poll(() => desktop.told.bars.at(-1)?.mode).toBe('normal');
    expect(desktop.told.bars.at(-1)?.share).toBeLessThan(1);
    expect(desktop.told.awake).toEqual(['prevent-app-suspension']);
    desktop.does({ answer: 2 });
    desktop.does({ close: true });
    await expect.poll(() => desktop.told.asked.at(-1)?.message).toBe('One run is still training');
    expect(desktop.told.asked.at(-1)?.buttons).toEqual(['Keep in the background', 'Checkpoint and quit', 'Cancel']);
    expect(desktop.told.visible.at(-1)).toBe(true);
    desktop.does({ answer: 0 });
    desktop.does({ close: true });
    await expect.poll(() => desktop.told.visible.at(-1)).toBe(false);
    desktop.does({ secondInstance: ['descent'] });
    await expect.poll(() => desktop.told.visible.at(-1)).toBe(true);
  });

  test('a window whose process is gone is opened again, and the log’s place is said', async () => {
    desktop.does({ choose: 'go.runs' });
    await expect(desktop.page).toHaveURL(/#\/runs$/);
    desktop.does({ answer: 0 });
    desktop.does({ crashWindow: true });
    await expect.poll(() => desktop.told.asked.at(-1)?.message).toBe('The window stopped working');
    const log = join(home.path, 'logs/descent.log');
    expect(desktop.told.asked.at(-1)?.detail).toContain(log);
    expect(readFileSync(log, 'utf8')).toContain('crashed');
    await expect(desktop.page.getByRole('button', { name: '1 running' })).toBeVisible({ timeout: 60_000 });
  });

  test('a report becomes a PDF by a window of its own, in which no script runs', async () => {
    const run = await desktop.page.getByRole('link', { name: 'A long run' }).first().getAttribute('href');
    await desktop.page.evaluate((id) => void (location.hash = `/reports/run/${id}`), run?.split('/').at(-1));
    await desktop.page.getByRole('button', { name: 'Export' }).click();
    await desktop.page.getByRole('menuitem', { name: /PDF/ }).click();
    await expect(desktop.page.getByText(/^a-long-run-\w+\.pdf /).first()).toBeVisible();
    expect(desktop.told.printed.at(-1)).toMatchObject({ title: 'A long run', begins: '%PDF-', preferCSSPageSize: true, printBackground: true });
    expect(desktop.told.windows.at(-1)).toMatchObject({ show: false, webPreferences: { sandbox: true, contextIsolation: true, javascript: false } });
  });

  test('quitting after the question ends the run with a checkpoint to go on from', async () => {
    desktop.does({ answer: 1 });
    desktop.does({ close: true });
    expect(await desktop.ended).toBe(0);
    expect(desktop.told.awake.at(-1)).toBeNull();
    const stored = execFileSync(process.execPath, [resolve(import.meta.dirname, '../../bin/descent.mjs'), 'runs', '--json', '--home', home.path], { encoding: 'utf8' });
    expect(JSON.parse(stored).runs).toEqual([expect.objectContaining({ name: 'A long run', state: 'interrupted' })]);
    expect(JSON.parse(readFileSync(join(home.path, 'window.json'), 'utf8'))).toMatchObject({ language: 'en', maximized: false });
  });
});
