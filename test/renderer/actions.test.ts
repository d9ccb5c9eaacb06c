import { describe, expect, test } from 'vitest';
import { effectScope, nextTick, shallowRef } from 'vue';
import { actions, keyHints } from '../../src/renderer/actions/actions.ts';
import { accelerator, ariaChord, isSingleKey, keycaps, matches, type KeyPress } from '../../src/renderer/actions/chords.ts';
import { canDo, perform, useActions } from '../../src/renderer/actions/registry.ts';
import { isTyping } from '../../src/renderer/actions/useKeys.ts';
import { allActions, wordsOf } from '../../src/renderer/app/actions/all-actions.ts';
import { bestFile, kindOf, kindOfFile } from '../../src/renderer/app/actions/file-kinds.ts';
import { en } from '../../src/renderer/locales/en.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({ key, code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

describe('a chord', () => {
  test.each([
    ['Mod+K', press('k', { ctrlKey: true }), true],
    ['Mod+K', press('K', { ctrlKey: true, shiftKey: true }), false],
    ['Mod+K', press('k'), false],
    ['Mod+K', press('k', { ctrlKey: true, altKey: true }), false],
    ['Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }), true],
    ['Alt+1', press('1', { altKey: true }), true],
    ['Alt+1', press('¡', { altKey: true, code: 'Digit1' }), true],
    ['Alt+N', press('Dead', { altKey: true, code: 'KeyN' }), true],
    ['?', press('?', { shiftKey: true }), true],
    ['?', press('?', { ctrlKey: true }), false],
    ['P', press('p'), true],
    ['P', press('P', { shiftKey: true }), false],
    ['Mod+Enter', press('Enter', { ctrlKey: true }), true],
    ['Mod+,', press(',', { ctrlKey: true }), true],
  ])('%s is pressed with %j: %s', (chord, event, expected) => {
    expect(matches(chord, event, false)).toBe(expected);
  });

  test('is Command on a Mac, where Control is another key', () => {
    expect(matches('Mod+K', press('k', { metaKey: true }), true)).toBe(true);
    expect(matches('Mod+K', press('k', { ctrlKey: true }), true)).toBe(false);
    expect(keycaps('Mod+Shift+Z', true)).toEqual(['⌘', '⇧', 'Z']);
    expect(keycaps('Mod+K', false)).toEqual(['Ctrl', 'K']);
    expect([ariaChord('Mod+K', true), ariaChord('Mod+K', false)]).toEqual(['Meta+K', 'Control+K']);
    expect([accelerator('Mod+K'), accelerator('P')]).toEqual(['CmdOrCtrl+K', undefined]);
  });
});

describe('the declared actions', () => {
  test('have words, and no two share a chord unless one pauses what the other resumes', () => {
    const owners = new Map<string, string[]>();
    for (const { id, keys } of allActions) {
      expect(wordsOf(id).split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], en), id).toBeTypeOf('string');
      for (const chord of keys ?? []) owners.set(chord, [...(owners.get(chord) ?? []), id]);
    }
    expect([...owners].filter(([, ids]) => ids.length > 1)).toEqual([['P', ['run.pause', 'run.resume']]]);
  });

  test('have no chord with Control and Alt at once, which is AltGr', () => {
    expect(allActions.flatMap(({ keys }) => keys ?? []).filter((chord) => chord.includes('Mod') && chord.includes('Alt'))).toEqual([]);
  });

  test('work while one types only with Control, Command or Alt', () => {
    expect(actions.filter((action) => 'whileTyping' in action && action.keys.some(isSingleKey))).toEqual([]);
    expect(keyHints.length).toBeGreaterThan(0);
  });
});

test('an action can be done as long as the screen that does it is there, and the screen on top does it', async () => {
  const done: string[] = [];
  const scopes = ['frame', 'screen'].map((name) => {
    const scope = effectScope();
    scope.run(() => useActions({ 'design.save': () => done.push(name) }));
    return scope;
  });
  const running = shallowRef(false);
  const live = effectScope();
  live.run(() => useActions(() => (running.value ? { 'run.pause': () => done.push('pause') } : {})));
  expect(canDo('run.pause')).toBe(false);
  running.value = true;
  await nextTick();
  perform('run.pause');
  perform('design.save');
  scopes[1]?.stop();
  perform('design.save');
  scopes[0]?.stop();
  live.stop();
  expect(done).toEqual(['pause', 'screen', 'frame']);
  expect([perform('design.save'), canDo('run.pause')]).toEqual([false, false]);
});

test('keys pressed in a text field are text, in a slider or a switch they are not', () => {
  document.body.innerHTML = '<input id="text"><input id="range" type="range"><ul role="listbox"><li id="option"></li></ul><button id="button"></button>';
  const typing = (id: string) => isTyping(document.getElementById(id));
  expect([typing('text'), typing('range'), typing('option'), typing('button')]).toEqual([true, false, true, false]);
});

test('JSON is a report where it says so itself, not where its words do', async () => {
  const kind = async (name: string, value: unknown) => (await kindOfFile(new File([JSON.stringify(value, null, 1)], name)))?.kind;
  expect(await kind('a.json', { experiment: {}, format: 'descent/report@1' })).toBe('report');
  expect(await kind('a.json', { format: 'descent/experiment@1', description: '"format": "descent/report@1"' })).toBe('document');
  expect(await kind('a.descent', { format: 'descent/report@1' })).toBe('experiment');
});

test('files are told by their names, and of several the experiment is opened', () => {
  expect(kindOf('A.DESCENT.JSON')?.kind).toBe('document');
  expect(kindOf('all.descent')?.kind).toBe('experiment');
  expect(kindOf('train.csv')).toBeUndefined();
  expect(bestFile(['a.png', 'b.json', 'c.descent.json'].map((name) => ({ name })))?.name).toBe('c.descent.json');
});
