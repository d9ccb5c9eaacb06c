import { readSafetensors, type StoredTensor } from '../../../engine/formats/safetensors.ts';
import { DescentError } from '../../../shared/api/errors.ts';
import { getAt } from '../../../shared/experiment/paths.ts';
import type { Measure } from '../../../shared/experiment/recipe.ts';
import { nearest } from '../../../shared/charts/curves.ts';
import type { Observation } from '../../../shared/labs/expected.ts';
import type { StoredRun } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';
import type { CheckpointService } from '../checkpoints.ts';

/** What measures are computed from: the store, the weights runs ended with, and for ensembles the test set. */
export interface MeasureSource {
  readonly store: Store;
  readonly checkpoints: CheckpointService;
  /** Test accuracy of the averaged probabilities of networks. */
  readonly ensembleAccuracy: (runs: readonly StoredRun[]) => Promise<number>;
}

const pending: Observation = { kind: 'pending' };
const seen = (value: number | null | undefined): Observation => (value === null || value === undefined || !Number.isFinite(value) ? pending : { kind: 'value', value });
/** More than any recipe's steps: series come back point by point. */
const everyPoint = 20_000;

/** Observes a row's measure on the runs it is about: one observation per run, or one for all where the measure is about the group. */
export async function observe(measure: Measure, runs: readonly StoredRun[], source: MeasureSource): Promise<Observation[]> {
  if (runs.length === 0) return [pending];
  switch (measure.kind) {
    case 'at':
      return runs.map((run) => overSeries(run, source, measure.series, (steps, values) => (reaches(run, measure.step) ? values[nearest(steps, measure.step)] : undefined)));
    case 'mean':
      return runs.map((run) =>
        overSeries(run, source, measure.series, (steps, values) => {
          if (!reaches(run, measure.to)) return undefined;
          const within = values.filter((_, i) => steps[i] >= measure.from && steps[i] <= measure.to);
          return within.length === 0 ? undefined : within.reduce((sum, value) => sum + value, 0) / within.length;
        }),
      );
    case 'final':
      return runs.map((run) => diverged(run) ?? seen(run.final?.[measure.metric]));
    case 'weights':
      return Promise.all(runs.map((run) => overWeights(run, source, (tensors) => weightMeasure(measure, tensors))));
    case 'line':
      return Promise.all(runs.map((run) => overWeights(run, source, (tensors) => line(tensors)[measure.what])));
    case 'ensemble':
      return [runs.every((run) => run.state === 'done') ? { kind: 'value', value: await source.ensembleAccuracy(runs) } : pending];
    case 'trials':
      return [overTrials(measure, runs, source)];
  }
}

function diverged({ state, failure }: StoredRun): Observation | undefined {
  return state === 'failed' && failure?.code === 'training-diverged' ? { kind: 'diverged' } : undefined;
}

const reaches = (run: StoredRun, step: number): boolean => run.progress.step >= step;

/** A run that diverged before the step asked for has diverged there too. */
function overSeries(run: StoredRun, { store }: MeasureSource, name: string, of: (steps: readonly number[], values: readonly number[]) => number | undefined): Observation {
  const series = store.series.read(run.seq, name, { points: everyPoint });
  const value = series ? of(series.steps, series.last) : undefined;
  return value === undefined || !Number.isFinite(value) ? (diverged(run) ?? pending) : seen(value);
}

async function overWeights(run: StoredRun, { checkpoints }: MeasureSource, of: (tensors: Readonly<Record<string, StoredTensor>>) => number): Promise<Observation> {
  if (!checkpoints.hasWeights(run) || run.state !== 'done') return diverged(run) ?? pending;
  return { kind: 'value', value: of(readSafetensors(await checkpoints.weights(run), `${run.id}/weights.safetensors`).tensors) };
}

function weightMeasure({ what, layer }: Extract<Measure, { kind: 'weights' }>, tensors: Readonly<Record<string, StoredTensor>>): number {
  if (what === 'near-zero') {
    const all = Object.entries(tensors).flatMap(([name, { data }]) => (name.endsWith('.weight') ? [data] : []));
    let small = 0;
    let total = 0;
    for (const data of all) {
      total += data.length;
      for (const value of data) if (Math.abs(value) < 0.001) small++;
    }
    return small / total;
  }
  const weight = tensors[`layers.${layer ?? 0}.weight`];
  if (!weight) throw new DescentError('internal', `There is no weight in layer ${layer ?? 0}.`);
  const [inputs, units] = weight.shape;
  if (what === 'std') return spread(weight.data, 0, weight.data.length);
  let widest = 0;
  for (let input = 0; input < inputs; input++) widest = Math.max(widest, spread(weight.data, input * units, (input + 1) * units));
  return widest;
}

function spread(values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  const mean = sum / (to - from);
  let squares = 0;
  for (let i = from; i < to; i++) squares += (values[i] - mean) ** 2;
  return Math.sqrt(squares / (to - from));
}

/** Slope and intercept of a network of one affine layer with one input and one output. */
export function line(tensors: Readonly<Record<string, StoredTensor>>): { slope: number; intercept: number } {
  const { 'layers.0.weight': weight, 'layers.0.bias': bias } = tensors;
  return { slope: Number(weight.data[0]), intercept: Number(bias.data[0]) };
}

function overTrials({ what, rank, path }: Extract<Measure, { kind: 'trials' }>, runs: readonly StoredRun[], { store }: MeasureSource): Observation {
  if (runs.some((run) => run.state !== 'done' && run.state !== 'failed')) return pending;
  const judged = runs.flatMap((run) => (run.final?.validationAccuracy == null ? [] : [{ run, value: run.final.validationAccuracy }])).sort((a, b) => b.value - a.value);
  if (judged.length < rank) return pending;
  if (what === 'value') return { kind: 'value', value: judged[rank - 1].value };
  const logs = judged.slice(0, rank).map(({ run }) => Math.log10(Number(getAt(store.runs.document(run.seq), path ?? ''))));
  return seen(logs.reduce((sum, value) => sum + value, 0) / logs.length);
}
