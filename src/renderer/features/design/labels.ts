/** What an edit is called in the menu of undo and redo and in announcements; texts stand in the locales under `design.edit`. */
export const editKeys = [
  'open', 'insert', 'move', 'duplicate', 'delete', 'cut', 'paste', 'group', 'ungroup', 'block', 'option', 'setting', 'activation', 'init', 'normalization', 'dropout', 'mend', 'json', 'variants', 'rename', 'data', 'assignment',
] as const;
export type EditKey = (typeof editKeys)[number];

/** Edits that may go against the assignment: it is changed by the one, and a text is taken as it is typed, with its problems beside it. */
export const unlockedEdits: readonly EditKey[] = ['assignment', 'json'];

export interface EditLabel {
  readonly key: EditKey;
  /** Of what was edited, such as "Affine 1". */
  readonly name?: string;
}
