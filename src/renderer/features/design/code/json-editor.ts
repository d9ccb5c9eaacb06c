import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { editorTheme } from './editor-theme.ts';

/** The JSON editor: CodeMirror in the colours of the theme. The Tab key leaves it, as it leaves any field. */
export function createJsonEditor(parent: HTMLElement, { text, label, onChange }: { readonly text: string; readonly label: string; readonly onChange: (text: string) => void }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        foldGutter(),
        highlightActiveLineGutter(),
        highlightActiveLine(),
        history(),
        indentOnInput(),
        indentUnit.of('  '),
        bracketMatching(),
        json(),
        lintGutter(),
        keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          // Only what a person types: a text that is set from outside has its reasons.
          if (update.docChanged && update.transactions.some((transaction) => transaction.isUserEvent('input') || transaction.isUserEvent('delete') || transaction.isUserEvent('undo') || transaction.isUserEvent('redo') || transaction.isUserEvent('move'))) {
            onChange(update.state.doc.toString());
          }
        }),
        editorTheme,
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText(next: string) {
      if (next !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    setProblems(problems: readonly { readonly from: number; readonly to: number; readonly severity: 'error' | 'warning'; readonly message: string }[]) {
      const length = view.state.doc.length;
      const diagnostics: Diagnostic[] = problems.map((problem) => ({ ...problem, from: Math.min(problem.from, length), to: Math.min(Math.max(problem.to, problem.from), length) }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    goTo(position: number) {
      const at = Math.min(position, view.state.doc.length);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

export type JsonEditor = ReturnType<typeof createJsonEditor>;
