import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { createHost } from '../../../src/main/desktop/host.ts';
import { Mailbox } from '../../../src/main/desktop/mailbox.ts';
import { menuTemplate } from '../../../src/main/desktop/menu.ts';
import { filesOf, readOpened } from '../../../src/main/desktop/opened-files.ts';
import { QuitGuard, type QuitAnswer } from '../../../src/main/desktop/quit-guard.ts';
import { readPlaces, writePlaces } from '../../../src/main/kept-places.ts';
import { writeLog } from '../../../src/main/log.ts';
import { reportFactsFormat } from '../../../src/shared/report/facts.ts';

const catalog = describeCatalog();
const folder = mkdtempSync(join(tmpdir(), 'descent-desktop-'));
afterAll(() => rmSync(folder, { recursive: true }));
const document = join(folder, 'a b.descent.json');
writeFileSync(document, '{}');

describe('quitting', () => {
  function guardOf(answer: QuitAnswer, training: { count: number }) {
    const did = { ask: vi.fn(async () => answer), hide: vi.fn(), quit: vi.fn() };
    return { guard: new QuitGuard({ training: () => training.count, ...did }), did };
  }

  test('needs no question while nothing trains', () => {
    const { guard, did } = guardOf('cancel', { count: 0 });
    expect(guard.mayQuit()).toBe(true);
    expect(did.ask).not.toHaveBeenCalled();
  });

  test('asks once, however often the window is closed meanwhile, and follows “quit”', async () => {
    const { guard, did } = guardOf('quit', { count: 2 });
    expect([guard.mayQuit(), guard.mayQuit()]).toEqual([false, false]);
    await vi.waitFor(() => expect(did.quit).toHaveBeenCalledTimes(1));
    expect(did.ask).toHaveBeenCalledExactlyOnceWith(2);
    expect(guard.mayQuit()).toBe(true);
  });

  test('in the background goes on without a window and ends when the work is done, unless the window is wanted again', async () => {
    const training = { count: 1 };
    const { guard, did } = guardOf('background', training);
    guard.mayQuit();
    await vi.waitFor(() => expect(did.hide).toHaveBeenCalled());
    guard.foreground();
    guard.idle();
    expect(did.quit).not.toHaveBeenCalled();
    guard.mayQuit();
    await vi.waitFor(() => expect(did.hide).toHaveBeenCalledTimes(2));
    guard.idle();
    expect(did.quit).toHaveBeenCalledTimes(1);
  });

  test('after “cancel” everything is as before', async () => {
    const { guard, did } = guardOf('cancel', { count: 1 });
    guard.mayQuit();
    await Promise.resolve();
    guard.idle();
    expect([did.hide.mock.calls.length, did.quit.mock.calls.length]).toEqual([0, 0]);
  });
});

describe('files handed over', () => {
  test('are those of the command line that are there; the program itself and switches are passed by', () => {
    expect(filesOf(['electron', '.', '--inspect', 'a b.descent.json', 'gone.descent.json', 'notes.txt'], folder)).toEqual([document]);
  });

  test('wait for the page and are read once', async () => {
    const host = createHost(() => catalog, { versions: {}, describe: () => undefined, chooseFolder: async () => null, pickFile: async () => null, restart: () => undefined });
    await host.open([document, folder, join(folder, 'gone.json')]);
    const events = [];
    for await (const event of host.watch()) if (events.push(event) === 3) break;
    expect(events).toEqual([{ type: 'open', id: '1', name: 'a b.descent.json' }, expect.objectContaining({ type: 'unreadable', name: folder, detail: { reason: 'no-file', file: folder } }), expect.objectContaining({ type: 'unreadable' })]);
    expect(Buffer.from(await host.openedFile('1').arrayBuffer()).toString()).toBe('{}');
    expect(() => host.openedFile('1')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  test('that are documents have their relative paths made whole; anything else comes as it is', async () => {
    const write = (name: string, text: string) => (writeFileSync(join(folder, name), text), join(folder, name));
    const read = async (path: string) => Buffer.from(await (await readOpened(path, catalog)).arrayBuffer()).toString();
    const csv = { name: 'own data', data: { source: 'csv', path: '../flowers.csv' }, network: { init: { scheme: 'file', path: 'w.safetensors' }, layers: [] } };
    expect(JSON.parse(await read(write('own.descent.json', JSON.stringify(csv))))).toEqual({ ...csv, data: { source: 'csv', path: resolve(folder, '../flowers.csv') }, network: { init: { scheme: 'file', path: join(folder, 'w.safetensors') }, layers: [] } });
    for (const text of ['{"data": {"source":"spiral"}}', '[1,  2]', 'no JSON', JSON.stringify({ data: { source: 'csv', path: resolve('/flowers.csv') } }), JSON.stringify({ format: reportFactsFormat, runs: [{ document: csv }] })]) expect(await read(write('other.json', text))).toBe(text);
  });

  test('that are no files are refused by name', async () => {
    await expect(readOpened(folder, catalog)).rejects.toMatchObject({ code: 'file-invalid' });
    await expect(readOpened(join(folder, 'gone.json'), catalog)).rejects.toMatchObject({ code: 'io' });
  });
});

test('messages wait for a reader, and a page that comes later takes over from one that has gone', async () => {
  const mailbox = new Mailbox<number>();
  mailbox.push(1);
  const first = mailbox.read();
  expect(await first.next()).toEqual({ done: false, value: 1 });
  const waiting = first.next();
  const leaving = new AbortController();
  const second = mailbox.read(leaving.signal);
  const next = second.next();
  expect((await waiting).done).toBe(true);
  mailbox.push(2);
  expect(await next).toEqual({ done: false, value: 2 });
  const last = second.next();
  leaving.abort();
  expect((await last).done).toBe(true);
});

test('a menu shows an action’s keys without taking them from the page, and a click names the action', () => {
  const choose = vi.fn();
  const [menu] = menuTemplate([{ label: 'File', items: [{ type: 'action', id: 'design.save', label: 'Save & go', accelerator: 'CmdOrCtrl+S', enabled: false }, { type: 'separator' }, { type: 'role', role: 'quit', label: 'Quit' }] }], choose);
  const items = menu?.submenu as Electron.MenuItemConstructorOptions[];
  expect(items).toMatchObject([{ label: 'Save && go', enabled: false, accelerator: 'CmdOrCtrl+S', registerAccelerator: false }, { type: 'separator' }, { role: 'quit', label: 'Quit' }]);
  (items[0]?.click as () => void)();
  expect(choose).toHaveBeenCalledWith('design.save');
});

test('the log is written line by line with time and stack, and turned over before it grows large', () => {
  const log = join(folder, 'logs/descent.log');
  writeLog(log, 'a call failed', new Error('no such thing'), new Date('2026-01-02T03:04:05Z'));
  expect(readFileSync(log, 'utf8')).toMatch(/^2026-01-02T03:04:05\.000Z a call failed: Error: no such thing\n {4}at /);
  writeFileSync(log, 'x'.repeat(600 * 1024));
  writeLog(log, 'next');
  writeLog(log, 'and next');
  expect(readdirSync(join(folder, 'logs')).sort()).toEqual(['descent.log', 'descent.log.1']);
  expect(readFileSync(log, 'utf8').split('\n')).toHaveLength(3);
});

describe('the places kept outside the home', () => {
  test('come back as they were', () => {
    const places = { home: '/somewhere/else', datasetFolders: ['/data'] };
    writePlaces(join(folder, 'config'), places);
    expect(readPlaces(join(folder, 'config'))).toEqual(places);
  });

  test.each(['', 'null', '{"home":7,"datasetFolders":"x"}', '{"home":"","datasetFolders":[1,""]}'])('are as if not there where the file holds %j', (text) => {
    writeFileSync(join(folder, 'config/places.json'), text);
    expect(readPlaces(join(folder, 'config'))).toEqual({ home: null, datasetFolders: [] });
  });
});
