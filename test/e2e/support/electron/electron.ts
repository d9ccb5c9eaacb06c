import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { browserLaunchOptions } from '../../../support/chromium.ts';
import { bind, schemes } from './page.ts';
import { MessagePortMain } from './port.ts';
import { WebContents, type WindowOpenHandler } from './web-contents.ts';

/**
 * A stand-in for the `electron` module over real Chromium: the studio's own desktop entry, preload and renderer run
 * unchanged; windows are pages of a browser. It is as small as the entry needs, and says no more than that the entry calls
 * Electron's documented API and that page, preload, protocol and ports fit together. Isolation, sandbox, menus and the
 * window itself are Electron's, and are not shown by it.
 *
 * Tells the test that forked it: `{ debuggingPort }`, `{ window: options }`, `{ opened: url }`, `{ menu }`.
 */

const tell = (message: object) => void process.send?.(message);

let context: BrowserContext | undefined;
const profile = mkdtempSync(join(tmpdir(), 'descent-desktop-'));

async function browser(): Promise<BrowserContext> {
  if (context) return context;
  const debuggingPort = Number(process.env['STAND_IN_DEBUGGING_PORT']);
  const options = await browserLaunchOptions();
  context = await chromium.launchPersistentContext(profile, { ...options, args: [`--remote-debugging-port=${debuggingPort}`], viewport: { width: 1280, height: 800 } });
  await bind(context);
  tell({ debuggingPort });
  return context;
}

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly name = 'Descent';
  requestSingleInstanceLock = () => true;
  enableSandbox = () => undefined;
  setAppUserModelId = () => undefined;
  setName = () => undefined;
  getVersion = () => '0.0.0';
  getLocale = () => 'en-US';
  getAppPath = () => process.cwd();
  getPath = (name: string) => join(profile, name);

  async whenReady(): Promise<void> {
    await browser();
  }

  quit(): void {
    let prevented = false;
    this.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.exit(0);
  }

  exit(code = 0): void {
    void context?.close().finally(() => {
      rmSync(profile, { recursive: true, force: true });
      process.exit(code);
    });
  }
}

export const app = new App();
process.on('message', (message) => {
  if (message === 'quit') app.quit();
});

const windows = new Set<BrowserWindow>();

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  #title = '';

  constructor(options: { webPreferences?: { preload?: string }; title?: string } = {}) {
    super();
    windows.add(this);
    this.#title = options.title ?? '';
    tell({ window: options });
    this.webContents.start(browser(), options.webPreferences?.preload, () => this.emit('ready-to-show'));
    this.webContents.once('destroyed', () => {
      windows.delete(this);
      this.emit('closed');
      if (windows.size === 0) app.emit('window-all-closed');
    });
  }

  static getAllWindows = () => [...windows];
  static getFocusedWindow = () => [...windows][0] ?? null;
  loadURL = (url: string) => this.webContents.loadURL(url);
  show = () => undefined;
  focus = () => undefined;
  restore = () => undefined;
  isMinimized = () => false;
  isMaximized = () => false;
  isDestroyed = () => !windows.has(this);
  maximize = () => undefined;
  getBounds = () => ({ x: 0, y: 0, width: 1280, height: 800 });
  getNormalBounds = () => ({ x: 0, y: 0, width: 1280, height: 800 });
  getTitle = () => this.#title;
  setProgressBar = () => undefined;
  setBackgroundColor = () => undefined;
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();
  constructor() {
    this.port1.join(this.port2);
  }
}

export const protocol = {
  registerSchemesAsPrivileged: () => undefined,
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => void schemes.set(scheme, handler),
};

export const shell = {
  openExternal: async (url: string) => tell({ opened: url }),
};

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => tell({ menu: menu !== null }),
};

export const dialog = {
  showErrorBox: (title: string, content: string) => tell({ error: { title, content } }),
  showMessageBox: async () => ({ response: 0, checkboxChecked: false }),
};

export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1280, height: 800 } }] };
export const nativeTheme = { shouldUseDarkColors: false };
export type { WindowOpenHandler };
