import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import {
  applyMend, canRedo, checkUnfinished, canUndo, designOf, findItem, findTemplate, lockedChanges, record, redo as redoStep, seal as sealStep, selectedItems, startHistory, undo as undoStep, visibleIds,
  type Design, type Edited, type History, type Item, type Mend,
} from '../../../shared/design/index.ts';
import type { DocumentPath, ExperimentDocument } from '../../../shared/experiment/document.ts';
import type { Problem } from '../../../shared/api/errors.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useCatalog } from '../../stores/studio.ts';
import { currentDraft, dropDraft, keepDraft, readDrafts, type Draft } from './drafts.ts';
import { unlockedEdits, type EditLabel } from './labels.ts';

/** One state of the designer: the design, and what is selected in it. */
export interface DesignState {
  readonly design: Design;
  readonly selected: readonly string[];
}

/** Ids of the two rows that are no layers. */
export const inputRow = 'input';
export const lossRow = 'loss';

/** A text that was opened and is no valid document: shown in the JSON view so that it can be mended. */
export interface BrokenText {
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** The network that is being designed in this window: its history, selection, draft. It outlives the screen. */
export const useDesigner = defineStore('designer', () => {
  const catalog = useCatalog();
  const preferences = usePreferences();

  const history = shallowRef<History<DesignState, EditLabel>>();
  /** What is selected now; a step of the history remembers what was selected after it. */
  const selected = shallowRef<readonly string[]>([]);
  const draftId = shallowRef('');
  const file = shallowRef<string>();
  /** `false` where the browser's storage refused the draft. */
  const kept = shallowRef(true);
  const broken = shallowRef<BrokenText>();
  /** The document as it was last written to a file. */
  const savedDocument = shallowRef<ExperimentDocument>();
  /** Something was edited since it was opened. */
  const touched = shallowRef(false);
  /** Settings that the assignment keeps and that an edit would have changed: a new list for every edit that was refused. */
  const refused = shallowRef<readonly DocumentPath[]>([]);

  const design = computed(() => history.value?.present.state.design);
  const document = computed(() => design.value?.document);
  const outline = computed(() => design.value?.outline ?? []);
  const undoLabel = computed(() => (history.value && canUndo(history.value) ? history.value.present.label : undefined));
  const redoLabel = computed(() => (history.value && canRedo(history.value) ? history.value.future[0]?.label : undefined));
  const chosen = computed<Item[]>(() => selectedItems(outline.value, selected.value));
  const single = computed(() => (chosen.value.length === 1 && selected.value.length === 1 ? chosen.value[0] : undefined));

  /**
   * Takes an edit over as a step that can be undone. This is the one way in, for controls, keys, drags and mends alike: what the
   * assignment keeps is kept here.
   * @param merge see `record`
   * @returns false where it was refused
   */
  function change(label: EditLabel, edit: (design: Design) => Design | Edited, merge?: string): boolean {
    const now = history.value;
    if (!now) return false;
    const answer = edit(now.present.state.design);
    const edited: Edited = 'design' in answer ? answer : { design: answer, selected: selected.value };
    if (edited.design.document === now.present.state.design.document && edited.design.outline === now.present.state.design.outline) return true;
    const locked = unlockedEdits.includes(label.key) ? [] : lockedChanges(now.present.state.design.document, edited.design.document);
    if (locked.length > 0) {
      refused.value = locked;
      return false;
    }
    selected.value = existing(edited.design, edited.selected);
    history.value = record(now, { design: edited.design, selected: selected.value }, label, merge);
    touched.value = true;
    keep();
    return true;
  }

  /** The change under way is complete: the next one is a step of its own. */
  function seal(): void {
    if (history.value) history.value = sealStep(history.value);
  }

  function undo(): void {
    if (history.value) show(undoStep(history.value));
  }

  function redo(): void {
    if (history.value) show(redoStep(history.value));
  }

  function show(next: History<DesignState, EditLabel>): void {
    history.value = next;
    selected.value = existing(next.present.state.design, next.present.state.selected);
    keep();
  }

  /** @param found the design that the mend is about */
  function mend(problem: Mend, found: Design | undefined): void {
    change({ key: 'mend', name: problem.label[preferences.language] }, (now) => applyMend(now, problem, found));
  }

  /** Checks and opens a value as a new draft; what was open stays among the drafts. @returns its problems */
  function open(value: unknown, options: { readonly file?: string; readonly name?: string; readonly saved?: boolean } = {}): readonly Problem[] {
    if (!catalog.value) return [];
    const checked = checkUnfinished(value, catalog.value, preferences.language);
    if (!checked.document) return checked.problems;
    const opened = options.name ? { ...checked.document, name: options.name } : checked.document;
    begin(designOf(opened), options.file);
    savedDocument.value = options.saved ? opened : undefined;
    return [];
  }

  /** Opens the text of a file. One that is no valid document goes to the JSON view with its problems. @returns whether it was opened */
  function openText(text: string, name: string): boolean {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      broken.value = { text, problems: [] };
      return false;
    }
    const problems = open(value, { file: name, saved: true });
    if (problems.length > 0) broken.value = { text, problems };
    return problems.length === 0;
  }

  function openTemplate(key: string): void {
    const template = findTemplate(key);
    if (template) open(template.document, { name: (template.name ?? template.title)[preferences.language] });
  }

  function openDraft(draft: Draft): void {
    if (open(draft.document, draft.file === undefined ? {} : { file: draft.file }).length > 0) return;
    dropDraft(draftId.value);
    draftId.value = draft.id;
    touched.value = true;
    currentDraft.write(draft.id);
    keep();
  }

  /** The draft this window showed last, or a first network to look at. */
  function restore(): void {
    if (history.value || !catalog.value) return;
    const wanted = currentDraft.read();
    const draft = readDrafts().find(({ id }) => id === wanted);
    if (draft) openDraft(draft);
    // A draft of an older version that is no longer valid must not stand in the way.
    if (!history.value) openTemplate('norm');
  }

  function begin(next: Design, name: string | undefined): void {
    broken.value = undefined;
    // What was only looked at leaves nothing behind; what was edited stays among the drafts.
    if (history.value && !touched.value) dropDraft(draftId.value);
    touched.value = false;
    file.value = name;
    draftId.value = crypto.randomUUID();
    selected.value = next.outline[0] ? [next.outline[0].id] : [];
    history.value = startHistory({ design: next, selected: selected.value }, { key: 'open' });
    currentDraft.write(draftId.value);
    keep();
  }

  function keep(): void {
    const now = document.value;
    if (!now) return;
    kept.value = keepDraft({ id: draftId.value, name: now.name, at: Date.now(), document: now, file: file.value });
  }

  /** The document was written to a file of this name. */
  function saved(name: string): void {
    file.value = name;
    savedDocument.value = document.value;
    keep();
  }

  function select(ids: readonly string[]): void {
    selected.value = ids;
  }

  function existing(next: Design, ids: readonly string[]): readonly string[] {
    return ids.filter((id) => id === inputRow || id === lossRow || findItem(next.outline, id));
  }

  /** Rows from top to bottom, as the keyboard walks them. */
  const rows = computed(() => [inputRow, ...visibleIds(outline.value), lossRow]);

  return {
    history, design, document, draftId, outline, selected, chosen, single, rows, undoLabel, redoLabel, file, kept, broken, savedDocument, refused,
    change, seal, undo, redo, mend, open, openText, openTemplate, openDraft, restore, saved, select,
  };
});
