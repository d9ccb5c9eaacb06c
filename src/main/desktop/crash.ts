import { app, dialog, shell, type BrowserWindow } from 'electron';
import { writeLog } from '../log.ts';
import type { DesktopWords } from './words.ts';

export interface CrashOptions {
  readonly log: string;
  readonly words: () => DesktopWords;
  readonly quit: () => void;
  readonly restart: () => void;
}

/** What nobody foresaw is written to the log, and the user is told once, with the log's place and a way on. */
export function watchCrashes({ log, words, quit, restart }: CrashOptions): { watchWindow(window: BrowserWindow): void } {
  let telling = false;

  async function tell(message: string, detail: string, choices: readonly { readonly label: string; readonly action: () => void }[]): Promise<void> {
    if (telling) return;
    telling = true;
    const buttons = [...choices.map(({ label }) => label), words().showLog];
    const { response } = await dialog.showMessageBox({ type: 'error', title: 'Descent', message, detail, buttons, defaultId: 0, cancelId: 0, noLink: true });
    telling = false;
    if (response === choices.length) shell.showItemInFolder(log);
    (choices[response] ?? choices[0])?.action();
  }

  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => {
      writeLog(log, kind, error);
      const { unforeseen, unforeseenHelp, goOn, restart: again, quit: end } = words();
      void tell(unforeseen, unforeseenHelp(error instanceof Error ? error.message : String(error), log), [
        { label: goOn, action: () => undefined },
        { label: again, action: restart },
        { label: end, action: quit },
      ]);
    });
  }
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => writeLog(log, `a helper process is gone: ${type}, ${reason}, code ${exitCode}`));

  return {
    watchWindow(window) {
      window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
        if (reason === 'clean-exit') return;
        writeLog(log, `the window's process is gone: ${reason}, code ${exitCode}`);
        const { windowGone, windowGoneHelp, reload, quit: end } = words();
        void tell(windowGone, windowGoneHelp(log), [
          { label: reload, action: () => window.webContents.reload() },
          { label: end, action: quit },
        ]);
      });
    },
  };
}
