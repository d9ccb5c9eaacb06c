import { describe, expect, it } from 'vitest';
import { reportFactsFormat, type ReportFacts } from '../../../src/shared/report/facts.ts';
import { classColumns, classCsv, lockWords, remarks, sortedRows } from '../../../src/shared/report/class-columns.ts';
import { claimOf, classTable, type ReportClaim } from '../../../src/shared/report/class-table.ts';

const assignment = { instructions: 'Reach 90 % with few parameters.', locked: { 'training.epochs': 2 }, goals: [{ metric: 'testAccuracy', atLeast: 0.9 }, { metric: 'parameters', atMost: 1000 }], hints: [] };

interface Given {
  readonly author?: string;
  readonly accuracy?: number;
  readonly parameters?: number;
  readonly epochs?: number;
  readonly lr?: number;
  readonly weights?: string;
  readonly task?: object | null;
  readonly name?: string;
}

/** A report of one run. */
function claim(file: string, { author = file, accuracy = 0.95, parameters = 500, epochs = 2, lr = 0.1, weights = file, task = assignment, name = 'Small' }: Given = {}): ReportClaim {
  const document = { format: 'descent/experiment@1', name: `${author}'s`, seed: 1, optimizer: { type: 'sgd', lr }, training: { epochs } };
  const run = { id: `run-${file}`, name, variant: null, seed: 1, document, state: 'done', step: 10, final: { testAccuracy: accuracy }, best: null, parameters, weightsHash: weights };
  return claimOf(`${file}.html`, { format: reportFactsFormat, madeAt: 0, program: '1', author, source: { kind: 'run', id: 'x', name: 'The run' }, experiment: { ...document, name, ...(task ? { assignment: task } : {}) }, runs: [run], sweep: null } as unknown as ReportFacts);
}
const none = () => '';

describe('the table of a class', () => {
  it('judges every report by the assignment that most hold', () => {
    const easy = { ...assignment, goals: [{ metric: 'testAccuracy', atLeast: 0.1 }, { metric: 'parameters', atMost: 1e9 }] };
    const other = { instructions: 'Something else.', goals: [{ metric: 'testLoss', atMost: 1 }] };
    const table = classTable([
      claim('cheat', { task: easy, accuracy: 0.2, parameters: 5000, lr: 0.2 }),
      claim('ada', { lr: 0.3 }),
      claim('bo', { accuracy: 0.5, lr: 0.4 }),
      claim('cy', { task: other, lr: 0.5, name: 'Other' }),
      claim('di', { task: null, lr: 0.6 }),
      claim('ed', { task: { goals: 7 }, lr: 0.7 }),
    ]);
    expect(table).toMatchObject({ assignment, name: 'Small' });
    expect(table.rows.map(({ standing, reached, goals }) => [standing, reached, goals.map(({ state }) => state).join()])).toEqual([
      ['changed', 0, 'missed,missed'],
      ['same', 2, 'reached,reached'],
      ['same', 1, 'missed,reached'],
      ['other', 2, 'reached,reached'],
      ['none', 2, 'reached,reached'],
      ['unreadable', 2, 'reached,reached'],
    ]);
    expect(remarks(table.rows[0], table.rows, 'en')).toEqual(['the assignment was changed']);
    expect(remarks(table.rows[3], table.rows, 'zh')).toEqual(['不是同一份作业']);
  });

  it('names locks that were broken, by the class’s assignment where the report’s own was changed', () => {
    const unlocked = { ...assignment, locked: {} };
    const { rows } = classTable([claim('ada'), claim('bo', { lr: 0.2 }), claim('cy', { epochs: 9, task: unlocked })]);
    expect(rows.map((row) => lockWords(row, 'en'))).toEqual(['kept', 'kept', 'broken: training.epochs']);
    expect(lockWords(rows[2], 'zh', () => '训练轮数')).toBe('被改动：训练轮数');
  });

  it('hints at the same result: the same weights, or the same settings and seed under another name', () => {
    const { rows } = classTable([claim('ada', { weights: 'a' }), claim('bo', { weights: 'a', lr: 0.2 }), claim('cy', { weights: 'c' }), claim('di', { weights: 'd', lr: 0.7 })]);
    expect(rows.map(({ sameAs }) => sameAs)).toEqual([[1, 2], [0], [0], []]);
    expect(remarks(rows[0], rows, 'en')).toEqual(['same result as bo, cy']);
    const twice = classTable([claim('ada', { weights: 'a' }), claim('again', { author: 'ada', weights: 'a' })]).rows;
    expect(remarks(twice[0], twice, 'en')).toEqual(['same result as again.html']);
    const many = classTable(Array.from({ length: 6 }, (_, at) => claim(`l${at}`, { weights: 'w' }))).rows;
    expect(remarks(many[0], many, 'en')).toEqual(['same result as l1, l2, l3 and 2 more']);
  });

  it('holds reports without an assignment, without runs, and none at all', () => {
    expect(classTable([])).toEqual({ assignment: undefined, name: '', rows: [] });
    const empty = { ...claim('ada'), handedIn: { experiment: null, runs: [], testRunId: null } };
    expect(classTable([empty]).rows[0]).toMatchObject({ goals: [{ value: null, state: 'open' }, { value: null, state: 'open' }], runs: 0, seed: null, sameAs: [] });
    const free = classTable([claim('ada', { task: null })]);
    expect(free.rows[0]).toMatchObject({ standing: 'none', goals: [], broken: [], testAccuracy: 0.95 });
    expect(classColumns(free, 'en', none).map(({ id }) => id)).toEqual(['author', 'file', 'experiment', 'parameters', 'testAccuracy', 'locks', 'seed', 'runs', 'verified', 'remarks']);
  });

  it('shows a number once: what a goal asks about has no column of its own', () => {
    expect(classColumns(classTable([claim('ada')]), 'en', none).map(({ title }) => title)).toEqual(['Author', 'File', 'Experiment', 'Test accuracy ≥ 0.9', 'Parameters ≤ 1,000', 'Locks', 'Seed', 'Runs', 'Verified', 'Remarks']);
  });

  it('is sorted by any column; what has no value stands last, equal ones as they were given', () => {
    const table = classTable([claim('b', { accuracy: 0.5 }), claim('a10', { accuracy: 0.9 }), { ...claim('a9'), handedIn: { experiment: null, runs: [], testRunId: null } }, claim('', { accuracy: 0.9 })]);
    const order = (id: string, direction: 'ascending' | 'descending') => sortedRows(table.rows, classColumns(table, 'en', none).find((column) => column.id === id), direction, 'en').map(({ at }) => at);
    expect(order('goal:0', 'ascending')).toEqual([0, 1, 3, 2]);
    expect(order('goal:0', 'descending')).toEqual([1, 3, 0, 2]);
    expect(order('author', 'ascending')).toEqual([2, 1, 0, 3]);
    expect(order('nothing', 'descending')).toEqual([0, 1, 2, 3]);
  });

  it('goes to spreadsheets with every digit, the state of each goal, and no formulas from strangers', () => {
    const table = classTable([claim('ada', { author: '=cmd|"x"', accuracy: 0.1234567890123 }), claim('bo', { epochs: 3, lr: 1 })]);
    expect(classCsv(table, 'en', ({ at }) => (at === 0 ? 'verified' : '')).split('\n')).toEqual([
      '\uFEFFAuthor,File,Experiment,Test accuracy ≥ 0.9,Test accuracy ≥ 0.9: reached,"Parameters ≤ 1,000","Parameters ≤ 1,000: reached",Locks,Seed,Runs,Verified,Remarks',
      `"'=cmd|""x""",ada.html,Small,0.1234567890123,not reached,500,reached,kept,1,1,verified,`,
      'bo,bo.html,Small,0.95,reached,500,reached,broken: training.epochs,1,1,,',
      '',
    ]);
  });
});
