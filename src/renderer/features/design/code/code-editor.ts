import { defaultKeymap } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import { foldGutter, foldKeymap } from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, type DecorationSet } from '@codemirror/view';
import { editorTheme } from './editor-theme.ts';

/** Lines from 1, both ends included. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** A program to read: the cursor walks it, nothing can be typed. @param onLine called with the line a person goes to */
export function createCodeEditor(parent: HTMLElement, { label, onLine }: { readonly label: string; readonly onLine: (line: number) => void }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        foldGutter(),
        highlightActiveLineGutter(),
        highlightActiveLine(),
        python(),
        lit,
        EditorState.readOnly.of(true),
        keymap.of([...defaultKeymap, ...foldKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0', spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          if (update.transactions.some((transaction) => transaction.isUserEvent('select'))) onLine(update.state.doc.lineAt(update.state.selection.main.head).number);
        }),
        editorTheme,
      ],
    }),
  });
  return {
    setText(next: string) {
      if (next !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    /** Lights these lines alone. */
    light(ranges: readonly LineRange[]) {
      view.dispatch({ effects: setLit.of(ranges) });
    },
    /**
     * Brings a line to the middle, once the text is laid out. Not by `EditorView.scrollIntoView`: on a text that has just come it was
     * seen to end at the text's last line, and to stay there.
     */
    show(line: number) {
      const { doc } = view.state;
      const { from } = doc.line(Math.min(line, doc.lines));
      view.requestMeasure({
        key: 'show',
        read: () => view.lineBlockAt(Math.min(from, view.state.doc.length)),
        write: ({ top, height }) => (view.scrollDOM.scrollTop = view.documentPadding.top + top - (view.scrollDOM.clientHeight - height) / 2),
      });
    },
    destroy: () => view.destroy(),
  };
}

export type CodeEditor = ReturnType<typeof createCodeEditor>;

const setLit = StateEffect.define<readonly LineRange[]>();
const litLine = Decoration.line({ class: 'cm-lit' });

const lit = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, { effects, state, changes }) {
    const ranges = effects.find((effect) => effect.is(setLit))?.value;
    if (!ranges) return before.map(changes);
    const lines = new Set(ranges.flatMap(({ from, to }) => Array.from({ length: Math.max(0, Math.min(to, state.doc.lines) - from + 1) }, (_, i) => from + i)));
    return Decoration.set([...lines].sort((a, b) => a - b).map((line) => litLine.range(state.doc.line(line).from)));
  },
  provide: (field) => EditorView.decorations.from(field),
});
