import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { refusal } from '../../../shared/api/reasons.ts';
import { paper } from '../../../shared/report/paper.ts';
import { DevTools } from './devtools.ts';
import { findBrowser } from './find-browser.ts';
import type { PrintPage } from './print.ts';

/** Milliseconds that printing may take. */
const patience = 120_000;
/** Milliseconds for a browser to answer that it ends. */
const farewell = 1000;

const options = [
  '--headless',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-background-networking',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--remote-debugging-pipe',
  // A sandbox cannot be made by the superuser, as in containers; the page is the studio's own and may load nothing.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** Until the page and its fonts are there. */
const whole = "new Promise((done) => (document.readyState === 'complete' ? done() : addEventListener('load', () => done()))).then(() => document.fonts.ready).then(() => true)";

/**
 * Prints pages by an installed browser.
 * @throws DescentError `usage` where there is none
 */
export function browserPrinter(environment: NodeJS.ProcessEnv): PrintPage {
  const browser = findBrowser(environment);
  if (browser === undefined) throw refusal('usage', 'no-printer', {});
  return (html) => print(browser, html, environment);
}

/**
 * A page as PDF: a browser without a window, with a profile of its own and no network.
 * @throws DescentError `io`
 */
async function print(browser: string, html: string, environment: NodeJS.ProcessEnv): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'descent-print-'));
  try {
    const page = join(folder, 'report.html');
    await writeFile(page, html);
    return await withBrowser(browser, [...options, `--user-data-dir=${join(folder, 'profile')}`], environment, (tools) => pdfOf(tools, pathToFileURL(page).href));
  } catch (cause) {
    throw refusal('io', 'print-failed', { browser, why: cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause) }, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/** Starts a browser for a piece of work, and ends it whatever comes. @throws Error also where it ends by itself, or takes too long */
async function withBrowser<T>(browser: string, args: readonly string[], environment: NodeJS.ProcessEnv, work: (tools: DevTools) => Promise<T>): Promise<T> {
  const program = spawn(browser, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], windowsHide: true, env: environment });
  const [, , errors, to, from] = program.stdio as [null, null, Readable, Writable, Readable];
  const tools = new DevTools(to, from);
  let said = '';
  errors.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const gone = once(program, 'close').then(
    ([code]) => tools.lose(new Error(`it ended with code ${String(code)}${lastLine(said)}`)),
    (error: unknown) => tools.lose(error instanceof Error ? error : new Error(String(error))),
  );
  const late = setTimeout(() => tools.lose(new Error(`it took longer than ${patience / 60_000} minutes`)), patience);
  try {
    return await work(tools);
  } finally {
    clearTimeout(late);
    // Asked first: a browser that is killed leaves helpers behind for a while.
    await Promise.race([tools.send('Browser.close').catch(() => undefined), sleep(farewell, undefined, { ref: false })]);
    program.kill('SIGKILL');
    for (const stream of [errors, to, from]) stream.destroy();
    await gone;
  }
}

async function pdfOf(tools: DevTools, address: string): Promise<Uint8Array> {
  const { targetId } = await tools.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = (await tools.send('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string };
  const { errorText } = await tools.send('Page.navigate', { url: address }, sessionId);
  if (typeof errorText === 'string') throw new Error(errorText);
  await tools.send('Runtime.evaluate', { expression: whole, awaitPromise: true }, sessionId);
  const { data } = await tools.send('Page.printToPDF', paper, sessionId);
  return Buffer.from(String(data), 'base64');
}

const lastLine = (said: string): string => {
  const line = said.trim().split('\n').at(-1);
  return line ? `: ${line}` : '';
};
