import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { chromium } from 'playwright-core';
import { startStudio } from '../e2e/support/process.ts';
import { temporaryHome } from '../e2e/support/homes.ts';
import { browserLaunchOptions } from '../support/chromium.ts';

/**
 * `node test/bench/start.ts [TIMES]`: how long the served studio takes from its start to the first screen, and what it takes while nothing is
 * done: memory and processor of its process, of the page. Linux only, for it reads /proc. Prints a line per start and the median. The seconds of the
 * processor that a start takes, studio and browser together, hardly depend on what else the machine does; the time on the clock does.
 */

const times = Number(process.argv[2] ?? 3);
const idleSeconds = 10;
const ticksPerSecond = 100;

interface Start {
  readonly 'server listens, ms': number;
  readonly 'first screen after the address, ms': number;
  readonly 'start to first screen, ms': number;
  readonly 'studio until it listens, processor ms': number;
  readonly 'browser until the first screen, processor ms': number;
  readonly 'studio, MB': number;
  readonly 'page heap, MB': number;
  readonly 'studio idle, % of a core': number;
  readonly 'page idle, % of a core': number;
}

/** A process and those it has started. */
function family(pid: number): number[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      return [[Number(name), Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1])] as const];
    } catch {
      return [];
    }
  });
  const found = [pid];
  for (const at of found) found.push(...parents.filter(([, parent]) => parent === at).map(([child]) => child));
  return found;
}

/** Resident memory in megabytes, and seconds of the processor so far. */
function usage(pid: number): { memory: number; cpu: number } {
  return family(pid).reduce(
    (sum, one) => {
      const fields = readFileSync(`/proc/${one}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
      const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0) / 1024;
      return { memory: sum.memory + resident, cpu: sum.cpu + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond };
    },
    { memory: 0, cpu: 0 },
  );
}

const browser = await chromium.launch(await browserLaunchOptions());
const starts: Start[] = [];
for (let index = 0; index < times; index++) {
  const home = temporaryHome();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const [began, browserBefore] = [performance.now(), usage(process.pid).cpu];
  const studio = await startStudio(home.path);
  const listening = performance.now();
  const studioStart = usage(studio.pid).cpu;
  const browserStart = usage(process.pid).cpu - studioStart - browserBefore;
  await page.goto(studio.url);
  await page.getByRole('heading', { name: 'Train your first network' }).waitFor();
  const shown = performance.now();
  const browserShown = usage(process.pid).cpu - usage(studio.pid).cpu - browserBefore - browserStart;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const measure = async () => Object.fromEntries((await devtools.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
  // What is fetched and compiled in quiet moments is behind it then.
  await page.waitForTimeout(6000);
  const before = { ...usage(studio.pid), page: await measure() };
  await page.waitForTimeout(idleSeconds * 1000);
  const after = { ...usage(studio.pid), page: await measure() };
  starts.push({
    'server listens, ms': listening - began,
    'first screen after the address, ms': shown - listening,
    'start to first screen, ms': shown - began,
    'studio until it listens, processor ms': 1000 * studioStart,
    'browser until the first screen, processor ms': 1000 * browserShown,
    'studio, MB': after.memory,
    'page heap, MB': (after.page['JSHeapUsedSize'] ?? 0) / 2 ** 20,
    'studio idle, % of a core': (100 * (after.cpu - before.cpu)) / idleSeconds,
    'page idle, % of a core': (100 * ((after.page['TaskDuration'] ?? 0) - (before.page['TaskDuration'] ?? 0))) / idleSeconds,
  });
  await page.close();
  await studio.stop();
  home.remove();
}
await browser.close();
const median = (key: keyof Start) => starts.map((start) => start[key]).toSorted((a, b) => a - b)[Math.floor(starts.length / 2)] ?? NaN;
const keys = Object.keys(starts[0] ?? {}) as (keyof Start)[];
for (const key of keys) process.stdout.write(`${key.padEnd(36)} ${starts.map((start) => start[key].toFixed(1).padStart(9)).join('')}   median ${median(key).toFixed(1)}\n`);
process.stdout.write(`load of the machine: ${loadavg().map((load) => load.toFixed(1)).join(' ')}\n`);
