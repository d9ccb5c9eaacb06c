import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportFacts } from '../../../src/shared/report/facts.ts';
import { command, commandWith } from '../../support/command-line.ts';
import { fakeDocument, temporaryFolder } from '../../support/studio.ts';

/** A home with a run and its report as JSON. */
async function reported(document = fakeDocument('handed in')): Promise<{ home: string; file: string; facts: ReportFacts }> {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  const from = join(folder, 'document.descent.json');
  const file = join(folder, 'report.json');
  writeFileSync(from, JSON.stringify(document));
  const { experiment } = JSON.parse((await command(home, 'run', from, '--json')).out) as { experiment: string };
  await command(home, 'report', experiment, '--format', 'json', '-o', file);
  return { home, file, facts: JSON.parse(readFileSync(file, 'utf8')) as ReportFacts };
}

/** Writes the report with one run changed. */
function change(file: string, facts: ReportFacts, patch: (run: ReportFacts['runs'][number]) => object): void {
  writeFileSync(file, JSON.stringify({ ...facts, runs: facts.runs.map((run) => ({ ...run, ...patch(run) })) }));
}

describe('descent verify', () => {
  it('ends with 0 where every number agrees, with 1 and its name where one does not', async () => {
    const { home, file, facts } = await reported();
    const agreed = await command(home, 'verify', file);
    expect(agreed.out).toMatch(/final\.testAccuracy +0\.985 +0\.985 +same/);
    expect(agreed.out).toMatch(/All 12 numbers are the same, bit for bit\.\n$/);
    expect(agreed.err).toContain('Making one run anew: 100 steps.');
    expect(agreed.code).toBe(0);

    change(file, facts, ({ final }) => ({ final: { ...final, testAccuracy: 0.99 } }));
    const cheated = await command(home, 'verify', file);
    expect(cheated.out).toContain('1 of 12 numbers is off: runs.0.final.testAccuracy.');
    expect(cheated.out).toMatch(/0\.99 +0\.985 +off by −5\.00e−3: all else of this run agrees/);
    expect(cheated.code).toBe(1);

    const { verdict, off, numbers } = JSON.parse((await command(home, 'verify', file, '--json')).out) as { verdict: string; off: number; numbers: unknown[] };
    expect({ verdict, off, numbers: numbers.length }).toEqual({ verdict: 'off', off: 1, numbers: 12 });
  });

  it('ends with 2 and a reason where the file is no report', async () => {
    const { home, file } = await reported();
    const whole = readFileSync(file, 'utf8');
    for (const [text, reason] of [['<p>Hello', 'neither HTML with the facts'], [whole.slice(0, 300), 'no JSON'], ['{"format":"descent/report@2"}', 'expected "descent/report@1"']] as const) {
      writeFileSync(file, text);
      const { code, out, err } = await command(home, 'verify', file);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(reason);
    }
    expect(await command(home, 'verify', join(home, 'nowhere.html'))).toMatchObject({ code: 2, err: expect.stringContaining('there is no such file') as string });
  });

  it('shows nothing of a report that steers a terminal', async () => {
    const { home, file, facts } = await reported();
    change(file, { ...facts, source: { ...facts.source, name: '\u001b]0;mine\u0007evil' } }, () => ({ name: '\u001b[2Jrun\u202e' }));
    const { out, err, code } = await command(home, 'verify', file);
    expect(out + err).not.toMatch(/[\u001b\u0007\u202e]/u);
    expect(err).toContain('"]0;mineevil"');
    expect(code).toBe(0);
  });

  it('stops at Ctrl-C', async () => {
    const { home, file, facts } = await reported();
    change(file, facts, ({ document }) => ({ document: { ...document, name: 'hold at 5' } }));
    const interrupt = new AbortController();
    const { code, err } = await commandWith(home, { interrupt: interrupt.signal, onError: (said) => said.includes('anew') && interrupt.abort() }, 'verify', file);
    expect(err).toContain('Verifying was stopped.');
    expect(code).toBe(130);
  });
});
