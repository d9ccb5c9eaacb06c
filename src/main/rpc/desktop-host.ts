import type { StudioFile } from '../../shared/api/contract.ts';
import type { DesktopEvent, Menu } from '../../shared/api/desktop.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Language } from '../../shared/schema/localized.ts';

/** What a door with a window system of its own does for its page: see shared/api/desktop. */
export interface DesktopHost {
  /** Names and versions of what shows the window. */
  readonly versions: Readonly<Record<string, string>>;
  watch(signal?: AbortSignal): AsyncIterable<DesktopEvent>;
  /** @throws DescentError `not-found` for a file that was taken already */
  openedFile(id: string): StudioFile;
  /** A document that lies at `path`, with whole paths to the files it names. */
  wholePaths(file: StudioFile, path: string): Promise<StudioFile>;
  describe(page: { readonly language: Language; readonly menus: readonly Menu[] }): void;
  chooseFolder(ask: { readonly title: string; readonly from?: string | undefined }): Promise<string | null>;
  /** Hands over what was chosen as `watch` tells of every file. */
  chooseFile(ask: { readonly title: string }): Promise<void>;
  restart(): void;
}

const absent = (): never => {
  throw refusal('conflict', 'no-window', {});
};

/** Stands in where the page is shown by a browser. */
export const noDesktop: DesktopHost = {
  versions: {},
   
  async *watch() {
    return;
  },
  openedFile: absent,
  wholePaths: absent,
  describe: () => undefined,
  chooseFolder: absent,
  chooseFile: absent,
  restart: absent,
};
