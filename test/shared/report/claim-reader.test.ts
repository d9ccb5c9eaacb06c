import { describe, expect, it } from 'vitest';
import { ClaimReader } from '../../../src/shared/report/claim-reader.ts';
import { reportFactsFormat } from '../../../src/shared/report/facts.ts';
import { reportLimits } from '../../../src/shared/report/read-facts.ts';
import { verifiedOf } from '../../../src/shared/report/verified.ts';

const facts = (more: object = {}) => JSON.stringify({ format: reportFactsFormat, madeAt: 0, program: '1', source: { kind: 'run', id: 'x', name: 'The run' }, experiment: null, runs: [], sweep: null, ...more });
const file = (text: string, name = 'a.json') => ({ name, size: text.length, text: () => Promise.resolve(text) });

describe('reading the reports of a class', () => {
  it('keeps what the table asks about: a report of an older version has no author, and its source is its name', async () => {
    expect(await new ClaimReader().read(file(facts()))).toEqual({ file: 'a.json', author: '', experiment: 'The run', assignment: undefined, handedIn: { experiment: null, runs: [], testRunId: null } });
    const { author, experiment } = await new ClaimReader().read(file(facts({ author: ` ${'a'.repeat(5000)}`, experiment: { name: 'b'.repeat(5000) } })));
    expect([author.length, experiment.length]).toEqual([300, 300]);
  });

  it('refuses each file that is no report with its reason, and goes on with the next', async () => {
    const reader = new ClaimReader();
    for (const text of ['', 'holiday', '{"format":"descent/experiment@1"}', `{"a":${'['.repeat(100_000)}`, facts({ runs: [{ id: 7 }] })]) await expect(reader.read(file(text))).rejects.toMatchObject({ code: 'file-invalid', detail: { reason: 'not-a-report' } });
    const huge = { ...file(''), size: 4 * reportLimits.characters + 1, text: () => Promise.reject(new Error('was read')) };
    await expect(reader.read(huge)).rejects.toMatchObject({ code: 'file-invalid', message: expect.stringContaining('bytes') as string });
    expect((await reader.read(file(facts()))).file).toBe('a.json');
  });

  it('takes no more reports than one table holds', async () => {
    const reader = new ClaimReader({ files: 3, characters: 1e6 });
    for (let n = 0; n < 3; n++) await reader.read(file(facts()));
    await expect(reader.read(file(facts()))).rejects.toMatchObject({ code: 'file-invalid', message: expect.stringContaining('at most 3 reports') as string });
  });

  it('takes no more than fits into the memory, whatever the files hold', async () => {
    const reader = new ClaimReader({ files: 10, characters: 1000 });
    const heavy = file(facts({ experiment: { text: 'x'.repeat(500) } }));
    await reader.read(heavy);
    await expect(reader.read(heavy)).rejects.toMatchObject({ code: 'file-invalid', detail: { reason: 'class-too-heavy' } });
    expect((await reader.read(file(facts()))).file).toBe('a.json');
  });
});

it('how a verification ended is told by the first number that differs, or could not be had', () => {
  const number = (verdict: 'same' | 'off' | 'unknown', code?: 'changed' | 'forked') => ({ path: 'x', run: 0, what: 'final' as const, metric: null, reported: 1, made: 1, verdict, reasons: code ? [{ code }] : [] });
  expect(verifiedOf({ verdict: 'same', off: 0, numbers: [number('same')] })).toEqual({ state: 'verified', off: 0, numbers: 1 });
  expect(verifiedOf({ verdict: 'off', off: 1, numbers: [number('unknown', 'forked'), number('off', 'changed')] })).toEqual({ state: 'differs', off: 1, numbers: 2, reason: { code: 'changed' } });
  expect(verifiedOf({ verdict: 'incomplete', off: 0, numbers: [number('same'), number('unknown', 'forked')] })).toEqual({ state: 'cannot', off: 0, numbers: 2, reason: { code: 'forked' } });
  expect(verifiedOf({ verdict: 'nothing', off: 0, numbers: [] })).toEqual({ state: 'cannot', off: 0, numbers: 0, reason: undefined });
});
