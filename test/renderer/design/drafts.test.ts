import { beforeEach, expect, test } from 'vitest';
import { dropDraft, keepDraft, readDrafts, type Draft } from '../../../src/renderer/features/design/drafts.ts';

const draft = (id: string, at: number): Draft => ({ id, at, name: `Draft ${id}`, document: { name: id } as Draft['document'] });

beforeEach(() => localStorage.clear());

test('drafts are read newest first, and what cannot be read is left out', () => {
  keepDraft(draft('a', 1));
  keepDraft(draft('b', 3));
  keepDraft(draft('c', 2));
  localStorage.setItem('descent.draft.broken', '{');
  localStorage.setItem('descent.theme', 'dark');
  expect(readDrafts().map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  dropDraft('b');
  expect(readDrafts().map(({ id }) => id)).toEqual(['c', 'a']);
});

test('the oldest draft goes when there are more than twenty', () => {
  for (let at = 0; at < 23; at++) keepDraft(draft(`d${at}`, at));
  expect(readDrafts()).toHaveLength(20);
  expect(readDrafts().at(-1)?.id).toBe('d3');
});

test('a full storage gives up old drafts before the one that is being edited', () => {
  const room = fullStorage(3);
  for (let at = 0; at < 6; at++) expect(keepDraft(draft(`d${at}`, at), room)).toBe(true);
  expect(readDrafts(room).map(({ id }) => id)).toEqual(['d5', 'd4', 'd3']);
  expect(keepDraft(draft('x', 9), fullStorage(0))).toBe(false);
});

/** A storage that takes so many entries and then says it is full, as browsers do. */
function fullStorage(most: number): Storage {
  const entries = new Map<string, string>();
  return {
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem(key, value) {
      if (!entries.has(key) && entries.size >= most) throw new DOMException('full', 'QuotaExceededError');
      entries.set(key, value);
    },
    removeItem: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}
