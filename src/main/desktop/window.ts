import { BrowserWindow, MessageChannelMain, screen, shell, type MessagePortMain } from 'electron';
import { portMessage } from '../../shared/api/port.ts';
import { origin } from './protocol.ts';
import { placeWindow, smallest, type WindowState } from './window-state.ts';

export interface WindowOptions {
  /** Absolute path of the CommonJS preload. */
  readonly preload: string;
  /** The window's picture where the window system does not take it from the program. */
  readonly icon: string;
  /** Where the window was. */
  readonly state: WindowState;
  /** Called with the studio's end of a new channel each time the page has loaded. */
  readonly connect: (port: MessagePortMain) => void;
  /** Called with where the window is now, whenever that has changed. */
  readonly moved: (state: Pick<WindowState, 'bounds' | 'maximized'>) => void;
  /** Whether the window may close. */
  readonly mayClose: () => boolean;
}

/** Opens the studio's window: isolated, sandboxed, without Node, bound to its own origin, where it was the last time. */
export function openWindow({ preload, icon, state, connect, moved, mayClose }: WindowOptions): BrowserWindow {
  const main = screen.getPrimaryDisplay();
  const areas = [main, ...screen.getAllDisplays().filter(({ id }) => id !== main.id)].map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...placeWindow(state, areas),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Descent',
    ...(process.platform === 'linux' ? { icon } : {}),
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (state.maximized) window.maximize();
  keepAtHome(window);
  window.once('ready-to-show', () => window.show());
  window.webContents.on('did-finish-load', () => {
    const { port1, port2 } = new MessageChannelMain();
    connect(port1);
    window.webContents.postMessage(portMessage, null, [port2]);
  });
  const tell = () => moved({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  let soon: NodeJS.Timeout | undefined;
  const tellSoon = () => {
    clearTimeout(soon);
    soon = setTimeout(tell, 500);
  };
  // One by one: Electron's types know no union of its events.
  window.on('resize', tellSoon);
  window.on('move', tellSoon);
  window.on('maximize', tellSoon);
  window.on('unmaximize', tellSoon);
  window.on('close', (event) => {
    clearTimeout(soon);
    tell();
    if (!mayClose()) event.preventDefault();
  });
  void window.loadURL(`${origin}/`);
  return window;
}

/** Brings the window to the front, out of the taskbar if need be. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Navigation, frames and new windows are refused; a link to the web opens in the user's browser. */
export function keepAtHome(window: BrowserWindow): void {
  const { webContents } = window;
  webContents.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${origin}/`)) event.preventDefault();
  });
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url);
    return { action: 'deny' };
  });
  webContents.session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  webContents.session.setPermissionCheckHandler(() => false);
}
