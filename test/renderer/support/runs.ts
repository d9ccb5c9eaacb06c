import type { Inspection } from '../../../src/shared/api/inspection.ts';
import type { Evaluation, RunDetail, RunState } from '../../../src/shared/api/records.ts';
import type { RunDocument } from '../../../src/shared/experiment/document.ts';
import { accuracyAt, lossCurve, randomFrom, type CurveShape } from './curves.ts';

/** A run with everything there is to ask about it. */
export interface RunDouble {
  detail: RunDetail;
  /** Series name to its points. */
  readonly series: Map<string, { steps: number[]; values: number[] }>;
  readonly loss: readonly number[];
  inspections: Inspection[];
}

export interface RunWish {
  readonly name: string;
  readonly variant?: string;
  readonly experiment: { readonly id: string; readonly name: string };
  readonly state: RunState;
  readonly optimizer: RunDocument['optimizer'];
  readonly init?: RunDocument['network']['init'];
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Share of the steps that are done. */
  readonly done: number;
  readonly shape: CurveShape;
  readonly seed: number;
  readonly colour: number;
  readonly ago: number;
  readonly validation?: number;
}

const minute = 60_000;
let counter = 0;

export function makeRun(wish: RunWish, now: number): RunDouble {
  const totalSteps = wish.epochs * wish.stepsPerEpoch;
  const id = `run-${String(++counter).padStart(4, '0')}`;
  const loss = lossCurve(wish.shape, totalSteps, wish.seed + 17 * wish.colour);
  const createdAt = now - wish.ago * minute;
  const run: RunDouble = {
    loss,
    series: new Map(),
    inspections: [],
    detail: {
      id,
      experimentId: wish.experiment.id,
      experimentName: wish.experiment.name,
      name: wish.name,
      variant: wish.variant ?? null,
      seed: wish.seed,
      state: wish.state,
      createdAt,
      startedAt: wish.state === 'queued' ? null : createdAt,
      endedAt: wish.state === 'done' || wish.state === 'failed' || wish.state === 'stopped' ? createdAt + 14_000 : null,
      colour: wish.colour,
      network: [784, ...wish.hidden, 10].join('-'),
      parameters: [784, ...wish.hidden, 10].reduce((sum, width, index, all) => (index === 0 ? 0 : sum + width * ((all[index - 1] ?? 0) + 1)), 0),
      dataset: 'mnist',
      progress: { step: 0, totalSteps, epoch: 0, totalEpochs: wish.epochs, lr: Number(wish.optimizer['lr']), loss: null, stepsPerSecond: null, secondsLeft: null, preparing: null },
      final: null,
      best: null,
      failure: wish.state === 'failed' ? { code: 'training-diverged', message: 'The loss became NaN at step 212. Try a learning rate below 1.', detail: {} } : null,
      metrics: {},
      sparkline: [],
      tags: [],
      notes: '',
      archived: false,
      elsewhere: false,
      forkedFrom: null,
      setback: null,
      document: {
        format: 'descent/experiment@1',
        name: wish.experiment.name,
        seed: wish.seed,
        data: { source: 'mnist', validation: wish.validation ?? 0.1, scaling: 'unit' },
        network: {
          init: wish.init ?? { scheme: 'he-normal' },
          layers: [...wish.hidden.flatMap((units) => [{ type: 'affine', units }, { type: 'relu' }]), { type: 'affine', units: 10 }],
          loss: { type: 'softmax-cross-entropy' },
        },
        optimizer: wish.optimizer,
        schedule: { type: 'constant' },
        regularization: { l2: 0, l1: 0 },
        training: { batchSize: 128, epochs: wish.epochs, sampling: 'shuffle', evaluate: { every: 'epoch' }, inspect: 'epoch' },
      },
      environment: { version: '0.1.0', kernels: 'simd', threads: 2, cpu: 'A processor, 2 cores', os: 'Linux x64', node: '24.1.0' },
      dataHash: 'sha256:5f3c2a9be1d04477',
      series: {},
      checkpoints: [],
    },
  };
  advance(run, Math.round(wish.done * totalSteps));
  if (wish.state === 'done') finish(run);
  return run;
}

/** Trains to a step; answers the points that are new. */
export function advance(run: RunDouble, to: number): Record<string, { steps: number[]; values: number[] }> {
  const { progress } = run.detail;
  const fresh: Record<string, { steps: number[]; values: number[] }> = {};
  const record = (name: string, step: number, value: number) => {
    const all = run.series.get(name) ?? { steps: [], values: [] };
    run.series.set(name, all);
    const own = (fresh[name] ??= { steps: [], values: [] });
    for (const target of [all, own]) {
      target.steps.push(step);
      target.values.push(value);
    }
  };
  const perEpoch = progress.totalSteps / progress.totalEpochs;
  const wobble = randomFrom(progress.step + run.detail.seed);
  for (let step = progress.step + 1; step <= Math.min(to, progress.totalSteps); step++) {
    record('loss', step, run.loss[step - 1] ?? 0);
    record('lr', step, progress.lr ?? 0);
    if (step % perEpoch === 0) {
      const level = mean(run.loss.slice(Math.max(0, step - 100), step));
      const held = level * (1.06 + 0.25 * (step / progress.totalSteps)) + 0.012 * wobble();
      record('trainLoss', step, level * 0.97);
      record('trainAccuracy', step, accuracyAt(level * 0.4));
      record('testLoss', step, held);
      record('testAccuracy', step, accuracyAt(held * 0.5));
      if (run.detail.document.data.validation > 0) {
        record('validationLoss', step, held * 0.98 + 0.006 * wobble());
        record('validationAccuracy', step, accuracyAt(held * 0.49));
      }
    }
    if (step === 1 || step % Math.max(1, Math.round(perEpoch / 3)) === 0) run.inspections.push(inspection(run, step));
  }
  const step = Math.min(to, progress.totalSteps);
  const values = run.series.get('loss')?.values ?? [];
  run.detail = {
    ...run.detail,
    progress: { ...progress, step, epoch: step / perEpoch, loss: values.at(-1) ?? null, ...(run.detail.state === 'running' ? { stepsPerSecond: 512, secondsLeft: (progress.totalSteps - step) / 512 } : {}) },
    sparkline: Array.from({ length: Math.min(100, values.length) }, (_, index) => mean(values.slice(Math.floor((index * values.length) / 100), Math.floor(((index + 1) * values.length) / 100) + 1))),
    series: Object.fromEntries([...run.series].map(([name, { steps }]) => [name, steps.length])),
    metrics: Object.fromEntries([...run.series].filter(([name]) => name !== 'lr').map(([name, series]) => [name, { last: series.values.at(-1) ?? null, min: Math.min(...series.values), max: Math.max(...series.values) }])),
  };
  return fresh;
}

export function finish(run: RunDouble): void {
  const last = (name: string) => run.series.get(name)?.values.at(-1) ?? null;
  const pick = (name: string, choose: (...values: number[]) => number) => {
    const values = run.series.get(name)?.values ?? [];
    return values.length > 0 ? choose(...values) : null;
  };
  const names = ['trainLoss', 'trainAccuracy', 'validationLoss', 'validationAccuracy', 'testLoss', 'testAccuracy'] as const;
  const final = Object.fromEntries(names.map((name) => [name, last(name)])) as Evaluation;
  const best = Object.fromEntries(names.map((name) => [name, pick(name, name.endsWith('Loss') ? Math.min : Math.max)])) as Evaluation;
  run.detail = { ...run.detail, state: 'done', final, best, endedAt: run.detail.endedAt ?? Date.now(), progress: { ...run.detail.progress, stepsPerSecond: null, secondsLeft: null } };
}

function inspection(run: RunDouble, step: number): Inspection {
  const random = randomFrom(step);
  const share = step / run.detail.progress.totalSteps;
  const bins = 24;
  const bell = (width: number, centre: number) => Array.from({ length: bins }, (_, bin) => Math.round(400 * Math.exp(-(((bin - centre) / width) ** 2)) * (0.75 + 0.5 * random())));
  const { layers } = run.detail.document.network;
  return {
    step,
    confusion: null,
    layers: layers.map((layer, position) => {
      const depth = position / layers.length;
      const affine = layer.type === 'affine';
      const relu = layer.type === 'relu';
      const counts = relu ? Array.from({ length: bins }, (_, bin) => Math.round(300 * Math.exp(-bin / (3 + 4 * share)) * (0.8 + 0.4 * random()))) : bell(4 + 3 * share, bins / 2);
      return {
        layer: position,
        type: layer.type,
        activations: { mean: 0.1, std: 1 + 6 * share * (1 + depth), histogram: { low: relu ? 0 : -4, high: relu ? 8 : 4, counts, zeros: relu ? 2600 : 0, total: 6000 } },
        gradients: affine ? { mean: 0, std: 0.0006 * (1 + 3 * depth), histogram: { low: -8, high: -1, counts: bell(5, 15), zeros: 0, total: 4000 } } : null,
        weights: null,
        updateRatio: affine ? -1.1 - 1.4 * Math.min(1, share * 12) - 0.7 * share - 0.25 * depth + 0.25 * random() : null,
        dead: relu ? Math.min(0.62, (0.05 + 0.6 * share) * (0.4 + depth)) : null,
        saturated: null,
      };
    }),
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}
