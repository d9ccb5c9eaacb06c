import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const root = resolve(import.meta.dirname, '../../..');

export interface MenuItem {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly accelerator?: string;
  readonly enabled?: boolean;
  readonly submenu?: readonly MenuItem[];
}

/** What the stand-in told of what the studio's desktop entry did, in order. */
interface Told {
  readonly windows: { x?: number; y?: number; width?: number; height?: number; webPreferences?: Record<string, unknown> }[];
  readonly opened: string[];
  readonly menus: (readonly MenuItem[])[];
  readonly errors: { title: string; content: string }[];
  readonly asked: { message?: string; detail?: string; title?: string; buttons?: string[] }[];
  readonly bars: { share: number; mode: string }[];
  readonly awake: (string | null)[];
  readonly visible: boolean[];
  readonly notices: { title: string; body: string }[];
  readonly relaunches: boolean[];
  /** Pages that were printed: their title, how the PDF begins, and the options. */
  readonly printed: object[];
}

/** What a test makes the user or the system do. */
interface Does {
  readonly close: true;
  /** Chooses a menu item by the name of its action. */
  readonly choose: string;
  /** The button of the next question, and the folder or file of the next dialog. */
  readonly answer: number;
  readonly folder: string;
  readonly secondInstance: readonly string[];
  readonly openFile: string;
  readonly crashWindow: true;
}

/** The studio's own desktop entry, preload and renderer, over the stand-in for `electron` and real Chromium. */
export interface Desktop {
  readonly page: Page;
  readonly told: Told;
  does(what: Partial<Does>): void;
  /** Quits as the menu does and waits for the end of the process. */
  quit(): Promise<void>;
  /** Settles with the exit code when the process ends. */
  readonly ended: Promise<number | null>;
}

/** Keys of the stand-in's messages, and where each is kept. */
const lists = { window: 'windows', opened: 'opened', menu: 'menus', error: 'errors', asked: 'asked', bar: 'bars', awake: 'awake', visible: 'visible', notice: 'notices', relaunch: 'relaunches', printed: 'printed' } as const satisfies Record<string, keyof Told>;

/** @param args of the command line, such as files to open */
export async function startDesktop(home: string, args: readonly string[] = []): Promise<Desktop> {
  const port = await freePort();
  const child = fork(join(root, 'out/main/desktop.js'), args, {
    cwd: root,
    execArgv: ['--import', join(import.meta.dirname, 'electron/register.ts')],
    env: { ...process.env, DESCENT_HOME: home, DESCENT_CONFIG: join(home, 'config'), STAND_IN_DEBUGGING_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const told: Told = { windows: [], opened: [], menus: [], errors: [], asked: [], bars: [], awake: [], visible: [], notices: [], relaunches: [], printed: [] };
  const windowOpened = new Promise<void>((done, fail) => {
    child.on('message', (message: Record<string, never>) => {
      for (const [key, list] of Object.entries(lists)) if (key in message) told[list].push(message[key]);
      if ('window' in message) done();
    });
    child.once('exit', (code) => fail(new Error(`the desktop entry ended with code ${code}; it said:\n${said}`)));
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  await windowOpened;
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (!page) throw new Error('the desktop entry opened no page');
  await page.waitForURL(/^https:\/\/descent\.studio\.localhost/);
  return {
    page,
    told,
    does: (what) => void child.send(what),
    ended,
    async quit() {
      if (!child.connected) throw new Error(`the desktop entry had ended (${child.exitCode ?? child.signalCode}); it said:\n${said}`);
      child.send({ quit: true });
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
