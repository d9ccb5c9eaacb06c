import { EventEmitter } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { root, temporaryFolder } from '../../support/studio.ts';

/** What Electron's security checklist asks of a window that no page can show: docs/security.md names each item's test. */

const electron = vi.hoisted(() => ({
  opened: [] as string[],
  loaded: [] as string[],
  preferences: undefined as Record<string, unknown> | undefined,
  openHandler: undefined as ((details: { url: string }) => { action: string }) | undefined,
  permission: undefined as ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void) | undefined,
  check: undefined as (() => boolean) | undefined,
  contents: undefined as EventEmitter | undefined,
}));

vi.mock('electron', () => ({
  screen: { getPrimaryDisplay: () => ({ id: 1, workArea: { x: 0, y: 0, width: 1600, height: 1000 } }), getAllDisplays: () => [] },
  shell: { openExternal: (url: string) => Promise.resolve(void electron.opened.push(url)) },
  MessageChannelMain: class {},
  BrowserWindow: class extends EventEmitter {
    webContents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: NonNullable<typeof electron.openHandler>) => (electron.openHandler = handler),
      session: {
        setPermissionRequestHandler: (handler: NonNullable<typeof electron.permission>) => (electron.permission = handler),
        setPermissionCheckHandler: (handler: NonNullable<typeof electron.check>) => (electron.check = handler),
      },
    });
    constructor(options: { webPreferences: Record<string, unknown> }) {
      super();
      electron.preferences = options.webPreferences;
      electron.contents = this.webContents;
    }
    loadURL = (url: string) => Promise.resolve(void electron.loaded.push(url));
  },
}));

const { openWindow } = await import('../../../src/main/desktop/window.ts');
const { serveRenderer } = await import('../../../src/main/desktop/protocol.ts');

beforeEach(() => {
  electron.opened = [];
  electron.loaded = [];
  openWindow({ icon: 'icon.png', preload: '/preload.cjs', state: { bounds: undefined, maximized: false }, connect: () => undefined, moved: () => undefined, mayClose: () => true });
});

/** Whether an event of the window's contents was refused. */
function refused(event: string, ...rest: unknown[]): boolean {
  let prevented = false;
  electron.contents?.emit(event, { preventDefault: () => (prevented = true) }, ...rest);
  return prevented;
}

test('a window is isolated, sandboxed and without Node, and no safeguard of Chromium is switched off', () => {
  expect(electron.preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, nodeIntegrationInWorker: false, webSecurity: true, webviewTag: false });
  for (const danger of ['allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures', 'nodeIntegrationInSubFrames', 'disableBlinkFeatures']) expect(electron.preferences).not.toHaveProperty(danger);
});

test('a window loads its own scheme and nothing else', () => {
  expect(electron.loaded).toEqual(['descent://studio/']);
});

test('every permission is denied, asked for or checked', () => {
  for (const permission of ['media', 'geolocation', 'notifications', 'midi', 'openExternal', 'clipboard-read', 'hid', 'usb', 'serial', 'fileSystem']) {
    const answers: boolean[] = [];
    electron.permission?.(undefined, permission, (granted) => answers.push(granted));
    expect(answers).toEqual([false]);
  }
  expect(electron.check?.()).toBe(false);
});

test('navigation to anywhere but the studio’s own pages is refused, however like them it looks', () => {
  for (const url of ['https://example.org/', 'http://127.0.0.1/', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x', 'descent://studio.evil/', 'descent://evil/', 'descent://studio@evil/', 'DESCENT://studio', 'about:blank', '']) expect(refused('will-navigate', url), url).toBe(true);
  expect(refused('will-navigate', 'descent://studio/#/runs')).toBe(false);
});

test('no webview is attached', () => {
  expect(refused('will-attach-webview', {}, {})).toBe(true);
});

test('no window is opened; of links only those to the web by TLS go to the user’s browser', () => {
  const urls = ['https://example.org/', 'http://example.org/', 'file:///etc/passwd', 'javascript:alert(1)', 'smb://host/share', 'ms-msdt:/id', 'descent://studio/', 'data:text/html,x', ' https://example.org'];
  for (const url of urls) expect(electron.openHandler?.({ url })).toEqual({ action: 'deny' });
  expect(electron.opened).toEqual(['https://example.org/']);
});

test('the scheme serves the files of the renderer alone, each under the strict policy', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'renderer'));
  writeFileSync(join(folder, 'renderer/index.html'), 'the page');
  writeFileSync(join(folder, 'secret.txt'), 'the secret');
  mkdirSync(join(folder, 'renderer-more'));
  writeFileSync(join(folder, 'renderer-more/secret.txt'), 'the secret');
  const serve = serveRenderer(join(folder, 'renderer'));
  const page = await serve({ url: 'descent://studio/' });
  expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'( 'sha256-[\w+/]+=')*; style-src/);
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await page.text()).toBe('the page');
  const outside = ['../secret.txt', '..%2fsecret.txt', '%2e%2e/secret.txt', '%2e%2e%2fsecret.txt', '..%5csecret.txt', '..\\secret.txt', '%252e%252e%252fsecret.txt', 'x/..%2f..%2fsecret.txt', '..%2frenderer-more%2fsecret.txt', 'index.html%00.txt', '%00', '%', '%ff.txt', '/etc/passwd.txt', '//etc/hosts.txt'];
  for (const path of outside) {
    const answer = await serve({ url: `descent://studio/${path}` });
    expect(await answer.text(), path).not.toContain('secret');
    if (path.includes('.txt')) expect(answer.status, path).toBe(404);
  }
  expect((await serve({ url: 'descent://elsewhere/index.html' })).status).toBe(404);
});

test('the preload tells where a given file lies and exposes nothing else, and no channel but the port leads into the main process', () => {
  const preload = readFileSync(join(root, 'src/preload/index.ts'), 'utf8');
  expect(preload).not.toMatch(/ipcRenderer\.(send|invoke)|require\(/);
  expect(preload.match(/exposeInMainWorld\(.*|webUtils\.\w+/g)).toEqual(['webUtils.getPathForFile', 'exposeInMainWorld(filePlaces, places);']);
  const desktop = readdirSync(join(root, 'src/main/desktop')).map((file) => readFileSync(join(root, 'src/main/desktop', file), 'utf8')).join('\n');
  expect(desktop).not.toMatch(/ipcMain|file:\/\/|allowRunningInsecureContent|commandLine\.appendSwitch/);
  // The one file that a window shows: a report of one's own on its way to paper, where no script runs.
  expect(desktop.match(/loadFile\(/g)).toHaveLength(1);
  expect(readFileSync(join(root, 'src/main/desktop/print-window.ts'), 'utf8')).toMatch(/javascript: false[\s\S]*loadFile\(/);
});

test('Electron is of a version that is named exactly and not old', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Number.parseInt(devDependencies['electron'])).toBeGreaterThanOrEqual(45);
});
