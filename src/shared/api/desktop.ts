import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { StudioFile } from './contract.ts';

/**
 * What the page and the window system around it tell each other. The page describes its menus in the language it speaks; a click comes back
 * as the name of an action. Asked through another door than the desktop's, `watch` stays silent and its dialogs are refused.
 */

/** Items that the window system itself does; their words are the page's. */
export const menuRoles = ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen', 'toggleDevTools', 'minimize', 'zoom', 'close', 'quit', 'hide', 'hideOthers', 'unhide', 'services'] as const;
export type MenuRole = (typeof menuRoles)[number];

const words = z.string().min(1).max(200);
export const menuItemSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('action'), id: z.string().min(1).max(100), label: words, accelerator: z.string().max(50).optional(), enabled: z.boolean() }),
  z.object({ type: z.literal('role'), role: z.enum(menuRoles), label: words }),
  z.object({ type: z.literal('separator') }),
]);
export type MenuItem = z.infer<typeof menuItemSchema>;

export const menuSchema = z.object({ label: words, items: z.array(menuItemSchema).max(100) });
export type Menu = z.infer<typeof menuSchema>;

export const desktopEventSchema = z.discriminatedUnion('type', [
  /** A menu item was chosen. */
  z.object({ type: z.literal('action'), id: z.string() }),
  /** A file was handed over: by a double click, the command line, the dock. */
  z.object({ type: z.literal('open'), id: z.string(), name: z.string() }),
  /** A file was handed over that could not be read. */
  z.object({ type: z.literal('unreadable'), name: z.string(), message: z.string(), detail: z.record(z.string(), z.unknown()) }),
]);
export type DesktopEvent = z.infer<typeof desktopEventSchema>;

export const languages = ['en', 'zh'] as const;
const file = z.custom<StudioFile>((value) => typeof value === 'object' && value !== null && 'arrayBuffer' in value);

export const desktopContract = {
  /** Menu clicks and files, from now on; those that came before a page was there come first. */
  watch: oc.output(eventIterator(desktopEventSchema)),
  /** A file that `watch` told of, once. */
  openedFile: oc.input(z.object({ id: z.string() })).output(file),
  /** A document that lies at a path, with whole paths to the files that it names from there. Nothing is read. */
  wholePaths: oc.input(z.object({ file, path: z.string().min(1).max(4096) })).output(file),
  /** The page's language and menus; told anew whenever they change. */
  describe: oc.input(z.object({ language: z.enum(languages), menus: z.array(menuSchema).max(12) })),
  /** The window system's own dialog for a folder; null where it was left. */
  chooseFolder: oc.input(z.object({ title: words, from: z.string().max(4096).optional() })).output(z.object({ directory: z.string().nullable() })),
  /**
   * The window system's own dialog for a file to open; `watch` tells of what was chosen. A page may ask for its own chooser only at a click or key
   * in it, which a menu's is not.
   */
  chooseFile: oc.input(z.object({ title: words })),
  /** Ends the studio, every run after a checkpoint, and starts it anew. */
  restart: oc,
};
