import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const root = resolve(import.meta.dirname, '../../..');

/** What the stand-in told of what the studio's desktop entry did. */
interface Told {
  readonly windows: { webPreferences?: Record<string, unknown> }[];
  readonly opened: string[];
  readonly menus: boolean[];
  readonly errors: { title: string; content: string }[];
}

/** The studio's own desktop entry, preload and renderer, over the stand-in for `electron` and real Chromium. */
export interface Desktop {
  readonly page: Page;
  readonly told: Told;
  /** Quits as the menu does and waits for the end of the process. */
  quit(): Promise<void>;
}

export async function startDesktop(home: string): Promise<Desktop> {
  const port = await freePort();
  const child = fork(join(root, 'out/main/desktop.js'), [], {
    cwd: root,
    execArgv: ['--import', join(import.meta.dirname, 'electron/register.ts')],
    env: { ...process.env, DESCENT_HOME: home, STAND_IN_DEBUGGING_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const told: Told = { windows: [], opened: [], menus: [], errors: [] };
  const windowOpened = new Promise<void>((done, fail) => {
    child.on('message', (message: Record<string, never>) => {
      if ('window' in message) done(void told.windows.push(message['window']));
      if ('opened' in message) told.opened.push(message['opened']);
      if ('menu' in message) told.menus.push(message['menu']);
      if ('error' in message) told.errors.push(message['error']);
    });
    child.once('exit', (code) => fail(new Error(`the desktop entry ended with code ${code}; it said:\n${said}`)));
  });
  await windowOpened;
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (!page) throw new Error('the desktop entry opened no page');
  await page.waitForURL(/^https:\/\/descent\.studio\.localhost/);
  return {
    page,
    told,
    async quit() {
      if (!child.connected) throw new Error(`the desktop entry had ended (${child.exitCode ?? child.signalCode}); it said:\n${said}`);
      const ended = once(child, 'exit');
      child.send('quit');
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
