import type { DesktopEvent } from '../../shared/api/desktop.ts';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { CatalogDescription } from '../../shared/schema/definition.ts';
import type { DesktopHost } from '../rpc/desktop-host.ts';
import { Mailbox } from './mailbox.ts';
import { besideItsFiles, readOpened } from './opened-files.ts';

export interface Host extends DesktopHost {
  /** Tells the page that an action was chosen in a menu. */
  choose(action: string): void;
  /** Hands files over to the page, now or as soon as there is one. */
  open(paths: readonly string[]): Promise<void>;
}

/** What the window system does for the page. */
export interface WindowSystem extends Pick<DesktopHost, 'versions' | 'describe' | 'chooseFolder' | 'restart'> {
  /** The path of a file that was chosen to be opened; null where the dialog was left. */
  pickFile(ask: { readonly title: string }): Promise<string | null>;
}

/** What the page is told, and what it asks of the window system. @param catalog of what documents may name */
export function createHost(catalog: () => CatalogDescription, { pickFile, ...does }: WindowSystem): Host {
  const mailbox = new Mailbox<DesktopEvent>();
  const files = new Map<string, File>();
  let last = 0;
  const host: Host = {
    ...does,
    watch: (signal) => mailbox.read(signal),
    openedFile(id) {
      const file = files.get(id);
      if (!file) throw refusal('not-found', 'file-opened-already', { id });
      files.delete(id);
      return file;
    },
    wholePaths: async (file, path) => new File([besideItsFiles(Buffer.from(await file.arrayBuffer()), path, catalog())], file.name),
    async chooseFile(ask) {
      const path = await pickFile(ask);
      if (path !== null) await host.open([path]);
    },
    choose: (action) => mailbox.push({ type: 'action', id: action }),
    async open(paths) {
      for (const path of paths) {
        try {
          const file = await readOpened(path, catalog());
          const id = String(++last);
          files.set(id, file);
          mailbox.push({ type: 'open', id, name: file.name });
        } catch (error) {
          mailbox.push({ type: 'unreadable', name: path, message: error instanceof Error ? error.message : String(error), detail: error instanceof DescentError ? error.detail : {} });
        }
      }
    },
  };
  return host;
}
