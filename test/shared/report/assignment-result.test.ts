import { describe, expect, it } from 'vitest';
import type { AssignmentSection, ExperimentDocument } from '../../../src/shared/experiment/document.ts';
import { assignmentOf, bestRun, judgeReport } from '../../../src/shared/report/assignment-result.ts';
import type { RunFacts } from '../../../src/shared/report/facts.ts';

const assignment: AssignmentSection = { instructions: '', locked: {}, goals: [{ metric: 'testAccuracy', atLeast: 0.9 }, { metric: 'parameters', atMost: 1000 }], hints: [] };
const document = { format: 'descent/experiment@1', name: 'Small', seed: 3, data: { source: 'digits', validation: 0.1 }, optimizer: { type: 'sgd', lr: 0.1 }, training: { epochs: 2 } };
const final = { trainLoss: null, trainAccuracy: null, validationLoss: null, validationAccuracy: null, testLoss: null, testAccuracy: null };

function run(testAccuracy: number | null, parameters: number | null | undefined, own: object = {}): RunFacts {
  return { id: 'run-1', name: 'A run', seed: 3, document: { ...document, ...own }, final: testAccuracy === null ? null : { ...final, testAccuracy }, parameters } as unknown as RunFacts;
}
const best = (...runs: RunFacts[]) => bestRun(assignment.goals, runs);

describe('the best run of a report', () => {
  it('reached most goals, not the highest value', () => {
    const judged = best(run(0.99, 5000), run(0.91, 900), run(0.5, 10));
    expect(judged).toMatchObject({ run: 1, reached: 2 });
    expect(judged?.goals.map(({ value, state }) => [value, state])).toEqual([[0.91, 'reached'], [900, 'reached']]);
  });

  it('has the better value of the first goal in which they differ where several reached as many; of equals it is the earlier one', () => {
    expect(best(run(0.91, 900), run(0.95, 1000))?.run).toBe(1);
    expect(best(run(0.91, 900), run(0.91, 900))?.run).toBe(0);
    expect(best(run(0.91, 900), run(0.91, 100))?.run).toBe(1);
    expect(best(run(null, 100), run(0.2, 5000))?.run).toBe(1);
    expect(bestRun([{ metric: 'parameters', atMost: 10 }], [run(0.99, 300), run(0.1, 200)])?.run).toBe(1);
  });

  it('is judged as open where there is no value: a run without an end, a report of an older version', () => {
    expect(best(run(null, null))?.goals.map(({ state }) => state)).toEqual(['open', 'open']);
    expect(best(run(0.95, undefined))?.goals.map(({ state }) => state)).toEqual(['reached', 'open']);
    expect(best()).toBeUndefined();
  });

  it('has the best test accuracy where no goals are set', () => {
    expect(bestRun([], [run(0.5, 1), run(0.7, 1), run(null, 1)])?.run).toBe(1);
  });
});

describe('the locks of an assignment', () => {
  const locked = { 'training.epochs': 2, optimizer: { type: 'sgd', lr: 0.1 }, seed: 3, repeats: 2, data: document.data };
  const judge = (experiment: object, runs: RunFacts[], testRunId: string | null = null) => judgeReport({ ...assignment, locked }, { experiment: { ...document, repeats: 2, ...experiment } as unknown as ExperimentDocument, runs, testRunId }).broken;

  it('are kept by repeats, whose seeds count up', () => {
    expect(judge({}, [run(0.9, 1), run(0.9, 1, { seed: 4 })])).toEqual([]);
    expect(judge({}, [run(0.9, 1), run(0.9, 1, { seed: 5 })])).toEqual([{ path: 'seed', runs: [1] }]);
  });

  it('are looked for in the experiment and in each of its runs, where a variant may have set them', () => {
    expect(judge({ optimizer: { type: 'adam', lr: 0.1 } }, [run(0.9, 1)])).toEqual([{ path: 'optimizer', runs: [] }]);
    expect(judge({}, [run(0.9, 1), run(0.9, 1, { training: { epochs: 9 } })])).toEqual([{ path: 'training.epochs', runs: [1] }]);
    expect(judge({ repeats: 1 }, [run(0.9, 1)])).toEqual([{ path: 'repeats', runs: [] }]);
  });

  it('are kept by the run that tests a search: it trains on all examples, and nothing else of it is another', () => {
    const own = { data: { ...document.data, validation: 0 }, training: { iterations: 77 } };
    expect(judge({}, [run(0.9, 1, own)], 'run-1')).toEqual([]);
    expect(judge({}, [run(0.9, 1, { ...own, optimizer: { type: 'adam' } })], 'run-1')).toEqual([{ path: 'optimizer', runs: [0] }]);
    expect(judge({}, [run(0.9, 1, own)]).map(({ path }) => path)).toEqual(['training.epochs', 'data']);
  });

  it('are judged without an error where a file holds nonsense', () => {
    expect(judge({ data: null, training: 7, seed: 'x' }, [run(0.9, 1, { data: [], training: null, optimizer: 'no', seed: null })], 'run-1').map(({ path }) => path)).toEqual(['training.epochs', 'optimizer', 'seed', 'data']);
  });
});

it('an assignment from a file is checked: none, one, or one that cannot be read', () => {
  expect([assignmentOf(null), assignmentOf({}), assignmentOf({ assignment: null })]).toEqual([undefined, undefined, undefined]);
  expect(assignmentOf({ assignment: { goals: [{ metric: 'testLoss', atMost: 1 }] } })).toEqual({ instructions: '', locked: {}, goals: [{ metric: 'testLoss', atMost: 1 }], hints: [] });
  for (const bad of [7, [], { goals: 'all' }, { goals: [{ metric: 'constructor', atLeast: 1 }] }, { locked: { '__proto__.x': 1, 'training.epochs.': 2 } }]) expect(assignmentOf({ assignment: bad })).toBeNull();
});
