/** Name of the message by which the desktop's preload hands the page its MessagePort (`event.ports[0]`). */
export const portMessage = 'descent:port';

/** Name under which the desktop's preload gives the page its one function. */
export const filePlaces = 'descentFilePlaces';

/** @template PageFile the page's kind of file, which is known only where there is a page */
export interface FilePlaces<PageFile> {
  /** Where a file lies that the user chose or dropped; empty for one that lies nowhere. */
  readonly pathOf: (file: PageFile) => string;
}
