/**
 * Undo without limit. Every state is kept whole; states share what they have in common, so a step costs what it changed.
 */

export interface Step<State, Label> {
  readonly state: State;
  /** What led here from the step before. */
  readonly label: Label;
  /** Changes that follow each other under the same key become one step, such as those of a slider that is being dragged. */
  readonly merge?: string | undefined;
}

export interface History<State, Label> {
  /** Steps before the present one, oldest first. */
  readonly past: readonly Step<State, Label>[];
  readonly present: Step<State, Label>;
  /** Steps that were undone, the next to be redone first. */
  readonly future: readonly Step<State, Label>[];
}

export function startHistory<State, Label>(state: State, label: Label): History<State, Label> {
  return { past: [], present: { state, label }, future: [] };
}

/**
 * Adds a step; what had been undone is forgotten. A state that is the present one adds nothing.
 * @param merge goes into the present step where that has the same key and was not sealed since
 */
export function record<State, Label>(history: History<State, Label>, state: State, label: Label, merge?: string): History<State, Label> {
  if (state === history.present.state) return history;
  const step: Step<State, Label> = { state, label, merge };
  if (merge !== undefined && history.present.merge === merge) return { past: history.past, present: step, future: [] };
  return { past: [...history.past, history.present], present: step, future: [] };
}

/** The step is complete: the next change begins a new one, whatever its key. Called when a slider is let go or a field is left. */
export function seal<State, Label>(history: History<State, Label>): History<State, Label> {
  if (history.present.merge === undefined) return history;
  const { merge: _open, ...present } = history.present;
  return { ...history, present };
}

export const canUndo = (history: History<unknown, unknown>): boolean => history.past.length > 0;
export const canRedo = (history: History<unknown, unknown>): boolean => history.future.length > 0;

export function undo<State, Label>(history: History<State, Label>): History<State, Label> {
  const before = history.past.at(-1);
  if (!before) return history;
  return { past: history.past.slice(0, -1), present: sealed(before), future: [sealed(history.present), ...history.future] };
}

export function redo<State, Label>(history: History<State, Label>): History<State, Label> {
  const [next, ...future] = history.future;
  if (!next) return history;
  return { past: [...history.past, history.present], present: next, future };
}

function sealed<State, Label>({ state, label }: Step<State, Label>): Step<State, Label> {
  return { state, label };
}
