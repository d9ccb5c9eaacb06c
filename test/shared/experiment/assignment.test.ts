import { describe, expect, test } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { brokenLocks, checkExperiment, expand, judgeGoal, lockedAt, lockOver, parseExperiment, sameAssignment, setAt } from '../../../src/shared/experiment/index.ts';

const catalog = describeCatalog();
const base = { format: 'descent/experiment@1', name: 'Small and good', data: { source: 'digits' }, network: { layers: [{ type: 'affine', units: 30 }, { type: 'relu' }, { type: 'affine', units: 10 }] }, training: { epochs: 3 } };
const task = (assignment: object) => parseExperiment({ ...base, assignment }, catalog);
const problemsOf = (assignment: unknown, language: 'en' | 'zh' = 'en') => checkExperiment({ ...base, assignment }, catalog, language).problems.map(({ message }) => message);

describe('an assignment', () => {
  test('is part of the experiment and of none of its runs', () => {
    const document = task({ instructions: 'Reach **97 %**.', goals: [{ metric: 'testAccuracy', atLeast: 0.97 }] });
    expect(document.assignment).toEqual({ instructions: 'Reach **97 %**.', locked: {}, goals: [{ metric: 'testAccuracy', atLeast: 0.97 }], hints: [] });
    expect(expand(document, catalog)[0].document).not.toHaveProperty('assignment');
  });

  test('has goals with exactly one bound, on what can be measured', () => {
    expect(problemsOf({ goals: [{ metric: 'parameters', atMost: 50_000 }] })).toEqual([]);
    expect(problemsOf({ goals: [{ metric: 'parameters' }] })[0]).toContain('either "atLeast" or "atMost"');
    expect(problemsOf({ goals: [{ metric: 'testAccuracy', atLeast: 0.9, atMost: 1 }] })[0]).toContain('either "atLeast" or "atMost"');
    expect(problemsOf({ goals: [{ metric: 'testAcuracy', atLeast: 0.9 }] }, 'zh')[0]).toContain('testAccuracy');
  });

  test.each(['name', 'editor.blocks', 'network.layers.1', 'network.layers.1.units', 'assignment', '', 'training.'])('cannot lock "%s"', (path) => {
    expect(problemsOf({ locked: JSON.parse(`{ ${JSON.stringify(path)}: 1 }`) })).toHaveLength(1);
  });

  test('locks settings with the value they have, and notices where they have another', () => {
    const free = task({});
    const locked = lockedAt(free, ['training.epochs', 'data', 'optimizer', 'regularization.clipNorm']);
    expect(locked['training.epochs']).toBe(3);
    const document = task({ locked });
    expect(brokenLocks(document)).toEqual([]);
    expect(brokenLocks({ ...document, optimizer: { type: 'adam', lr: 0.001 } })).toEqual(['optimizer']);
    const longer = setAt(document, 'training.epochs', 4);
    expect(longer && brokenLocks(longer)).toEqual(['training.epochs']);
  });

  test('forbids changes at a locked path, within it, and of what holds it', () => {
    const { assignment } = task({ locked: { data: { source: 'digits' }, 'training.epochs': 3 } });
    expect(['data', 'data.take', 'training.epochs', 'training'].map((path) => lockOver(assignment, path))).toEqual(['data', 'data', 'training.epochs', 'training.epochs']);
    expect(['dataset', 'training.batchSize', 'optimizer.lr'].map((path) => lockOver(assignment, path))).toEqual([undefined, undefined, undefined]);
    expect(lockOver(undefined, 'data')).toBeUndefined();
  });

  test('judges a value against its bound, both ends included', () => {
    expect([0.9699, 0.97, undefined, null].map((value) => judgeGoal({ metric: 'testAccuracy', atLeast: 0.97 }, value))).toEqual(['missed', 'reached', 'open', 'open']);
    expect([50_000, 50_001].map((value) => judgeGoal({ metric: 'parameters', atMost: 50_000 }, value))).toEqual(['reached', 'missed']);
    expect(judgeGoal({ metric: 'testLoss', atMost: 1 }, NaN)).toBe('missed');
  });

  test('is the same task when only the rest of the document changed', () => {
    const document = task({ hints: ['Try **He** initial weights.'] });
    expect(sameAssignment(document, { ...document, name: 'Mine', seed: 7 })).toBe(true);
    expect(sameAssignment(document, { ...document, assignment: { instructions: '', locked: {}, goals: [], hints: [] } })).toBe(false);
  });

  test('that was written by hand may leave defaults out of the sections it locks', () => {
    const layers = [{ type: 'affine', units: 30 }, { type: 'relu' }, { type: 'affine', units: 10 }];
    const document = task({ locked: { data: { source: 'digits' }, 'network.layers': layers, training: { epochs: 3 }, 'training.batchSize': 100 } });
    expect(brokenLocks(document)).toEqual([]);
    expect(document.assignment?.locked).toMatchObject({ data: { source: 'digits', validation: 0, scaling: 'unit' }, training: { epochs: 3, batchSize: 100 }, 'training.batchSize': 100 });
    expect(task(document.assignment!)).toEqual(document);
    expect(brokenLocks(task({ locked: { data: { source: 'digits', validation: 0.5 } } }))).toEqual(['data']);
    // What no document can keep is no reason to refuse this one.
    expect(brokenLocks(task({ locked: { data: { source: 'nowhere' } } }))).toEqual(['data']);
  });
});
