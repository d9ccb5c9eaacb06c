import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, type App } from '../../../../src/main/app.ts';
import { spawnWorker } from '../../../../src/main/workers/spawn.ts';
import type { VerificationEvent } from '../../../../src/shared/api/report-verification.ts';
import { readFacts } from '../../../../src/shared/report/read-facts.ts';
import type { ReportFacts } from '../../../../src/shared/report/facts.ts';
import type { ReportSource } from '../../../../src/shared/report/plan.ts';
import type { ReadReport } from '../../../../src/main/services/reports/verify.ts';
import { resources, start, untilState } from '../../../support/studio.ts';

type Verdict = Extract<VerificationEvent, { type: 'verdict' }>;

const document = {
  format: 'descent/experiment@1',
  name: 'spiral',
  seed: 5,
  data: { source: 'spiral', validation: 0.25 },
  network: { layers: [{ type: 'affine', units: 8 }, { type: 'batch-norm' }, { type: 'relu' }, { type: 'affine', units: 3 }] },
  optimizer: { type: 'adam', lr: 0.01 },
  training: { batchSize: 20, epochs: 3, inspect: 'off' },
};

let app: App;
let home: string;
/** Two variants, made once: every test changes a copy of what their report says. */
let facts: ReportFacts;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'descent-verify-'));
  app = createApp({ home, resources, spawnWorker });
  const runs = await start(app, { ...document, variants: [{ name: 'Adam', set: {} }, { name: 'SGD', set: { optimizer: { type: 'sgd', lr: 0.1 } } }] });
  for (const { id } of runs) await untilState(app, id, 'done');
  facts = await factsOf({ kind: 'experiment', id: runs[0].experimentId });
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

async function factsOf(source: ReportSource): Promise<ReportFacts> {
  return readFacts(await (await app.services.reports.make({ source, format: 'json', language: 'en' })).text());
}

async function verify(given: ReportFacts, shown: ReadReport['shown'] = []): Promise<{ events: VerificationEvent[]; verdict: Verdict }> {
  const events: VerificationEvent[] = [];
  for await (const event of app.services.verification.verify({ facts: structuredClone(given), shown }, { baseDirectory: home, language: 'en' })) events.push(event);
  return { events, verdict: events.at(-1) as Verdict };
}

/** The facts with something of one run replaced. */
function changed(run: number, change: (run: ReportFacts['runs'][number]) => object): ReportFacts {
  return { ...facts, runs: facts.runs.map((one, index) => (index === run ? { ...one, ...change(one) } : one)) };
}

const off = ({ numbers }: Verdict) => numbers.filter(({ verdict }) => verdict === 'off').map(({ path, reasons }) => [path, reasons.map(({ code }) => code).join()]);

describe('verifying a report', () => {
  it('finds every number again, bit for bit, and leaves nothing behind', async () => {
    const before = app.services.runs.list({ limit: 100, offset: 0, archived: false }).total;
    const { events, verdict } = await verify(facts);
    expect(events[0]).toMatchObject({ type: 'plan', report: { kind: 'experiment', name: 'spiral' }, runs: [{ name: 'Adam' }, { name: 'SGD' }], steps: 2 * facts.runs[0].step });
    expect(off(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ verdict: 'same', off: 0, unknown: 0 });
    // Final and best of six metrics, steps, parameters, weights and data, of two runs.
    expect(verdict.same).toBe(2 * 16);
    expect(app.services.runs.list({ limit: 100, offset: 0, archived: false }).total).toBe(before);
    expect(app.services.training.has(facts.runs[0].id)).toBe(false);
  });

  it.each([
    ['runs.1.final.testAccuracy', (run: ReportFacts['runs'][number]) => ({ final: run.final && { ...run.final, testAccuracy: (run.final.testAccuracy ?? 0) + 1e-12 } })],
    ['runs.1.best.validationLoss', (run: ReportFacts['runs'][number]) => ({ best: run.best && { ...run.best, validationLoss: null } })],
    ['runs.1.weightsHash', () => ({ weightsHash: '0'.repeat(64) })],
    ['runs.1.dataHash', () => ({ dataHash: '0'.repeat(64) })],
    ['runs.1.parameters', () => ({ parameters: 1 })],
    ['runs.1.step', (run: ReportFacts['runs'][number]) => ({ step: run.step + 1 })],
  ])('names a number that was changed, and that alone: %s', async (path, change) => {
    const { verdict } = await verify(changed(1, change));
    expect(verdict.verdict).toBe('off');
    expect(off(verdict)).toEqual([[path, 'changed']]);
  });

  it('compares what is there: a report of an older version does not tell its parameters', async () => {
    const { verdict } = await verify({ ...facts, runs: facts.runs.map(({ parameters: _parameters, ...run }) => run) });
    expect(verdict).toMatchObject({ verdict: 'same', same: 30 });
  });

  it('names what the page shows otherwise than its facts, though these are right', async () => {
    const { final, seed } = facts.runs[0];
    const testOf = (run: number) => facts.runs[run].final?.testAccuracy ?? 0;
    const right = [{ path: 'runs.0.final.testAccuracy', text: (final?.testAccuracy ?? 0).toFixed(4) }, { path: 'runs.0.seed', text: String(seed) }, { path: 'runs.0,1.final.testAccuracy', text: `${((testOf(0) + testOf(1)) / 2).toFixed(4)} ± ${(Math.abs(testOf(0) - testOf(1)) / Math.SQRT2).toFixed(4)}` }];
    expect((await verify(facts, right)).verdict).toMatchObject({ verdict: 'same', same: 32 });
    const { verdict } = await verify(facts, [{ path: 'runs.0.final.testAccuracy', text: '0.9999' }, { path: 'runs.0.seed', text: '12' }, { path: 'runs.9.seed', text: '5' }, { path: 'runs.0,1.final.testAccuracy', text: '0.9999 ± 0.0000' }, { path: 'runs.0,9.final.testAccuracy', text: '0.5' }]);
    expect(off(verdict)).toEqual([
      ['runs.0.final.testAccuracy', 'shown'],
      ['runs.0.seed', 'shown'],
      ['runs.9.seed', 'shown'],
      ['runs.0,1.final.testAccuracy', 'shown'],
      ['runs.0,9.final.testAccuracy', 'shown'],
    ]);
    expect(verdict.numbers.find(({ path }) => path === 'runs.0.final.testAccuracy')).toMatchObject({ reported: '0.9999', made: final?.testAccuracy });
  });

  it('finds that a run’s settings were changed after it was made', async () => {
    const { verdict } = await verify(changed(0, ({ document: made }) => ({ document: { ...made, optimizer: { ...made.optimizer, lr: 0.011 } } })));
    expect(verdict.verdict).toBe('off');
    expect(off(verdict)).toContainEqual(['runs.0.weightsHash', 'unexplained']);
    expect(verdict.numbers.filter(({ run }) => run === 1).every((number) => number.verdict === 'same')).toBe(true);
  });

  it('explains numbers that come from other data, other kernels or another version', async () => {
    // Another seed of the spiral is another data set: what the report says of its data is then not what is here.
    const otherData = changed(0, ({ document: made }) => ({ document: { ...made, data: { ...made.data, noise: 0.35 } } }));
    expect(off((await verify(otherData)).verdict)).toContainEqual(['runs.0.final.trainLoss', 'other-data']);
    const other = changed(0, ({ document: made, environment }) => ({ document: { ...made, seed: 6 }, environment: environment && { ...environment, kernels: 'future', version: '99.0.0' } }));
    expect(off((await verify(other)).verdict)).toContainEqual(['runs.0.final.trainLoss', 'other-kernels,other-version']);
  });

  it('makes runs anew with the kernels they were made with', async () => {
    const strict = createApp({ home: mkdtempSync(join(home, 'strict-')), resources, spawnWorker, kernels: 'strict' });
    try {
      const [{ id }] = await start(strict, document);
      await untilState(strict, id, 'done');
      const made = readFacts(await (await strict.services.reports.make({ source: { kind: 'run', id }, format: 'json', language: 'en' })).text());
      expect(made.runs[0].environment?.kernels).toBe('strict');
      expect((await verify(made)).verdict).toMatchObject({ verdict: 'same', same: 16 });
    } finally {
      await strict.close();
    }
  });

  it('makes a run that was stopped anew up to the step where it was stopped', async () => {
    const [{ id }] = await start(app, { ...document, name: 'stopped', training: { ...document.training, epochs: 100_000 } });
    await untilState(app, id, 'running');
    await new Promise<void>((resolve) => {
      const unlisten = app.services.events.listen((event) => {
        if (event.type !== 'recorded' || event.runId !== id) return;
        unlisten();
        resolve();
      });
    });
    await app.services.runs.stop(id);
    await untilState(app, id, 'stopped');
    const { verdict } = await verify(await factsOf({ kind: 'run', id }));
    expect(off(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ verdict: 'same', same: 16 });
  });

  it('says which numbers it cannot have again, and why', async () => {
    const fork = await app.services.runs.fork(facts.runs[0].id, { set: { 'training.epochs': 4 }, language: 'en' });
    await untilState(app, fork.id, 'done');
    const forked = (await verify(await factsOf({ kind: 'run', id: fork.id }))).verdict;
    expect(forked).toMatchObject({ verdict: 'incomplete', same: 0, off: 0 });
    expect(new Set(forked.numbers.flatMap(({ reasons }) => reasons.map(({ code }) => code)))).toEqual(new Set(['forked']));

    const missing = (await verify(changed(0, ({ document: made }) => ({ document: { ...made, data: { source: 'fashion-mnist', validation: 0, scaling: 'unit' } } })))).verdict;
    expect(missing).toMatchObject({ verdict: 'incomplete', same: 16, unknown: 16 });
    expect(missing.numbers[0].reasons[0]).toMatchObject({ code: 'data-missing', message: expect.stringContaining('Fashion-MNIST') as string });

    const invalid = (await verify(changed(0, ({ document: made }) => ({ document: { ...made, optimizer: { type: 'magic', lr: 1 } } })))).verdict;
    expect(invalid.numbers[0].reasons[0]).toMatchObject({ code: 'document-invalid', message: expect.stringContaining('optimizer.type') as string });
  });

  it('reads no file of another machine, and makes no several runs of one', async () => {
    const reasons = async (data: object) => (await verify(changed(0, ({ document: made }) => ({ document: { ...made, ...data } })))).verdict.numbers[0].reasons[0];
    for (const path of ['//server/share/data.csv', '\\\\server\\share\\data.csv', 'file:///etc/passwd']) {
      expect(await reasons({ data: { source: 'csv', path, validation: 0, scaling: 'unit' } })).toMatchObject({ code: 'data-missing', message: expect.stringContaining('of this machine') as string });
    }
    expect(await reasons({ repeats: 1000 })).toMatchObject({ code: 'document-invalid', message: expect.stringContaining('one run') as string });
  });

  it.each([
    ['steps', { training: { ...document.training, epochs: undefined, iterations: 60_000_000 } }],
    ['computing', { training: { ...document.training, batchSize: 100, epochs: undefined, iterations: 40_000_000 }, network: { init: { scheme: 'he-normal' }, loss: { type: 'softmax-cross-entropy' }, layers: [{ type: 'affine', units: 2000 }, { type: 'relu' }, { type: 'affine', units: 2000 }, { type: 'relu' }, { type: 'affine', units: 3 }] } }],
  ])('refuses to train for days: %s', async (what, change) => {
    await expect(verify(changed(0, ({ document: made }) => ({ document: { ...made, ...change } })))).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(what) as string });
  });

  it('refuses a report of more runs than it makes anew', async () => {
    await expect(verify({ ...facts, runs: Array.from({ length: 501 }, () => facts.runs[0]) })).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('501 runs') as string });
  });

  it('stops when it is left, or when the studio closes', async () => {
    const long = changed(0, ({ document: made }) => ({ document: { ...made, training: { ...made.training, epochs: 100_000 } } }));
    for await (const event of app.services.verification.verify({ facts: long, shown: [] }, { baseDirectory: home, language: 'en' })) if (event.type === 'progress' && event.done > 0) break;
    expect(await verify(facts)).toMatchObject({ verdict: { verdict: 'same' } });

    const closing = createApp({ home: mkdtempSync(join(home, 'closing-')), resources, spawnWorker });
    const events = closing.services.verification.verify({ facts: long, shown: [] }, { baseDirectory: home, language: 'en' });
    expect((await events.next()).value).toMatchObject({ type: 'plan' });
    const next = events.next();
    const [, ended] = await Promise.allSettled([closing.close(), next.then(() => events.next())]);
    expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
  });
});

describe('what is no report', () => {
  const read = (text: string) => app.services.verification.read(new Blob([text]));
  it.each([
    ['nothing', ''],
    ['another page', '<!doctype html><title>Hello</title>'],
    ['half a report', () => `<script type="application/json" id="descent-report">${JSON.stringify(facts)}`.slice(0, 400)],
    ['another format', '{"format":"descent/report@99"}'],
    ['deep nesting', '['.repeat(100_000)],
    ['deep facts', () => `{"format":"descent/report@1","a":${'['.repeat(1000)}${']'.repeat(1000)}}`],
    ['facts without runs', '{"format":"descent/report@1","runs":1}'],
    ['binary', '\u0000\u0001\u0002'],
  ])('is refused: %s', async (_what, text) => {
    await expect(read(typeof text === 'string' ? text : text())).rejects.toMatchObject({ code: 'file-invalid' });
  });

  it('is refused by its size alone, unread', async () => {
    const huge = { size: 1e12, arrayBuffer: () => Promise.reject(new Error('was read')) };
    await expect(app.services.verification.read(huge)).rejects.toMatchObject({ code: 'file-invalid' });
  });

  it('a script in a name stays a name', async () => {
    const name = '</script><script>alert(1)</script>\u001b[31m';
    const text = await (await app.services.reports.make({ source: facts.source, format: 'json', language: 'en' })).text();
    const report = { ...(JSON.parse(text) as ReportFacts), source: { ...facts.source, name } };
    expect((await read(JSON.stringify(report))).facts.source.name).toBe(name);
  });
});
