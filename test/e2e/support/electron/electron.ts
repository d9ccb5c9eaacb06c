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
 * Tells the test that forked it what the entry did: see `Told` in ../desktop.ts. Does what the test says as if the user or the system did it:
 * see `Told` and `Does` there.
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
  setPath = () => undefined;
  relaunch = () => tell({ relaunch: true });
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

/** What the test makes happen. */
const does: Record<string, (value: never) => void> = {
  quit: () => app.quit(),
  close: () => [...windows].forEach((window) => window.close()),
  choose: (id: string) => menuItems.get(id)?.(),
  answer: (response: number) => void answers.push(response),
  folder: (path: string) => void folders.push(path),
  secondInstance: (argv: string[]) => app.emit('second-instance', {}, argv, process.cwd()),
  openFile: (path: string) => app.emit('open-file', { preventDefault: () => undefined }, path),
  crashWindow: () => [...windows][0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
};
process.on('message', (message: Record<string, never>) => {
  for (const [name, value] of Object.entries(message)) does[name]?.(value);
});

/** Answers to the next questions, and folders or files for the next dialogs. */
const answers: number[] = [];
const folders: string[] = [];
let menuItems = new Map<string, () => void>();

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
  loadFile = (path: string) => this.webContents.loadFile(path);
  destroy = () => this.webContents.close();
  loadURL = (url: string) => this.webContents.loadURL(url);
  #visible = false;
  show = () => this.#see(true);
  hide = () => this.#see(false);
  isVisible = () => this.#visible;
  isFocused = () => false;
  focus = () => undefined;
  restore = () => undefined;
  isMinimized = () => false;
  isMaximized = () => false;
  isDestroyed = () => !windows.has(this);
  maximize = () => undefined;
  getBounds = () => ({ x: 0, y: 0, width: 1280, height: 800 });
  getNormalBounds = () => ({ x: 0, y: 0, width: 1280, height: 800 });
  getTitle = () => this.#title;
  setProgressBar = (share: number, { mode }: { mode: string }) => tell({ bar: { share, mode } });
  setBackgroundColor = () => undefined;

  close(): void {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) this.webContents.close();
  }

  #see(visible: boolean): void {
    this.#visible = visible;
    tell({ visible });
  }
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
  showItemInFolder: (path: string) => tell({ shown: path }),
};

interface Item {
  id?: string;
  label?: string;
  role?: string;
  accelerator?: string;
  enabled?: boolean;
  submenu?: Item[];
  click?: () => void;
}

export const Menu = {
  buildFromTemplate: (template: Item[]) => template,
  setApplicationMenu(menu: Item[]) {
    const items = menu.flatMap(({ submenu = [] }) => submenu);
    menuItems = new Map(items.flatMap(({ id, click }) => (id && click ? [[id, click] as const] : [])));
    const plain = (item: Item): object => ({ ...item, click: undefined, ...(item.submenu ? { submenu: item.submenu.map(plain) } : {}) });
    tell({ menu: menu.map(plain) });
  },
};

export const dialog = {
  showErrorBox: (title: string, content: string) => tell({ error: { title, content } }),
  async showMessageBox(...args: unknown[]) {
    tell({ asked: args.at(-1) });
    return { response: answers.shift() ?? 0, checkboxChecked: false };
  },
  showMessageBoxSync(options: unknown) {
    tell({ asked: options });
    return answers.shift() ?? 0;
  },
  async showOpenDialog(...args: unknown[]) {
    tell({ asked: args.at(-1) });
    return { filePaths: folders.splice(0, 1) };
  },
};

export class Notification extends EventEmitter {
  static isSupported = () => true;
  readonly #options: object;
  constructor(options: object) {
    super();
    this.#options = options;
  }
  show = () => tell({ notice: this.#options });
}

let blockers = 0;
export const powerSaveBlocker = {
  start(type: string) {
    tell({ awake: type });
    return ++blockers;
  },
  stop: () => tell({ awake: null }),
};

const display = { id: 1, workArea: { x: 0, y: 0, width: 1280, height: 800 } };
export const screen = { getAllDisplays: () => [display], getPrimaryDisplay: () => display };
export const nativeTheme = { shouldUseDarkColors: false };
export type { WindowOpenHandler };
