/**
 * The studio with 10,000 runs and 50 million points: how long until the first page of the run list, 50 runs of 10,000 points side by side, and the
 * whole start. Makes a store of its own in a temporary folder (about half a gigabyte) unless `--home` names one made before, and keeps it there with `--keep`.
 *
 *   node test/bench/size.ts [--json] [--home DIR] [--keep]
 *
 * Exits with 1 where a figure is missed. The values are noise that float32 does not hold exactly: the worst case for the store's encoding.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import { createStore, type Store } from '../../src/main/store/store.ts';
import type { Contract } from '../../src/shared/api/contract.ts';
import { insertRun } from '../support/rows.ts';

const root = resolve(import.meta.dirname, '../..');
const runs = 10_000;
const points = 50_000_000;
const compared = { runs: 50, points: 10_000, buckets: 1000 };
const rounds = 9;
/** Milliseconds, as promised. */
const limits = { list: 50, compare: 300, start: 2000 };

interface Timing {
  readonly best: number;
  readonly median: number;
  readonly worst: number;
}

const { values: flags } = parseArgs({ options: { json: { type: 'boolean', default: false }, home: { type: 'string' }, keep: { type: 'boolean', default: false } } });
const home = flags.home ?? mkdtempSync(join(tmpdir(), 'descent-size-'));
const say = (line: string): void => void process.stderr.write(`${line}\n`);
try {
  const made = fill(join(home, 'descent.sqlite'));
  const result = await measure();
  const megabytes = statSync(join(home, 'descent.sqlite')).size / 2 ** 20;
  const missed = (Object.keys(limits) as (keyof typeof limits)[]).filter((name) => result[name].median > limits[name]);
  const report = { runs, points, megabytes: Math.round(megabytes), bytesPerPoint: (megabytes * 2 ** 20) / points, secondsToFill: made, cores: availableParallelism(), limits, ...result, missed };
  if (flags.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    say(`${runs.toLocaleString('en-US')} runs, ${points.toLocaleString('en-US')} points: ${report.megabytes} MB, ${report.bytesPerPoint.toFixed(2)} bytes per point`);
    for (const name of Object.keys(limits) as (keyof typeof limits)[]) {
      const { best, median, worst } = result[name];
      say(`${name.padEnd(8)} median ${median.toFixed(1)} ms (best ${best.toFixed(1)}, worst ${worst.toFixed(1)}), promised ${limits[name]} ms${missed.includes(name) ? ': MISSED' : ''}`);
    }
  }
  process.exitCode = missed.length > 0 ? 1 : 0;
} finally {
  if (!flags.keep && flags.home === undefined) rmSync(home, { recursive: true, force: true });
  else say(`The store is in ${home}`);
}

/** Fills a store as training does, only in larger transactions; answers the seconds it took, 0 where it was there. */
function fill(file: string): number {
  if (existsSync(file)) return 0;
  const begin = performance.now();
  const store = createStore(file);
  const short = Math.floor((points - compared.runs * compared.points) / (runs - compared.runs));
  let written = 0;
  for (let i = 0; i < runs; i++) {
    // The runs to be compared stand among the others, and the last one takes what is left.
    const long = i % (runs / compared.runs) === 0;
    const count = i === runs - 1 ? points - written : long ? compared.points : short;
    addRun(store, count, long ? 'long' : 'short', i);
    written += count;
    if (i % 1000 === 999) say(`${(i + 1).toLocaleString('en-US')} runs, ${written.toLocaleString('en-US')} points`);
  }
  store.close();
  return (performance.now() - begin) / 1000;
}

function addRun(store: Store, count: number, name: string, seed: number): void {
  let state = seed + 1;
  const steps = Array.from({ length: count }, (_, i) => i + 1);
  const values = steps.map((step) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 2.3 * Math.exp(-step / 2000) + state / 2 ** 34;
  });
  store.write(() => {
    const run = insertRun(store, { name: `${name} ${seed}` });
    store.seriesWriter(run.seq).append({ loss: { steps, values } });
    const stretch = store.series.read(run.seq, 'loss', { points: 60 });
    store.runs.update(run.seq, { sparkline: stretch?.last ?? [], metrics: { loss: { last: values[count - 1], min: Math.min(...values), max: Math.max(...values) } } });
  });
}

/** Every figure as a page sees it: over the WebSocket of a studio that is a process of its own. */
async function measure(): Promise<{ start: Timing; list: Timing; compare: Timing }> {
  const starts: number[] = [];
  for (let round = 0; round < 3; round++) starts.push(await withStudio((_client, took) => Promise.resolve(took)));
  return withStudio(async (client) => {
    const found: string[] = [];
    for (let offset = 0; found.length < compared.runs; offset += 1000) {
      const page = await client.runs.list({ limit: 1000, offset });
      found.push(...page.runs.filter((run) => run.name.startsWith('long')).map(({ id }) => id));
    }
    const ids = found.slice(0, compared.runs);
    const list = await time(async () => {
      const { total } = await client.runs.list({});
      if (total !== runs) throw new Error(`expected ${runs} runs, got ${total}`);
    });
    const compare = await time(async () => {
      const answer = await client.runs.compare({ ids, names: ['loss'], points: compared.buckets });
      const whole = answer.every(({ series: [loss] }) => loss.total === compared.points && loss.steps.length === compared.buckets);
      if (answer.length !== compared.runs || !whole) throw new Error('the answer is not whole');
    });
    return { start: summary(starts), list, compare };
  });
}

/** Starts a studio; `took` is the time from its start to the first page of runs at its client. */
async function withStudio<T>(work: (client: ContractRouterClient<Contract>, took: number) => Promise<T>): Promise<T> {
  const begin = performance.now();
  const built = join(root, 'out/main/cli.js');
  const child = spawn(process.execPath, [existsSync(built) ? built : join(root, 'src/main/entry/cli.ts'), 'serve', '--no-open', '--port', '0', '--home', home], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('exit', done));
  try {
    const url = await new Promise<URL>((found, fail) => {
      child.stdout.setEncoding('utf8').on('data', (said: string) => {
        const address = /http:\S+/.exec(said)?.[0];
        if (address) found(new URL(address));
      });
      child.once('exit', (code) => fail(new Error(`the studio ended with code ${code}`)));
    });
    const websocket = new WebSocket(`ws://${url.host}/rpc`, { headers: { 'x-descent-token': url.searchParams.get('token') ?? '' } });
    const client = createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ websocket }));
    await client.runs.list({});
    const result = await work(client, performance.now() - begin);
    websocket.terminate();
    return result;
  } finally {
    child.kill('SIGINT');
    await ended;
  }
}

async function time(call: () => Promise<void>): Promise<Timing> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    await call();
    took.push(performance.now() - begin);
  }
  return summary(took);
}

function summary(took: readonly number[]): Timing {
  const sorted = took.toSorted((a, b) => a - b);
  return { best: sorted[0], median: sorted[Math.floor(sorted.length / 2)], worst: sorted[sorted.length - 1] };
}
