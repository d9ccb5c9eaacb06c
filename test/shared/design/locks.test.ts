import { describe, expect, test } from 'vitest';
import { activationForAll, applyMend, changeBlock, designOf, group, insert, keepsLocks, layerItem, lockableIn, lockedChanges, lockProblems, remove, setValue, type Design } from '../../../src/shared/design/index.ts';
import { brokenLocks, checkExperiment, lockedAt, type ExperimentDocument } from '../../../src/shared/experiment/index.ts';
import { catalog, design, idAt, layersOf } from './support.ts';

/** A design that is an assignment with these settings locked as they are. */
function task(paths: readonly string[], from: Design = design([30, 'relu', 10], { training: { epochs: 3 }, optimizer: { type: 'momentum', lr: 0.1 } })): Design {
  return designOf({ ...from.document, assignment: { instructions: '', locked: lockedAt(from.document, paths), goals: [], hints: [] } }, from);
}
const refused = (now: Design, next: Design) => lockedChanges(now.document, next.document);
const withVariant = (now: Design, set: Record<string, unknown>): Design => ({ ...now, document: { ...now.document, variants: [{ name: 'a', set }] } });

describe('an edit of an assignment', () => {
  const now = task(['training.epochs', 'optimizer.lr']);

  test('is free where nothing is locked', () => {
    expect(refused(now, setValue(now, 'training.batchSize', 7))).toEqual([]);
    expect(refused(now, setValue(now, 'optimizer', { type: 'momentum', lr: 0.1, momentum: 0.5 }))).toEqual([]);
    expect(refused(design([10]), setValue(design([10]), 'training.epochs', 9))).toEqual([]);
  });

  test.each([
    ['another value', (design: Design) => setValue(design, 'training.epochs', 5), 'training.epochs'],
    ['the other unit of length', (design: Design) => setValue(design, 'training.iterations', 100), 'training.epochs'],
    ['the whole section', (design: Design) => setValue(design, 'optimizer', { type: 'adam', lr: 0.001 }), 'optimizer.lr'],
    ['a variant', (design: Design) => withVariant(design, { optimizer: { type: 'sgd', lr: 1 } }), 'optimizer.lr'],
    ['a search', (design: Design) => ({ ...design, document: { ...design.document, search: { space: { 'optimizer.lr': {} } } } }) as unknown as Design, 'optimizer.lr'],
  ])('is refused where it changes a locked setting by %s', (_, edit, path) => {
    expect(refused(now, edit(now))).toEqual([path]);
  });

  test('may put a broken lock right, and change everything else meanwhile, but not break it further', () => {
    const broken = setValue(now, 'training.epochs', 5);
    expect(refused(broken, setValue(broken, 'training.epochs', 3))).toEqual([]);
    expect(refused(broken, setValue(broken, 'training.batchSize', 7))).toEqual([]);
    expect(refused(broken, setValue(broken, 'training.epochs', 6))).toEqual(['training.epochs']);
  });

  test('may compare what is free', () => {
    expect(refused(now, withVariant(now, { 'training.batchSize': 3 }))).toEqual([]);
    expect(refused(now, withVariant(now, { optimizer: { type: 'sgd', lr: 0.1 } }))).toEqual([]);
  });
});

describe('with the layers locked', () => {
  const now = task(['network.layers']);

  test.each([
    ['another layer', (design: Design) => insert(design, [layerItem({ type: 'relu' })], { index: 0 }).design],
    ['one less', (design: Design) => remove(design, [idAt(design, 1)]).design],
    ['another activation everywhere', (design: Design) => activationForAll(design, catalog, 'tanh')],
    ['a mend', (design: Design) => applyMend(design, { label: { en: '', zh: '' }, set: { 'network.layers.2.units': 20 } })],
  ])('%s is refused', (_, edit) => {
    expect(refused(now, edit(now))).toEqual(['network.layers']);
  });

  test('a block may be made and folded: the layers stay the same', () => {
    const blocks = group(now, [idAt(now, 0), idAt(now, 1)]);
    expect(refused(now, blocks.design)).toEqual([]);
    expect(refused(blocks.design, changeBlock(blocks.design, blocks.selected[0], { collapsed: true }))).toEqual([]);
  });
});

describe('a broken lock', () => {
  test('is told with its path, what is kept and what is there, and the button puts it back', () => {
    const broken = setValue(task(['training.epochs']), 'training.epochs', 5);
    const [problem] = lockProblems(broken.document);
    expect(problem).toMatchObject({ path: 'training.epochs', message: { en: 'training.epochs: the assignment keeps 3, found 5' } });
    expect(keepsLocks(broken.document)).toBe(false);
    const mended = applyMend(broken, problem.mends[0]);
    expect(mended.document.training.epochs).toBe(3);
    expect(lockProblems(mended.document)).toEqual([]);
  });

  test.each(['network.layers', 'network', 'training', 'training.epochs', 'training.iterations', 'data', 'regularization.clipNorm'])('at %s leaves a sound document when it is put back', (path) => {
    const now = task([path]);
    const broken = designOf({ ...design([20, 'tanh', 20, 10], { training: { iterations: 9 }, data: { source: 'digits', take: 5 }, regularization: { clipNorm: 1 } }).document, assignment: now.document.assignment! });
    expect(brokenLocks(broken.document)).toEqual([path]);
    const mended = applyMend(broken, lockProblems(broken.document)[0].mends[0]);
    expect(brokenLocks(mended.document)).toEqual([]);
    expect(layersOf(mended)).toEqual(path.startsWith('network') ? [30, 'relu', 10] : [20, 'tanh', 20, 10]);
    expect(mended.outline).toHaveLength(mended.document.network.layers.length);
    if (path !== 'training.iterations') expect(checkExperiment(mended.document, catalog, 'en').problems).toEqual([]);
  });

  test('by a variant is no run of the assignment', () => {
    const now = task(['optimizer.lr']);
    expect(keepsLocks(now.document)).toBe(true);
    const compared = withVariant(now, { 'optimizer.lr': 1 }).document;
    expect([keepsLocks(compared, 'a'), keepsLocks(compared, 'another'), keepsLocks(withVariant(now, { seed: 1 }).document, 'a')]).toEqual([false, true, true]);
  });
});

test('what can be locked comes from the declarations, and what is locked by hand is among it', () => {
  const document: ExperimentDocument = task(['training.evaluate.every']).document;
  const found = lockableIn(document, catalog);
  const of = (path: string) => found.find((section) => section.path === path)?.settings;
  expect(of('optimizer')).toEqual(['optimizer.type', 'optimizer.lr', 'optimizer.momentum']);
  expect(of('training')).toEqual(['training.batchSize', 'training.epochs', 'training.sampling']);
  expect(of('data')).toContain('data.validation');
  expect(of('network.layers')).toEqual([]);
  expect(of('training.evaluate.every')).toEqual([]);
  // Each can be locked, and is kept.
  for (const { path, settings } of found) {
    for (const one of [path, ...settings]) {
      const checked = checkExperiment({ ...document, assignment: { locked: lockedAt(document, [one]) } }, catalog, 'en');
      expect(checked.problems, one).toEqual([]);
      expect(keepsLocks(checked.document!), one).toBe(true);
    }
  }
});
