import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base } from '@playwright/test';
import { chromium, type Browser } from 'playwright-core';
import { browserLaunchOptions } from '../../support/chromium.ts';

const root = resolve(import.meta.dirname, '../../..');

/** A served studio, as `descent serve --no-open` gives it, in a process of its own so that it can be killed. */
export interface Studio {
  /** Address with its token. */
  readonly url: string;
  readonly pid: number;
  /** Ends it as Ctrl-C does and waits. */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** A folder for the studio's home that is gone after the test. */
export function temporaryHome(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'descent-home-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Starts the built studio on a home. @throws where it ends or says nothing for half a minute */
export async function startStudio(home: string, env: NodeJS.ProcessEnv = {}): Promise<Studio> {
  const child = spawn(process.execPath, [join(root, 'bin/descent.mjs'), 'serve', '--no-open', '--port', '0', '--home', home], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await address(child);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const end = (signal: NodeJS.Signals) => async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return { url, pid: child.pid ?? 0, stop: end('SIGINT'), kill: end('SIGKILL') };
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((found, fail) => {
    let said = '';
    const timer = setTimeout(() => fail(new Error(`the studio gave no address within 30 s; it said:\n${said}`)), 30_000);
    const hear = (text: string) => {
      said += text;
      const match = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(said);
      if (match) {
        clearTimeout(timer);
        found(match[0]);
      }
    };
    child.stdout?.setEncoding('utf8').on('data', hear);
    child.stderr?.setEncoding('utf8').on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(new Error(`the studio ended with code ${code}; it said:\n${said}`));
    });
  });
}

/** `home`: a fresh folder per test. `browser`: one Chromium per worker, from the npm package. */
export const test = base.extend<{ home: string }, { browser: Browser }>({
  browser: [
    async ({}, use) => {
      const browser = await chromium.launch(await browserLaunchOptions());
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  home: async ({}, use) => {
    const home = temporaryHome();
    await use(home.path);
    home.remove();
  },
});

export { expect } from '@playwright/test';
