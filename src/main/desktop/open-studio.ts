import { app, dialog } from 'electron';
import { join } from 'node:path';
import { createApp, environmentOptions, type App } from '../app.ts';
import { configFolder, readPlaces, writePlaces } from '../kept-places.ts';
import { spawnWorker } from '../workers/spawn.ts';
import { printInWindow } from './print-window.ts';
import type { DesktopWords } from './words.ts';

/**
 * The services, or undefined after the user was told why they cannot start. A folder that was chosen once and is gone gives way to the usual
 * one, if the user wants that.
 * @param program the program's folder
 */
export function openStudio(program: string, words: DesktopWords): App | undefined {
  for (;;) {
    const options = environmentOptions();
    // An installed studio brings MNIST along, beside its program.
    const packed = app.isPackaged ? [join(process.resourcesPath, 'datasets')] : [];
    try {
      return createApp({ ...options, programDatasets: packed, resources: join(program, 'resources'), spawnWorker, givesWay: true, printer: () => printInWindow });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const kept = readPlaces(configFolder());
      if (kept.home === null || options.places?.fixed) {
        dialog.showErrorBox(words.cannotStart, message);
        return undefined;
      }
      const answer = dialog.showMessageBoxSync({ type: 'error', title: 'Descent', message: words.cannotStart, detail: `${message}\n\n${words.usualFolderHelp}`, buttons: [words.useUsualFolder, words.quit], defaultId: 0, cancelId: 1, noLink: true });
      if (answer !== 0) return undefined;
      writePlaces(configFolder(), { ...kept, home: null });
    }
  }
}
