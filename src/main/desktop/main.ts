import { app, BrowserWindow, dialog, Menu, protocol } from 'electron';
import { join } from 'node:path';
import type { App } from '../app.ts';
import { configFolder } from '../kept-places.ts';
import { writeLog } from '../log.ts';
import { connectWindow } from './connection.ts';
import { watchCrashes } from './crash.ts';
import { followWork } from './follow-work.ts';
import { createHost } from './host.ts';
import { firstMenu, menuTemplate } from './menu.ts';
import { openStudio } from './open-studio.ts';
import { filesOf, dialogEndings } from './opened-files.ts';
import { scheme, serveRenderer } from './protocol.ts';
import { QuitGuard, type QuitAnswer } from './quit-guard.ts';
import { bringForward, openWindow } from './window.ts';
import { readWindowState, writeWindowState } from './window-state.ts';
import { desktopWords, languageOf } from './words.ts';

/** The desktop door: one process, one window, the same services as every door. Bundled to out/main/desktop.js. */

const built = join(import.meta.dirname, '..');
const program = join(built, '..');

protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
app.enableSandbox();
app.setAppUserModelId('org.descent.studio');
// Chromium's own files stay out of the studio's home, which on some systems has the same name.
app.setPath('userData', join(configFolder(), 'window'));

/** Files that were handed over before the studio is there: macOS tells of them early. */
const early: string[] = [];
let openFiles = (paths: readonly string[]): void => void early.push(...paths);
app.on('open-file', (event, path) => {
  event.preventDefault();
  openFiles([path]);
});

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  await app.whenReady();
  let language = languageOf(app.getLocale());
  const words = () => desktopWords[language];
  const studio = openStudio(program, words());
  if (!studio) return app.exit(1);

  const stateFile = join(studio.home, 'window.json');
  let state = readWindowState(stateFile);
  language = state.language ?? language;
  const keep = (change: Partial<typeof state>) => writeWindowState(stateFile, (state = { ...state, ...change }));

  let window: BrowserWindow | undefined;
  const show = () => (window ? bringForward(window) : open());
  const guard: QuitGuard = new QuitGuard({ training: () => work.training, ask: (training) => askToQuit(training), hide: () => window?.hide(), quit: () => app.quit() });
  const restart = () => {
    app.relaunch();
    guard.quitNow();
  };
  const log = join(studio.home, 'logs', 'descent.log');
  const crashes = watchCrashes({ log, words, quit: () => guard.quitNow(), restart });

  const host = createHost(() => studio.services.catalog.describe(), {
    versions: { Electron: process.versions['electron'] ?? '', Chromium: process.versions['chrome'] ?? '' },
    describe(page) {
      if (page.language !== state.language) keep({ language: page.language });
      language = page.language;
      Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(page.menus, host.choose)));
    },
    async chooseFolder({ title, from }) {
      const options = { title, ...(from === undefined ? {} : { defaultPath: from }), properties: ['openDirectory' as const, 'createDirectory' as const] };
      const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
      return filePaths[0] ?? null;
    },
    async pickFile({ title }) {
      const options = { title, properties: ['openFile' as const], filters: [{ name: 'Descent', extensions: dialogEndings }] };
      const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
      return filePaths[0] ?? null;
    },
    restart,
  });
  const { connect, stopStreams } = connectWindow(studio, host, (error) => writeLog(log, 'a call failed', error));
  const work = followWork({
    events: studio.services.events,
    window: () => window,
    words,
    onIdle: () => guard.idle(),
    onClick() {
      guard.foreground();
      show();
      host.choose('go.runs');
    },
  });

  function open(): void {
    // On macOS a program stays when its window closes; elsewhere closing the window ends it.
    const mayClose = () => process.platform === 'darwin' || guard.mayQuit();
    window = openWindow({ preload: join(built, 'preload/index.cjs'), icon: join(program, 'resources/icons/linux/256x256.png'), state, connect, moved: keep, mayClose });
    window.on('closed', () => (window = undefined));
    crashes.watchWindow(window);
  }

  async function askToQuit(training: number): Promise<QuitAnswer> {
    const { stillTraining, stillTrainingHelp, background, checkpointAndQuit, cancel } = words();
    const answers = ['background', 'quit', 'cancel'] as const;
    const question = { type: 'question' as const, title: 'Descent', message: stillTraining(training), detail: stillTrainingHelp, buttons: [background, checkpointAndQuit, cancel], defaultId: 1, cancelId: 2, noLink: true };
    const { response } = await (window?.isVisible() ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question));
    return answers[response] ?? 'cancel';
  }

  protocol.handle(scheme, serveRenderer(join(built, 'renderer')));
  Menu.setApplicationMenu(Menu.buildFromTemplate(firstMenu(process.platform)));
  openFiles = (paths) => void host.open(paths);
  openFiles([...early, ...filesOf(process.argv, process.cwd())]);
  app.on('second-instance', (_event, argv, workingDirectory) => {
    guard.foreground();
    show();
    openFiles(filesOf(argv, workingDirectory));
  });
  app.on('activate', () => {
    guard.foreground();
    show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  closeBeforeQuit(studio, guard, stopStreams);
  open();
}

/** Quitting asks where runs still train, then waits until every run has its checkpoint and the store is closed. */
function closeBeforeQuit(studio: App, guard: QuitGuard, stopStreams: () => void): void {
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    if (!guard.mayQuit()) return;
    closed = true;
    stopStreams();
    void studio.close().finally(() => app.exit(0));
  });
}
