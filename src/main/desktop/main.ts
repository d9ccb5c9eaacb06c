import { app, dialog, Menu, protocol } from 'electron';
import { join } from 'node:path';
import { createApp, environmentOptions, type App } from '../app.ts';
import { spawnWorker } from '../workers/spawn.ts';
import { connectWindow } from './connection.ts';
import { menuTemplate } from './menu.ts';
import { scheme, serveRenderer } from './protocol.ts';
import { openWindow, type StudioWindow } from './window.ts';

/** The desktop door: one process, one window, the same services as every door. Bundled to out/main/desktop.js. */

const built = join(import.meta.dirname, '..');
const program = join(built, '..');

protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
app.enableSandbox();

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  await app.whenReady();
  const studio = openStudio();
  if (!studio) return app.exit(1);
  const reportUnforeseen = (error: unknown) => process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  const { connect, stopStreams } = connectWindow(studio, reportUnforeseen);
  let window: StudioWindow | undefined;
  const open = () => {
    window = openWindow(join(built, 'preload/index.cjs'), connect);
    window.window.on('closed', () => (window = undefined));
  };

  protocol.handle(scheme, serveRenderer(join(built, 'renderer')));
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(app.getLocale(), process.platform)));
  app.on('second-instance', () => window?.focus());
  app.on('activate', () => {
    if (!window) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  closeBeforeQuit(studio, stopStreams);
  open();
}

/** The services, or undefined after the user was told why they cannot start. */
function openStudio(): App | undefined {
  try {
    return createApp({ ...environmentOptions(), resources: join(program, 'resources'), spawnWorker });
  } catch (error) {
    dialog.showErrorBox('Descent cannot start · Descent 无法启动', error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** Quitting waits until every run has its checkpoint and the store is closed. */
function closeBeforeQuit(studio: App, stopStreams: () => void): void {
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    closed = true;
    stopStreams();
    void studio.close().finally(() => app.exit(0));
  });
}
