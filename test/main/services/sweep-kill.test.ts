import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { SweepDetail } from '../../../src/shared/api/sweeps.ts';
import { fakeDocument, openStudio, resources, sharedStudio, temporaryFolder } from '../../support/studio.ts';

interface Said {
  readonly id?: string;
  readonly ended?: number;
  readonly sweep?: SweepDetail;
}

/** Runs the sweep in a process; `kill` looks at what it says and answers whether it is time. */
async function inProcess(home: string, command: 'start' | 'resume', argument: string, kill: (said: Said) => boolean = () => false): Promise<{ id: string; sweep?: SweepDetail }> {
  const script = new URL('../../fixtures/sweep-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, home, resources, command, argument], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let id = '';
  let sweep: SweepDetail | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as Said;
    id = said.id ?? id;
    sweep = said.sweep ?? sweep;
    if (kill(said)) child.kill('SIGKILL');
  }
  await exited;
  return { id, sweep };
}

const essence = ({ trialList }: SweepDetail) => trialList.map(({ number, settings, state, value, reports }) => ({ number, settings, state, value, reports }));

const undisturbed = sharedStudio({ spawnWorker: () => new Worker(new URL('../../fixtures/sweep-worker.ts', import.meta.url)) });

it.each([
  ['random', 3, {}],
  ['TPE under Hyperband', 9, { method: 'tpe', pruning: { method: 'hyperband' } }],
])('kill -9 twice in the middle of 100 trials (%s): exactly 100 trials, none twice, the same best as undisturbed', async (_, epochs, search) => {
  const document = (name: string) =>
    fakeDocument(name, { data: { source: 'digits', validation: 0.2 }, training: { epochs }, search: { method: 'random', trials: 100, space: { 'optimizer.lr': { distribution: 'log-uniform', low: 1e-5, high: 0.5 } }, ...search } });
  const { sweeps } = undisturbed().services;
  const whole = await sweeps.finished((await sweeps.start(document('Undisturbed'), { language: 'en', baseDirectory: tmpdir() })).id);
  expect(whole.trialList).toHaveLength(100);

  const home = temporaryFolder();
  const { id, sweep: none } = await inProcess(home, 'start', JSON.stringify(document('Killed, keep, pace 8')), ({ ended = 0 }) => ended >= 31);
  expect(none).toBeUndefined();
  const { sweep: noneYet } = await inProcess(home, 'resume', id, ({ ended = 0 }) => ended >= 64);
  expect(noneYet).toBeUndefined();
  const { sweep } = await inProcess(home, 'resume', id);
  expect(sweep?.state).toBe('done');
  expect(new Set(sweep?.trialList.map(({ number }) => number)).size).toBe(100);
  expect(sweep && essence(sweep)).toEqual(essence(whole));
  expect(sweep?.best?.number).toBe(whole.best?.number);
  const runs = openStudio({ home }).services.runs.list({ limit: 1000, offset: 0, archived: false, experimentId: id });
  expect(runs.total).toBe(100);
}, 240_000);
