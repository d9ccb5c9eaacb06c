import type { Progress, RunDetail, RunSummary } from '../../shared/api/records.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import type { StoredRun } from '../store/rows.ts';
import { finiteOrNull } from './finite.ts';

/** A stored run as lists and events show it. */
export function toSummary(run: StoredRun, elsewhere: boolean): RunSummary {
  return {
    id: run.id,
    experimentId: run.experimentId,
    experimentName: run.experimentName,
    name: run.name,
    variant: run.variant,
    seed: run.seed,
    state: run.state,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    colour: run.colour,
    network: run.network,
    parameters: run.parameters,
    dataset: run.dataset,
    progress: run.progress,
    final: run.final,
    best: run.best,
    failure: run.failure,
    metrics: run.metrics,
    sparkline: [...run.sparkline],
    tags: [...run.tags],
    notes: run.notes,
    archived: run.archived,
    elsewhere,
    forkedFrom: run.forkedFrom,
    setback: run.setback,
  };
}

/** A run's whole record, except its series and inspections. */
export function toDetail(run: StoredRun, elsewhere: boolean, rest: { document: RunDocument; series: Record<string, number>; checkpoints: number[] }): RunDetail {
  return { ...toSummary(run, elsewhere), environment: run.environment, dataHash: run.dataHash, ...rest };
}

/**
 * A network in a few characters: its widths from the input on, such as `784-50-10`. Before the data is known the input is left out.
 * Layers without units of their own do not show.
 */
export function networkSketch(document: RunDocument, inputs?: number): string {
  const widths = document.network.layers.flatMap((layer) => (typeof layer.units === 'number' ? [layer.units] : []));
  return [...(inputs === undefined ? [] : [inputs]), ...widths].join('-') || document.network.layers.map(({ type }) => type).join('-');
}

/** Progress of a run that has not begun. The number of steps is known here only where the document names it. */
export function emptyProgress({ training }: RunDocument): Progress {
  return { step: 0, totalSteps: training.iterations ?? 0, epoch: 0, totalEpochs: training.epochs ?? 0, lr: null, loss: null, stepsPerSecond: null, secondsLeft: null, preparing: null };
}

/** Progress of a run that does not move. */
export const quietProgress = (progress: Progress): Progress => ({ ...progress, stepsPerSecond: null, secondsLeft: null, preparing: null, loss: finiteOrNull(progress.loss) });
