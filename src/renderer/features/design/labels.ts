/** What an edit is called in the menu of undo and redo and in announcements; texts stand in the locales under `design.edit`. */
export const editKeys = [
  'open', 'insert', 'move', 'duplicate', 'delete', 'cut', 'paste', 'group', 'ungroup', 'block', 'option', 'setting', 'activation', 'init', 'normalization', 'dropout', 'mend', 'json', 'variants', 'rename', 'data',
] as const;
export type EditKey = (typeof editKeys)[number];

export interface EditLabel {
  readonly key: EditKey;
  /** Of what was edited, such as "Affine 1". */
  readonly name?: string;
}
