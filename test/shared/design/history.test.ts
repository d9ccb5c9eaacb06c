import { expect, test } from 'vitest';
import { canRedo, canUndo, record, redo, seal, startHistory, undo } from '../../../src/shared/design/index.ts';

const start = () => startHistory<number, string>(0, 'open');

test('every step can be undone and redone, however many there are', () => {
  let history = start();
  for (let state = 1; state <= 5000; state++) history = record(history, state, `to ${state}`);
  while (canUndo(history)) history = undo(history);
  expect(history.present).toMatchObject({ state: 0, label: 'open' });
  while (canRedo(history)) history = redo(history);
  expect(history.present).toMatchObject({ state: 5000, label: 'to 5000' });
});

test('a new step forgets what had been undone', () => {
  const history = record(undo(record(start(), 1, 'one')), 2, 'two');
  expect(canRedo(history)).toBe(false);
  expect(undo(history).present.state).toBe(0);
});

test('a state that is already there is no step', () => {
  const history = start();
  expect(record(history, 0, 'nothing')).toBe(history);
});

test('a dragged slider is one step until it is let go', () => {
  let history = start();
  for (const value of [1, 2, 3]) history = record(history, value, 'units', 'units');
  expect(history.past).toHaveLength(1);
  expect(undo(history).present.state).toBe(0);
  history = record(seal(history), 4, 'units', 'units');
  expect(undo(history).present.state).toBe(3);
});

test('another key begins another step', () => {
  const history = record(record(start(), 1, 'units', 'units'), 2, 'rate', 'rate');
  expect(undo(history).present.state).toBe(1);
});

test('what was undone and redone is never merged into', () => {
  const history = record(redo(undo(record(start(), 1, 'units', 'units'))), 2, 'units', 'units');
  expect(undo(history).present.state).toBe(1);
});
