import type { Chord } from './chords.ts';

/** The menus of the desktop, in their order; the groups of the sheet of shortcuts too. */
export const actionGroups = ['file', 'edit', 'view', 'go', 'train', 'help'] as const;
export type ActionGroup = (typeof actionGroups)[number];

export interface Action {
  /** Also where its words stand: `action.<id>`. */
  readonly id: string;
  readonly icon: string;
  readonly group: ActionGroup;
  /** The first is shown. */
  readonly keys?: readonly Chord[];
  /** Its keys work in text fields too. */
  readonly whileTyping?: boolean;
}

/**
 * Everything the studio does at a key, from the palette and from the desktop's menus. Who can do it says so with `useActions`; until then
 * it is not offered. The screens of the rail are added to these by the frame.
 */
export const actions = [
  { id: 'design.new', icon: 'i-lucide-file-plus', group: 'file', keys: ['Alt+N'] },
  { id: 'file.open', icon: 'i-lucide-folder-open', group: 'file', keys: ['Mod+O'], whileTyping: true },
  { id: 'design.save', icon: 'i-lucide-save', group: 'file', keys: ['Mod+S'], whileTyping: true },
  { id: 'design.assignment', icon: 'i-lucide-clipboard-list', group: 'file' },
  { id: 'reports.verify', icon: 'i-lucide-file-check-2', group: 'file' },
  { id: 'reports.show', icon: 'i-lucide-file-text', group: 'go' },
  { id: 'reports.class', icon: 'i-lucide-users', group: 'go' },
  { id: 'system.backup', icon: 'i-lucide-database-backup', group: 'file' },
  { id: 'design.undo', icon: 'i-lucide-undo-2', group: 'edit', keys: ['Mod+Z'] },
  { id: 'design.redo', icon: 'i-lucide-redo-2', group: 'edit', keys: ['Mod+Shift+Z', 'Mod+Y'] },
  { id: 'design.search', icon: 'i-lucide-search', group: 'edit', keys: ['/'] },
  { id: 'view.palette', icon: 'i-lucide-search', group: 'view', keys: ['Mod+K'], whileTyping: true },
  { id: 'view.work', icon: 'i-lucide-activity', group: 'view', keys: ['Mod+J'], whileTyping: true },
  { id: 'view.theme', icon: 'i-lucide-sun-moon', group: 'view', keys: ['Alt+T'] },
  { id: 'view.themeSystem', icon: 'i-lucide-monitor', group: 'view' },
  { id: 'view.language', icon: 'i-lucide-languages', group: 'view', keys: ['Alt+L'] },
  { id: 'train.first', icon: 'i-lucide-play', group: 'train' },
  { id: 'design.train', icon: 'i-lucide-play', group: 'train', keys: ['Mod+Enter'], whileTyping: true },
  { id: 'run.pause', icon: 'i-lucide-pause', group: 'train', keys: ['P'] },
  { id: 'run.resume', icon: 'i-lucide-play', group: 'train', keys: ['P'] },
  { id: 'run.step', icon: 'i-lucide-step-forward', group: 'train', keys: ['N'] },
  { id: 'train.pauseAll', icon: 'i-lucide-pause', group: 'train' },
  { id: 'train.resumeAll', icon: 'i-lucide-play', group: 'train' },
  { id: 'sweep.new', icon: 'i-lucide-scan-search', group: 'train' },
  { id: 'help.guide', icon: 'i-lucide-book-open-text', group: 'help', keys: ['F1'], whileTyping: true },
  { id: 'help.shortcuts', icon: 'i-lucide-keyboard', group: 'help', keys: ['?'] },
  { id: 'help.about', icon: 'i-lucide-info', group: 'help' },
] as const satisfies readonly Action[];

export type ActionId = (typeof actions)[number]['id'];

/** Keys that belong to one part of a screen and mean something only there; for the sheet of shortcuts. Words stand at `hint.<id>`. */
export const keyHints = [
  { id: 'add', keys: ['A … Z'] },
  { id: 'walk', keys: ['↑', '↓'] },
  { id: 'extend', keys: ['Shift ↑', 'Shift ↓'] },
  { id: 'move', keys: ['Alt ↑', 'Alt ↓'] },
  { id: 'pick', keys: ['Space'] },
  { id: 'duplicate', keys: ['Mod+D'] },
  { id: 'group', keys: ['Mod+G', 'Mod+Shift+G'] },
  { id: 'delete', keys: ['Delete'] },
] as const satisfies readonly { readonly id: string; readonly keys: readonly Chord[] }[];
