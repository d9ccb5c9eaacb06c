import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ORPCError } from '@orpc/client';
import { shownProblem } from '../../../src/renderer/client/problem.ts';
import { i18n } from '../../../src/renderer/locales/i18n.ts';
import { reasons, refusal, stateWord, worded, type Reason } from '../../../src/shared/api/reasons.ts';

const source = resolve(import.meta.dirname, '../../../src');
const filesOf = (room: string, pattern: RegExp) => readdirSync(join(source, room), { recursive: true, encoding: 'utf8' }).filter((file) => pattern.test(file)).map((file) => [file, readFileSync(join(source, room, file), 'utf8')] as const);
const named = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

test.each(Object.keys(reasons) as Reason[])('"%s" has words in both languages, which name the same values', (reason) => {
  const { en, zh } = reasons[reason];
  expect([en, zh].every((text) => text.trim().length > 5)).toBe(true);
  // This one is put together from clauses, which bring the words: see engine/data/problem.
  if (reason !== 'not-as-expected') expect(zh).toMatch(/\p{Script=Han}/u);
  expect(named(zh)).toEqual(named(en));
  const values = Object.fromEntries(named(en).map((name) => [name.slice(1, -1), { en: 'English', zh: '中文' }]));
  for (const language of ['en', 'zh'] as const) expect(worded({ ...values, reason }, language)).not.toMatch(/[{}]|undefined/);
});

test('every service, the store and the engine name a reason where something is not there, cannot be now, or is damaged', () => {
  const texts = filesOf('main', /^(services|store|rpc|desktop|workers)[\\/].*\.ts$/);
  expect(texts.length).toBeGreaterThan(60);
  expect(texts.filter(([, text]) => /new DescentError\(\s*'(conflict|not-found|io|network|store-[a-z]+)'/.test(text)).map(([file]) => file)).toEqual([]);
  const engine = filesOf('engine', /\.ts$/);
  expect(engine.length).toBeGreaterThan(100);
  expect(engine.filter(([, text]) => /new DescentError\(\s*'(dataset-[a-z]+|file-invalid|io|memory-limit|worker-crashed|internal)'/.test(text)).map(([file]) => file)).toEqual([]);
  // And no reason is declared that nothing names.
  const whole = [...texts, ...engine, ...filesOf('shared', /^report[\\/].*\.ts$/)].map(([, text]) => text).join('\n').replace('`no-such-${kind}`', "'no-such-run' 'no-such-experiment' 'no-such-comparison' 'no-such-sweep'");
  expect(Object.keys(reasons).filter((reason) => !whole.includes(`'${reason}'`))).toEqual([]);
});

test('a page says it in its language, the command line in English; without a declared reason the message stays', () => {
  const error = refusal('conflict', 'run-state', { id: 'r-1', what: { en: 'paused', zh: '暂停' }, state: stateWord('done'), allowed: stateWord('running') });
  expect(error).toMatchObject({ code: 'conflict', message: 'r-1 cannot be paused: it is done; expected running.', detail: { reason: 'run-state', id: 'r-1' } });
  const shown = (data: unknown) => shownProblem(new ORPCError('conflict', { message: error.message, data })).message;
  i18n.global.locale.value = 'zh';
  expect(shown(JSON.parse(JSON.stringify(error.detail)))).toBe('r-1 不能暂停：它已完成；只有正在训练时才可以。');
  for (const strange of [undefined, null, 'run-state', {}, { reason: 'no such' }, { reason: 'toString' }, { reason: 7 }, { reason: 'run-state', id: 'r-1' }, { reason: 'no-such-run', id: { en: 'x' } }]) expect(shown(strange)).toBe(error.message);
  // A sentence put together where the error arises, as a training's divergence is.
  expect(shown({ step: 3, localized: { en: 'It diverged.', zh: '训练发散。' } })).toBe('训练发散。');
  i18n.global.locale.value = 'en';
  expect(shown(error.detail)).toBe(error.message);
});
