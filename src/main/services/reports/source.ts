import { DescentError } from '../../../shared/api/errors.ts';
import { refusal } from '../../../shared/api/reasons.ts';
import { metricNames, type RunSummary } from '../../../shared/api/records.ts';
import type { SweepRound, SweepTrial } from '../../../shared/api/sweeps.ts';
import { groupBySettings } from '../../../shared/compare/groups.ts';
import type { ExperimentDocument, RunDocument, SearchSection } from '../../../shared/experiment/document.ts';
import { parametersOf, type ParameterValue } from '../../../shared/experiment/parameters.ts';
import type { ReportSource, ReportTraits } from '../../../shared/report/plan.ts';
import type { StoredRun } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';
import { toSummary } from '../summary.ts';
import { bestOf, toSweepTrial } from '../sweeps/records.ts';

/** A run as a report knows it. */
export interface ReportedRun {
  readonly stored: StoredRun;
  readonly run: RunSummary;
  readonly document: RunDocument;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Position in the report's palette: its own, or for several one that is free. */
  readonly position: number;
}

export interface ReportedSweep {
  readonly metric: SearchSection['metric'];
  readonly goal: SearchSection['goal'];
  readonly rounds: readonly SweepRound[];
  readonly trials: readonly SweepTrial[];
  readonly best: SweepTrial | null;
  readonly testRunId: string | null;
}

/** Everything that a report is made from, except series and files. */
export interface ReportedSource {
  readonly source: ReportSource;
  readonly name: string;
  readonly experiment: { readonly id: string; readonly name: string; readonly createdAt: number; readonly document: ExperimentDocument } | null;
  /** Of a sweep: the runs of its best trial, and the one the test set was opened for. */
  readonly runs: readonly ReportedRun[];
  readonly sweep: ReportedSweep | null;
}

/**
 * Reads what a report is about, in one view of the store.
 * @throws DescentError `not-found`
 */
export function readSource(store: Store, source: ReportSource): ReportedSource {
  return store.read(() => {
    switch (source.kind) {
      case 'run': {
        const run = runOf(store, source.id);
        return { source, name: run.name, experiment: experimentOf(store, run.experimentId), runs: reported(store, [run]), sweep: null };
      }
      case 'experiment': {
        const experiment = experimentOf(store, source.id);
        const sweep = store.sweeps.ofExperiment(store.experiments.get(source.id)?.seq ?? -1);
        if (sweep) return sweepSource(store, { kind: 'sweep', id: sweep.id });
        return { source, name: experiment.name, experiment, runs: reported(store, runsOf(store, source.id)), sweep: null };
      }
      case 'comparison': {
        const comparison = store.comparisons.get(source.id);
        if (!comparison) throw missing('comparison', source.id);
        const runs = comparison.runIds.flatMap((id) => {
          const run = store.runs.get(id);
          return run && run.deletedAt === null ? [run] : [];
        });
        if (runs.length === 0) throw refusal('not-found', 'comparison-empty', { id: source.id, name: comparison.name });
        const experiments = new Set(runs.map(({ experimentId }) => experimentId));
        const [only] = experiments;
        return { source, name: comparison.name, experiment: experiments.size === 1 && only !== undefined ? experimentOf(store, only) : null, runs: reported(store, runs), sweep: null };
      }
      case 'sweep':
        return sweepSource(store, source);
      default:
        return source.kind satisfies never;
    }
  });
}

function sweepSource(store: Store, source: ReportSource): ReportedSource {
  const sweep = store.sweeps.get(source.id);
  if (!sweep) throw missing('sweep', source.id);
  const rounds = store.sweeps.rounds(sweep.seq);
  const trials = store.sweeps.trials(sweep.seq);
  const { metric, goal } = rounds[rounds.length - 1].section;
  const best = bestOf(trials, goal);
  const ids = [...(best?.runIds ?? []), ...(sweep.testRunId === null ? [] : [sweep.testRunId])];
  const runs = ids.flatMap((id) => store.runs.get(id) ?? []).filter(({ deletedAt }) => deletedAt === null);
  return {
    source,
    name: sweep.name,
    experiment: experimentOf(store, sweep.experimentId),
    runs: reported(store, runs),
    sweep: { metric, goal, rounds, trials: trials.map(toSweepTrial), best: best ? toSweepTrial(best) : null, testRunId: sweep.testRunId },
  };
}

function runOf(store: Store, id: string): StoredRun {
  const run = store.runs.get(id);
  if (!run || run.deletedAt !== null) throw missing('run', id);
  return run;
}

function experimentOf(store: Store, id: string): NonNullable<ReportedSource['experiment']> {
  const experiment = store.experiments.get(id);
  if (!experiment) throw missing('experiment', id);
  return { id, name: experiment.name, createdAt: experiment.createdAt, document: store.experiments.document(id) };
}

function runsOf(store: Store, experimentId: string): StoredRun[] {
  const runs = store.runs.ofExperiment(store.experiments.get(experimentId)?.seq ?? -1);
  if (runs.length === 0) throw refusal('not-found', 'experiment-empty', { id: experimentId });
  return runs;
}

/** Runs keep their colours, except where two of one report would have the same. */
function reported(store: Store, runs: readonly StoredRun[]): ReportedRun[] {
  const colours = new Set(runs.map(({ colour }) => colour % 8));
  const own = colours.size === Math.min(8, runs.length);
  return runs.map((stored, index) => {
    const document = store.runs.document(stored.seq);
    return { stored, run: toSummary(stored, false), document, parameters: parametersOf(document), position: own || runs.length === 1 ? stored.colour : index };
  });
}

/** What the default plan depends on. */
export function traitsOf(store: Store, { source, name, experiment, runs, sweep }: ReportedSource): ReportTraits {
  const [first] = runs;
  const series = runs.map(({ stored }) => store.series.counts(stored.seq));
  const groups = groupBySettings(runs);
  const accuracies = metricNames.filter((metric) => metric.endsWith('Accuracy'));
  const classification = series.some((counts) => accuracies.some((metric) => counts[metric] !== undefined));
  return {
    kind: sweep ? 'sweep' : source.kind,
    name,
    description: (source.kind === 'run' ? first?.document.description : undefined) ?? experiment?.document.description ?? '',
    notes: runs.length === 1 ? (first?.stored.notes ?? '') : '',
    runs: runs.length,
    groups: groups.length,
    repeated: groups.some((group) => group.runs.length > 1),
    classification,
    images: classification,
    assignment: experiment?.document.assignment !== undefined,
    scheduled: runs.some(({ stored }) => isChanging(store, stored.seq)),
    inspected: runs.length === 1 && first !== undefined && store.inspections.read(first.stored.seq, { limit: 1 }).length > 0,
  };
}

function isChanging(store: Store, runSeq: number): boolean {
  const rates = store.series.read(runSeq, 'lr', { points: 2 });
  return rates !== undefined && Math.max(...rates.max) > Math.min(...rates.min);
}

function missing(kind: 'run' | 'experiment' | 'comparison' | 'sweep', id: string): DescentError {
  return refusal('not-found', `no-such-${kind}`, { id });
}
