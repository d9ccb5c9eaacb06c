import { expect, it } from 'vitest';
import { KeptReportService } from '../../../../src/main/services/reports/kept.ts';
import { createStore, type Store } from '../../../../src/main/store/store.ts';
import { defaultPlan, type ReportPlan } from '../../../../src/shared/report/plan.ts';
import { insertRun } from '../../../support/rows.ts';
import { temporaryFolder } from '../../../support/studio.ts';

const plan: ReportPlan = {
  ...defaultPlan({ kind: 'run', name: 'A run', description: '', notes: '', runs: 1, groups: 1, repeated: false, classification: true, images: true, assignment: false, inspected: true, scheduled: false }, 'en'),
  question: 'Does it learn?',
};

function open(file = `${temporaryFolder()}/descent.sqlite`): { store: Store; reports: KeptReportService; file: string } {
  const store = createStore(file);
  return { store, reports: new KeptReportService(store), file };
}

it('a report is kept with its source, one per source, and is there after the store was opened again', () => {
  const { store, reports, file } = open();
  const source = { kind: 'run', id: insertRun(store).id } as const;
  expect(reports.get(source)).toBeNull();
  reports.save(source, plan);
  reports.save(source, { ...plan, title: 'Renamed' });
  store.close();
  const again = open(file);
  expect(again.reports.list().map((report) => [report.plan.title, report.plan.question, report.gone])).toEqual([['Renamed', 'Does it learn?', false]]);
  expect(again.reports.delete(source)).toEqual({ deleted: true });
  expect(again.reports.list()).toEqual([]);
  again.store.close();
});

it('what was written outlives its runs, under the name they had', () => {
  const { store, reports } = open();
  const run = insertRun(store, { name: 'Short-lived' });
  const ofRun = { kind: 'run', id: run.id } as const;
  const ofExperiment = { kind: 'experiment', id: run.experimentId } as const;
  reports.save(ofRun, plan);
  reports.save(ofExperiment, plan);
  store.runs.update(run.seq, { deletedAt: 1 });
  expect(reports.list().map(({ gone }) => gone)).toEqual([true, true]);
  store.runs.update(run.seq, { deletedAt: null });
  expect(reports.list().map(({ gone }) => gone)).toEqual([false, false]);
  store.runs.purge(run.seq);
  expect(reports.get(ofRun)).toMatchObject({ gone: true, sourceName: 'Short-lived', plan: { question: 'Does it learn?' } });
  expect(reports.save(ofRun, { ...plan, answer: 'It did.' })).toMatchObject({ gone: true, plan: { answer: 'It did.' } });
  store.close();
});

it('a report on nothing is refused, and so is one with a section twice', () => {
  const { store, reports } = open();
  expect(() => reports.save({ kind: 'sweep', id: 'nowhere' }, plan)).toThrow(expect.objectContaining({ code: 'not-found' }));
  const source = { kind: 'run', id: insertRun(store).id } as const;
  expect(() => reports.save(source, { ...plan, sections: [plan.sections[0], plan.sections[0]] })).toThrow(expect.objectContaining({ code: 'usage', message: expect.stringContaining('twice') as string }));
  store.close();
});
