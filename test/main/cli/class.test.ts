import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportFacts } from '../../../src/shared/report/facts.ts';
import { command, commandWith } from '../../support/command-line.ts';
import { fakeDocument, temporaryFolder } from '../../support/studio.ts';

const assignment = { instructions: 'Reach 98 %.', locked: { 'training.iterations': 100 }, goals: [{ metric: 'testAccuracy', atLeast: 0.98 }, { metric: 'parameters', atMost: 50_000 }], hints: [] };

/** Facts of reports that learners handed in, made once: each test writes them into a folder of its own. */
const facts: Record<'ada' | 'bo', ReportFacts> = {} as never;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'descent-class-'));
  const home = join(folder, 'home');
  for (const [author, seed] of [['ada', 1], ['bo', 2]] as const) {
    const from = join(folder, `${author}.descent.json`);
    const file = join(folder, `${author}.json`);
    writeFileSync(from, JSON.stringify(fakeDocument('Stay small', { seed, assignment })));
    const { experiment } = JSON.parse((await command(home, 'run', from, '--json')).out) as { experiment: string };
    await command(home, 'report', experiment, '--author', author, '-o', file);
    facts[author] = JSON.parse(readFileSync(file, 'utf8')) as ReportFacts;
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A home, and a folder with these files. */
function handedIn(files: Record<string, unknown>): { home: string; folder: string } {
  const parent = temporaryFolder();
  const folder = join(parent, 'handed in');
  mkdirSync(folder);
  for (const [name, contents] of Object.entries(files)) writeFileSync(join(folder, name), typeof contents === 'string' ? contents : JSON.stringify(contents));
  return { home: join(parent, 'home'), folder };
}

/** The facts with each run changed. */
function changed(given: ReportFacts, patch: (run: ReportFacts['runs'][number]) => object): ReportFacts {
  return { ...given, runs: given.runs.map((run) => ({ ...run, ...patch(run) })) };
}

describe('descent class', () => {
  it('shows the reports of a folder as one table, and ends with 0', async () => {
    const { home, folder } = handedIn({ 'ada.json': facts.ada, 'bo.json': changed(facts.bo, ({ final, document }) => ({ final: { ...final, testAccuracy: 0.5 }, document: { ...document, training: { ...document.training, iterations: 200 } }, weightsHash: 'b' })), 'readme.txt': 'no report' });
    const { out, err, code } = await command(home, 'class', folder);
    expect(out).toContain('Assignment "Stay small": 2 reports, the best run of each.');
    expect(out).toMatch(/Author +File +Experiment +Test accuracy ≥ 0.98 +Parameters ≤ 50,000 +Locks +Seed +Runs\n/);
    expect(out).toMatch(/ada +ada.json +Stay small +0.9850 ✓ +39,760 ✓ +kept +1 +1\n/);
    expect(out).toMatch(/bo +bo.json +Stay small +0.5000 ✗ +39,760 ✓ +broken: training.iterations +2 +1\n/);
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });

  it('names what cannot be read, shows the others, and ends with 1', async () => {
    const { home, folder } = handedIn({ 'ada.json': facts.ada, 'copy.json': { ...facts.ada, author: '' }, 'holiday.html': '<h1>Holiday', 'empty.json': '' });
    const { out, err, code } = await command(home, 'class', folder, join(folder, 'nowhere.html'));
    expect(out).toMatch(/ada.json .*same result as copy.json\n/);
    expect(err).toContain('holiday.html: This is no report that can be read: it is neither HTML with the facts of a report nor JSON');
    expect(err).toContain('nowhere.html: there is no such file');
    expect(err.trim().split('\n')).toHaveLength(3);
    expect(code).toBe(1);
  });

  it('writes the table for spreadsheets, and prints JSON', async () => {
    const { home, folder } = handedIn({ 'ada.json': { ...facts.ada, author: '=HYPERLINK("http://x")' } });
    const csv = join(folder, 'class.csv');
    const { out, code } = await command(home, 'class', join(folder, 'ada.json'), '--csv', csv, '--json');
    expect(readFileSync(csv, 'utf8')).toContain(`"'=HYPERLINK(""http://x"")",ada.json,Stay small,0.985,reached`);
    expect(JSON.parse(out)).toMatchObject({ assignment: { name: 'Stay small' }, reports: [{ file: 'ada.json', assignment: 'same', reached: 2, broken: [], seed: 1, sameAs: [] }], unreadable: [] });
    expect(code).toBe(0);
  });

  it('verifies every report, and ends with 1 where one differs', async () => {
    const honest = handedIn({ 'ada.json': facts.ada, 'bo.json': facts.bo });
    const agreed = await command(honest.home, 'class', honest.folder, '--verify');
    expect(agreed.out.match(/ verified/g)).toHaveLength(2);
    expect(agreed.code).toBe(0);

    const forked = changed(facts.bo, () => ({ forkedFrom: { runId: 'elsewhere', step: 5 } }));
    const { home, folder } = handedIn({ 'ada.json': changed(facts.ada, ({ final }) => ({ final: { ...final, testAccuracy: 0.999 } })), 'bo.json': forked });
    const { out, code } = await command(home, 'class', folder, '--verify');
    expect(out).toMatch(/ada.json .*differs in 1 of 12 numbers: all else of this run agrees: this number was changed in the file/);
    expect(out).toMatch(/bo.json .*cannot be verified: it began from a checkpoint of another run/);
    expect(code).toBe(1);
  });

  it('shows nothing that steers a terminal, and stops at Ctrl-C', async () => {
    const { home, folder } = handedIn({ 'ada.json': { ...changed(facts.ada, ({ document }) => ({ document: { ...document, name: 'hold at 5' } })), author: '\u001b]0;mine\u0007evil' } });
    const { out } = await command(home, 'class', folder);
    expect(out).toContain(']0;mineevil');
    expect(out).not.toMatch(/[\u001b\u0007]/);
    const interrupt = new AbortController();
    const stopping = commandWith(home, { interrupt: interrupt.signal }, 'class', folder, '--verify');
    interrupt.abort();
    expect(await stopping).toMatchObject({ code: 130, out: '', err: expect.stringContaining('Verifying was stopped.') as string });
  });
});
