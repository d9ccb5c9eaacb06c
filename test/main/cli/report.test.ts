import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ReportFacts } from '../../../src/shared/report/facts.ts';
import type { ReportPlan } from '../../../src/shared/report/plan.ts';
import { command } from '../../support/command-line.ts';
import { fakeDocument, openStudio, temporaryFolder } from '../../support/studio.ts';

type Report = ReportFacts & { readonly plan: ReportPlan };

/** Two runs of one experiment, trained once, and what `descent report` writes about them. */
async function prepared() {
  const folder = temporaryFolder();
  const home = join(folder, 'home');
  const from = join(folder, 'document.descent.json');
  const file = join(folder, 'report.json');
  writeFileSync(from, JSON.stringify(fakeDocument('Handed in', { description: 'Why we did it.', repeats: 2 })));
  const { experiment, runs } = JSON.parse((await command(home, 'run', from, '--json')).out) as { experiment: string; runs: { id: string }[] };
  const report = async (...args: string[]) => {
    const { code, err } = await command(home, 'report', ...args, '-o', file);
    expect(code, err).toBe(0);
    return { err, ...(JSON.parse(readFileSync(file, 'utf8')) as Report) };
  };
  return { folder, home, experiment, ids: runs.map(({ id }) => id), report };
}

it('is as it was written in the studio, with what the command line says instead', async () => {
  const { home, experiment, report } = await prepared();
  const plain = await report(experiment, '--language', 'en');
  expect(plain.plan).toMatchObject({ title: 'Handed in', author: '', language: 'en' });
  expect(plain.plan.sections.filter(({ shown }) => shown).map(({ kind }) => kind)).toEqual(['text', 'settings', 'curves', 'results', 'diagnostics', 'confusion', 'mistakes', 'environment']);

  const app = openStudio({ home });
  app.services.keptReports.save({ kind: 'experiment', id: experiment }, { ...plain.plan, language: 'zh', author: 'Ada', sections: [{ id: 'results', kind: 'results', shown: true }] });
  await app.close();
  const kept = await report(experiment, '--answer', 'It falls.', '--notes', 'As $e^{-t}$.');
  expect(kept.plan).toMatchObject({ author: 'Ada', language: 'zh', answer: 'It falls.', sections: [{ kind: 'results' }, { kind: 'text', heading: '笔记', text: 'As $e^{-t}$.' }] });
  const fresh = await report(experiment, '--fresh', '--notes', 'More.');
  expect(fresh.plan).toMatchObject({ author: '', language: 'en' });
  expect(fresh.plan.sections.slice(-2)).toMatchObject([{ kind: 'text', text: 'More.' }, { kind: 'environment' }]);
});

it('of several runs is that of their comparison, which is kept once', async () => {
  const { home, ids, report } = await prepared();
  const [first = '', second = ''] = ids;
  const one = await report(first, second.slice(0, -1));
  expect(one.source).toMatchObject({ kind: 'comparison' });
  expect(one.runs.map(({ id }) => id)).toEqual(ids);
  expect(one.err).toContain(`report of comparison ${one.source.id}`);
  expect((await report(second, first)).source.id).toBe(one.source.id);
  const { code, err } = await command(home, 'report', first, 'nobody', '-o', 'x.html');
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('There is no run "nobody"') as string });
});
