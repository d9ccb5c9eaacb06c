import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crc32c, Event, maskedChecksum } from '../../../src/main/services/trackers/tensorboard.ts';
import { command } from '../../support/command-line.ts';
import { fakeDocument, openStudio, start, temporaryFolder, untilState } from '../../support/studio.ts';

/** One experiment of two runs, written for each of the trackers through the command line. */

async function exported(format: string) {
  const home = temporaryFolder();
  const app = openStudio({ home });
  const runs = await start(app, fakeDocument('=2+3', { repeats: 2 }));
  for (const { id } of runs) await untilState(app, id, 'done');
  const folder = join(temporaryFolder(), 'out');
  const outcome = await command(home, 'export', runs[0].experimentId, '--format', format, '-o', folder);
  expect(outcome).toMatchObject({ code: 0, err: '' });
  return { folder, runs: runs.map(({ id }) => app.services.runs.get(id)) };
}

it('descent: one file, which another studio takes in with all its runs', async () => {
  const { folder: file, runs } = await exported('descent');
  const other = openStudio();
  expect((await other.services.portable.import(readFileSync(file))).runs.map(({ id }) => id)).toEqual(runs.map(({ id }) => id));
});

it('CSV: a table of the runs and one of each run’s steps; a name that a spreadsheet would run is text', async () => {
  const { folder, runs } = await exported('csv');
  expect(readdirSync(folder).sort()).toEqual([...runs.map(({ id }) => `${id}.csv`), 'runs.csv'].sort());
  const [head, first] = readFileSync(join(folder, 'runs.csv'), 'utf8').split('\n');
  expect(head).toMatch(/^id,name,variant,state,started,ended,trainLoss,.*,network\.layers\.0\.units,.*optimizer\.lr/);
  expect(first).toContain(`${runs[0].id},'=2+3`);
  expect(readFileSync(join(folder, `${runs[0].id}.csv`), 'utf8').trimEnd().split('\n')).toHaveLength(101);
});

it('TensorBoard: records whose checksums hold, with every point of every series', async () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe306_9283);
  const { folder, runs } = await exported('tensorboard');
  const [name] = readdirSync(join(folder, runs[0].id));
  expect(name).toMatch(/^events\.out\.tfevents\.\d+/);
  const bytes = readFileSync(join(folder, runs[0].id, name));
  const events: { fileVersion?: string; step?: number; summary?: { value: { tag: string; simpleValue: number }[] } }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.readUInt32LE(at + 8)).toBe(maskedChecksum(bytes.subarray(at, at + 8)));
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedChecksum(data));
    events.push(Event.toObject(Event.decode(data), { longs: Number }));
    at += length + 16;
  }
  expect(events[0]?.fileVersion).toBe('brain.Event:2');
  const losses = events.filter(({ summary }) => summary?.value[0]?.tag === 'loss/step');
  expect(losses.map(({ step }) => step)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  expect(losses[9]?.summary?.value[0]?.simpleValue).toBeCloseTo(0.1, 5);
  expect(new Set(events.map(({ summary }) => summary?.value[0]?.tag))).toContain('accuracy/test');
});

it('MLflow: its folders, with metrics, parameters and tags of each run', async () => {
  const { folder, runs } = await exported('mlflow');
  const [experiment] = readdirSync(folder);
  expect(experiment).toMatch(/^\d{18}$/);
  const meta = readFileSync(join(folder, experiment, 'meta.yaml'), 'utf8');
  expect(meta).toContain('name: "=2+3"\n');
  const own = readdirSync(join(folder, experiment)).filter((name) => /^[0-9a-f]{32}$/.test(name));
  expect(own).toHaveLength(2);
  const run = own.map((name) => join(folder, experiment, name)).find((path) => readFileSync(join(path, 'tags/descent.run'), 'utf8') === runs[0].id) ?? '';
  expect(readFileSync(join(run, 'meta.yaml'), 'utf8')).toMatch(/lifecycle_stage: "active"\n[^]*status: 3\n/);
  expect(readFileSync(join(run, 'params/network.layers.0.units'), 'utf8')).toBe('50');
  const lines = readFileSync(join(run, 'metrics/loss'), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(100);
  expect(lines[9]).toMatch(/^\d{13} 0\.1 10$/);
});
