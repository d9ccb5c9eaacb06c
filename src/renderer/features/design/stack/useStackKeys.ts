import { nextTick, type Ref } from 'vue';
import { findItem, parentOf } from '../../../../shared/design/index.ts';
import { inputRow, lossRow, useDesigner } from '../designer.ts';
import { useCommands } from '../useCommands.ts';

/** The keyboard in the stack: the arrows walk, with Shift they extend the selection, with Alt they move it; the rest are the usual keys. */
export function useStackKeys(stack: Readonly<Ref<HTMLElement | null>>) {
  const designer = useDesigner();
  const commands = useCommands();
  /** Where a range selected with Shift begins. */
  let anchor: string | undefined;

  const layerRows = () => designer.rows.filter((id) => id !== inputRow && id !== lossRow);

  /** A click or a step onto a row. */
  function choose(id: string, how: { readonly toggle?: boolean; readonly range?: boolean } = {}): void {
    const layers = layerRows();
    const special = !layers.includes(id);
    if (how.range && anchor !== undefined && !special) {
      const [from, to] = [layers.indexOf(anchor), layers.indexOf(id)].toSorted((a, b) => a - b) as [number, number];
      if (from >= 0) {
        // A block stands for its layers: these are not selected beside it.
        const range = layers.slice(from, to + 1);
        const chosen = new Set(range);
        designer.select(range.filter((one) => !chosen.has(parentOf(designer.outline, one)?.id ?? '')));
        return;
      }
    }
    if (how.toggle && !special) {
      const now = designer.selected.filter((one) => one !== inputRow && one !== lossRow);
      designer.select(now.includes(id) ? now.filter((one) => one !== id) : [...now, id]);
    } else {
      designer.select([id]);
    }
    anchor = id;
  }

  function focusRow(id: string | undefined): void {
    if (id === undefined) return;
    stack.value?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus({ preventScroll: false });
  }

  /** After an edit the row that is selected now has the focus. */
  async function follow(): Promise<void> {
    await nextTick();
    focusRow(designer.selected[0] ?? designer.rows[0]);
  }

  function onKeydown(event: KeyboardEvent): void {
    const row = (event.target as HTMLElement).dataset['row'];
    // Keys pressed in a button or a field of a row are that control's.
    if (row === undefined || event.defaultPrevented) return;
    const command = event.ctrlKey || event.metaKey;
    const done = (): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    const edit = (action: () => void): void => {
      done();
      action();
      void follow();
    };
    const walk = (to: string | undefined): void => {
      done();
      if (to === undefined) return;
      if (command) return focusRow(to);
      choose(to, { range: event.shiftKey });
      void nextTick(() => focusRow(to));
    };
    const at = designer.rows.indexOf(row);
    switch (event.key) {
      case 'ArrowUp':
      case 'ArrowDown': {
        const by = event.key === 'ArrowUp' ? -1 : 1;
        if (event.altKey) return edit(() => commands.nudgeBy(by));
        return walk(designer.rows[at + by]);
      }
      case 'Home':
        return walk(designer.rows[0]);
      case 'End':
        return walk(designer.rows.at(-1));
      case 'ArrowLeft':
      case 'ArrowRight': {
        const open = event.key === 'ArrowRight';
        const item = findItem(designer.outline, row);
        if (item?.kind === 'block' && item.collapsed === open) return edit(() => commands.setBlock(row, { collapsed: !open }));
        const block = parentOf(designer.outline, row);
        return open || !block ? undefined : walk(block.id);
      }
      case ' ':
        done();
        return choose(row, { toggle: true });
      case 'Delete':
      case 'Backspace':
        return edit(() => commands.deleteChosen());
      case 'a':
        if (!command) return;
        done();
        return designer.select(designer.outline.map(({ id }) => id));
      case 'd':
        return command ? edit(() => commands.duplicateChosen()) : undefined;
      case 'g':
      case 'G':
        if (!command) return;
        return edit(() => (event.shiftKey ? commands.ungroupChosen() : commands.groupChosen()));
      default:
    }
  }

  return { choose, follow, focusRow, onKeydown };
}
