import { EventPublisher, implement, ORPCError } from '@orpc/server';
import { contract } from '../../../src/shared/api/contract.ts';
import type { Finding } from '../../../src/shared/api/advice.ts';
import type { Comparison } from '../../../src/shared/api/comparisons.ts';
import type { DatasetSummary, RunEvent, RunSummary, Series } from '../../../src/shared/api/records.ts';
import type { ExperimentDocument } from '../../../src/shared/experiment/document.ts';
import { catalog } from './catalog.ts';
import { digitPicture } from './digits.ts';
import { advance, finish, makeRun, type RunDouble, type RunWish } from './runs.ts';

export interface StudioWish {
  /** Whether MNIST stands in the list of data sets as found. */
  readonly mnist: boolean;
  readonly runs: readonly RunWish[];
}

/**
 * A stand-in for the studio in tests of screens: it implements the contract of experiments and runs in memory, with curves by formula.
 * `tick` trains every running run by some steps and tells the watchers.
 */
export function createStudio(wish: StudioWish) {
  const now = Date.now();
  const runs = new Map<string, RunDouble>();
  for (const one of wish.runs) {
    const run = makeRun(one, now);
    runs.set(run.detail.id, run);
  }
  const events = new EventPublisher<{ event: RunEvent }>();
  const publish = (event: RunEvent) => events.publish('event', event);
  const summaryOf = ({ detail: { document: _document, environment: _environment, dataHash: _hash, series: _series, checkpoints: _checkpoints, ...summary } }: RunDouble): RunSummary => summary;
  const find = (id: string): RunDouble => {
    const run = runs.get(id);
    if (!run) throw new ORPCError('NOT_FOUND', { message: `there is no run "${id}"`, data: { code: 'not-found' } });
    return run;
  };
  const change = (run: RunDouble, patch: Partial<RunDouble['detail']>) => {
    run.detail = { ...run.detail, ...patch };
    publish({ type: 'changed', run: summaryOf(run) });
    return summaryOf(run);
  };

  function tick(steps: number) {
    for (const run of runs.values()) {
      if (run.detail.state !== 'running') continue;
      const points = advance(run, run.detail.progress.step + steps);
      publish({ type: 'recorded', runId: run.detail.id, progress: run.detail.progress, points });
      if (run.detail.progress.step >= run.detail.progress.totalSteps) {
        finish(run);
        publish({ type: 'changed', run: summaryOf(run) });
      }
    }
  }

  const datasets: DatasetSummary[] = [
    {
      type: 'mnist',
      title: { en: 'MNIST', zh: 'MNIST' },
      state: wish.mnist ? 'found' : 'missing',
      verified: wish.mnist,
      train: wish.mnist ? 60_000 : null,
      test: wish.mnist ? 10_000 : null,
      directory: wish.mnist ? '/datasets/mnist' : null,
      message: wish.mnist ? null : '/home/ada/.local/share/descent/datasets/mnist\n/home/ada/mnist',
    },
    { type: 'digits', title: { en: 'Digits', zh: '内置数字' }, state: 'built-in', verified: true, train: 10_000, test: 2_000, directory: null, message: null },
    { type: 'fashion-mnist', title: { en: 'Fashion-MNIST', zh: 'Fashion-MNIST' }, state: 'missing', verified: false, train: null, test: null, directory: null, message: '/home/ada/.local/share/descent/datasets/fashion-mnist' },
  ];
  const recipe = { name: 'first-network', title: { en: 'Your first network', zh: '第一个网络' }, summary: { en: 'Two layers.', zh: '两层。' }, chapter: null, runs: 1 };
  const firstNetwork = {
    format: 'descent/experiment@1',
    name: 'Your first network',
    seed: 0,
    data: { source: 'auto' },
    network: { init: { scheme: 'normal', std: 0.01 }, layers: [{ type: 'affine', units: 50 }, { type: 'relu' }, { type: 'affine', units: 10 }], loss: { type: 'softmax-cross-entropy' } },
    optimizer: { type: 'sgd', lr: 0.1 },
    training: { batchSize: 100, epochs: 16, sampling: 'with-replacement' },
  } as unknown as ExperimentDocument;

  // The part of the contract that these screens ask for.
  const { system, datasets: sets, recipes, experiments, runs: calls, comparisons, learn } = contract;
  const studio = implement({
    system: { info: system.info, catalog: system.catalog },
    datasets: { list: sets.list, examples: sets.examples },
    recipes: { list: recipes.list, get: recipes.get },
    experiments: { start: experiments.start, get: experiments.get },
    runs: {
      list: calls.list,
      get: calls.get,
      documents: calls.documents,
      series: calls.series,
      compare: calls.compare,
      inspections: calls.inspections,
      advice: calls.advice,
      stop: calls.stop,
      pause: calls.pause,
      resume: calls.resume,
      step: calls.step,
      rename: calls.rename,
      delete: calls.delete,
      archive: calls.archive,
      setTags: calls.setTags,
      setNotes: calls.setNotes,
      watch: calls.watch,
    },
    comparisons,
    learn: { attempts: learn.attempts },
  });
  const kept = new Map<string, Comparison>();
  const environment = { version: '0.1.0', kernels: 'wasm-simd', threads: 2, cpu: 'A processor, 2 cores', os: 'Linux x64', node: '24.1.0' };

  const router = studio.router({
    system: {
      info: studio.system.info.handler(() => ({ version: '0.1.0', platform: 'linux', home: '/home/ada/.local/share/descent', environment, door: 'browser', notices: [] })),
      catalog: studio.system.catalog.handler(() => catalog),
    },
    datasets: {
      list: studio.datasets.list.handler(() => datasets),
      examples: studio.datasets.examples.handler(({ input }) => {
        const labels = Array.from({ length: input.count }, (_, index) => (index * 3) % 10);
        return { shape: [1, 28, 28], labels, pixels: Buffer.concat(labels.map(digitPicture)).toString('base64') };
      }),
    },
    recipes: {
      list: studio.recipes.list.handler(() => [recipe]),
      get: studio.recipes.get.handler(() => ({ summary: recipe, document: firstNetwork })),
    },
    experiments: {
      start: studio.experiments.start.handler(({ input }) => {
        const { document } = input;
        const experiment = { id: `exp-${runs.size}`, name: document.name, createdAt: Date.now(), runs: 1 };
        const run = makeRun(
          {
            name: document.name,
            experiment,
            state: 'running',
            optimizer: document.optimizer,
            hidden: document.network.layers.flatMap((layer) => (layer.type === 'affine' ? [Number(layer['units'])] : [])).slice(0, -1),
            epochs: document.training.epochs ?? 10,
            stepsPerEpoch: 600,
            done: 0,
            shape: { start: 2.3, end: 0.05, scale: 220, noise: 0.5 },
            seed: document.seed ?? 0,
            colour: runs.size % 8,
            ago: 0,
          },
          Date.now(),
        );
        runs.set(run.detail.id, run);
        publish({ type: 'changed', run: summaryOf(run) });
        return { experiment, runs: [summaryOf(run)] };
      }),
      get: studio.experiments.get.handler(({ input }) => {
        const members = [...runs.values()].filter((run) => run.detail.experimentId === input.id);
        const first = members[0];
        if (!first) throw new ORPCError('NOT_FOUND', { message: `there is no experiment "${input.id}"` });
        return { id: input.id, name: first.detail.experimentName, createdAt: first.detail.createdAt, runs: members.length, document: first.detail.document };
      }),
    },
    learn: { attempts: studio.learn.attempts.handler(() => ({ 'optimizer-comparison': { experimentId: 'exp-optimizers', createdAt: now, runs: 18, done: 18, finished: true } })) },
    comparisons: {
      list: studio.comparisons.list.handler(() => [...kept.values()].reverse()),
      get: studio.comparisons.get.handler(({ input }) => {
        const comparison = kept.get(input.id);
        if (!comparison) throw new ORPCError('NOT_FOUND', { message: `there is no comparison "${input.id}"` });
        return comparison;
      }),
      save: studio.comparisons.save.handler(({ input }) => {
        const comparison = { ...input, id: input.id ?? `comparison-${kept.size + 1}`, createdAt: Date.now() };
        kept.set(comparison.id, comparison);
        return comparison;
      }),
      delete: studio.comparisons.delete.handler(({ input }) => ({ deleted: kept.delete(input.id) })),
    },
    runs: {
      list: studio.runs.list.handler(({ input }) => {
        const all = [...runs.values()]
          .map(summaryOf)
          .filter((run) => run.archived === input.archived && (!input.experimentId || run.experimentId === input.experimentId))
          .toSorted((a, b) => b.createdAt - a.createdAt);
        return { runs: all.slice(input.offset, input.offset + input.limit), total: all.length };
      }),
      get: studio.runs.get.handler(({ input }) => find(input.id).detail),
      documents: studio.runs.documents.handler(({ input }) => input.ids.map((id) => ({ id, document: find(id).detail.document }))),
      series: studio.runs.series.handler(({ input }) => seriesOf(find(input.id), input.names, input.points)),
      compare: studio.runs.compare.handler(({ input }) => input.ids.map((id) => ({ runId: id, series: seriesOf(find(id), input.names, input.points) }))),
      inspections: studio.runs.inspections.handler(({ input }) => find(input.id).inspections.slice(-input.limit)),
      advice: studio.runs.advice.handler(({ input }) => adviceOn(find(input.id))),
      stop: studio.runs.stop.handler(({ input }) => change(find(input.id), { state: 'stopped' })),
      pause: studio.runs.pause.handler(({ input }) => change(find(input.id), { state: 'paused' })),
      resume: studio.runs.resume.handler(({ input }) => change(find(input.id), { state: 'running' })),
      step: studio.runs.step.handler(({ input }) => {
        const run = find(input.id);
        const points = advance(run, run.detail.progress.step + 1);
        publish({ type: 'recorded', runId: input.id, progress: run.detail.progress, points });
        return summaryOf(run);
      }),
      rename: studio.runs.rename.handler(({ input }) => change(find(input.id), { name: input.name })),
      delete: studio.runs.delete.handler(({ input }) => {
        const deleted = runs.delete(input.id);
        publish({ type: 'removed', runId: input.id });
        return { deleted };
      }),
      archive: studio.runs.archive.handler(({ input }) => change(find(input.id), { archived: input.archived })),
      setTags: studio.runs.setTags.handler(({ input }) => change(find(input.id), { tags: input.tags })),
      setNotes: studio.runs.setNotes.handler(({ input }) => change(find(input.id), { notes: input.notes })),
      watch: studio.runs.watch.handler(async function* ({ signal }) {
        for await (const event of events.subscribe('event', { ...(signal ? { signal } : {}) })) yield event;
      }),
    },
  });
  return { router, tick, runs };
}

/** One finding where units die, as the rules word it. */
function adviceOn({ detail, inspections }: RunDouble): Finding[] {
  const layer = inspections.at(-1)?.layers.findLast((one) => (one.dead ?? 0) > 0.4);
  if (!layer || detail.state === 'failed') return [];
  const share = `${Math.round((layer.dead ?? 0) * 100)} %`;
  return [
    {
      rule: 'dead-units',
      severity: 'problem',
      layer: layer.layer,
      title: { en: `${share} of the units of layer ${layer.layer + 1} are dead`, zh: `第 ${layer.layer + 1} 层有 ${share} 的单元失活` },
      evidence: { en: `They gave 0 for every example tried, and no longer learn. It was 8 % after the first epoch.`, zh: '它们对试过的所有样本都输出 0，不再学习。第一轮之后是 8 %。' },
      threshold: { en: 'Said from 40 % on.', zh: '超过 40 % 时提示。' },
      tries: [{ label: { en: 'Learning rate 0.001 instead of 0.01', zh: '学习率由 0.01 改为 0.001' }, set: { 'optimizer.lr': 0.001 } }],
    },
    { rule: 'overfitting', severity: 'hint', layer: null, title: { en: 'The test loss rises again', zh: '测试损失重新上升' }, evidence: { en: 'It was lowest after epoch 9.', zh: '第 9 轮之后最低。' }, threshold: { en: 'Said after three rises.', zh: '连续三次上升时提示。' }, tries: [] },
  ];
}

/** Series as the store gives them: buckets with their extremes. */
function seriesOf(run: RunDouble, names: readonly string[], points: number): Series[] {
  return names.flatMap((name) => {
    const stored = run.series.get(name);
    if (!stored) return [];
    const size = Math.ceil(stored.steps.length / points);
    const out: Series = { name, steps: [], min: [], max: [], last: [], total: stored.steps.length };
    for (let i = 0; i < stored.steps.length; i += size) {
      const values = stored.values.slice(i, i + size);
      out.steps.push(stored.steps[Math.min(i + size, stored.steps.length) - 1] ?? 0);
      out.min.push(Math.min(...values));
      out.max.push(Math.max(...values));
      out.last.push(values.at(-1) ?? null);
    }
    return [out];
  });
}
