import { BrowserWindow, MessageChannelMain, shell, type MessagePortMain } from 'electron';
import { portMessage } from '../../shared/api/port.ts';
import { origin } from './protocol.ts';

export interface StudioWindow {
  readonly window: BrowserWindow;
  /** Brings the window to the front, out of the taskbar if need be. */
  focus(): void;
}

/**
 * Opens the studio's window: isolated, sandboxed, without Node, bound to its own origin.
 * @param preload absolute path of the CommonJS preload
 * @param connect called with the studio's end of a new channel each time the page has loaded
 */
export function openWindow(preload: string, connect: (port: MessagePortMain) => void): StudioWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 640,
    show: false,
    title: 'Descent',
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
  keepAtHome(window);
  window.once('ready-to-show', () => window.show());
  window.webContents.on('did-finish-load', () => {
    const { port1, port2 } = new MessageChannelMain();
    connect(port1);
    window.webContents.postMessage(portMessage, null, [port2]);
  });
  void window.loadURL(`${origin}/`);
  return {
    window,
    focus() {
      if (window.isMinimized()) window.restore();
      window.focus();
    },
  };
}

/** Navigation, frames and new windows are refused; a link to the web opens in the user's browser. */
function keepAtHome(window: BrowserWindow): void {
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
