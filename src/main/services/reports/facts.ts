import { createHash } from 'node:crypto';
import { reportFactsFormat, type ReportFacts, type RunFacts } from '../../../shared/report/facts.ts';
import type { CheckpointService } from '../checkpoints.ts';
import type { ReportedRun, ReportedSource } from './source.ts';

/** What a report claims of a source. @param program the version that makes the report @param author as the plan names them */
export async function factsOf(reported: ReportedSource, { checkpoints, program, madeAt, author }: { checkpoints: CheckpointService; program: string; madeAt: number; author: string }): Promise<ReportFacts> {
  const { source, name, experiment, runs, sweep } = reported;
  return {
    format: reportFactsFormat,
    madeAt,
    program,
    author,
    source: { ...source, name },
    experiment: experiment?.document ?? null,
    runs: await Promise.all(runs.map((run) => runFacts(run, checkpoints))),
    sweep: sweep && {
      metric: sweep.metric,
      goal: sweep.goal,
      trials: sweep.trials.map(({ number, settings, state, value, runIds }) => ({ number, settings, state, value, runIds })),
      best: sweep.best?.number ?? null,
      testRunId: sweep.testRunId,
    },
  };
}

async function runFacts({ stored, document }: ReportedRun, checkpoints: CheckpointService): Promise<RunFacts> {
  return {
    id: stored.id,
    name: stored.name,
    variant: stored.variant,
    seed: stored.seed,
    document,
    dataset: stored.dataset,
    dataHash: stored.dataHash,
    environment: stored.environment,
    state: stored.state,
    step: stored.progress.step,
    forkedFrom: stored.forkedFrom,
    final: stored.final,
    best: stored.best,
    parameters: stored.parameters,
    weightsHash: checkpoints.hasWeights(stored) ? createHash('sha256').update(await checkpoints.weights(stored)).digest('hex') : null,
  };
}
