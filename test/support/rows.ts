import type { RunState } from '../../src/shared/api/records.ts';
import type { RunDocument } from '../../src/shared/experiment/document.ts';
import type { StoredRun } from '../../src/main/store/rows.ts';
import type { Store } from '../../src/main/store/store.ts';

const document: RunDocument = {
  format: 'descent/experiment@1',
  name: 'stored',
  seed: 0,
  data: { source: 'digits', validation: 0, scaling: 'unit' },
  network: { init: { scheme: 'he-normal' }, layers: [{ type: 'affine', units: 10 }], loss: { type: 'softmax-cross-entropy' } },
  optimizer: { type: 'sgd', lr: 0.1 },
  schedule: { type: 'constant' },
  regularization: { l2: 0, l1: 0 },
  training: { batchSize: 100, epochs: 1, sampling: 'shuffle', evaluate: { every: 'epoch' }, inspect: 'epoch' },
};

let made = 0;

/** A row for a run in an experiment of its own (or the one given). */
export function insertRun(store: Store, options: { state?: RunState; ownerId?: number | null; experimentSeq?: number; name?: string } = {}): StoredRun {
  const id = `stored-${String(++made).padStart(6, '0')}`;
  return store.write(() => {
    const seq = options.experimentSeq ?? store.experiments.insert({ id: `of-${id}`, name: 'Stored experiment', createdAt: made, baseDirectory: '/', document }).seq;
    return store.runs.insert(seq, {
      id,
      name: options.name ?? `run ${made}`,
      variant: null,
      seed: made,
      createdAt: made,
      network: '784-10',
      progress: { step: 0, totalSteps: 600, epoch: 0, totalEpochs: 1, lr: null, loss: null, stepsPerSecond: null, secondsLeft: null, preparing: null },
      document,
      ownerId: options.ownerId ?? null,
      state: options.state ?? 'done',
    });
  });
}
