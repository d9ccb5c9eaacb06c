import { metricNames, type Evaluation, type MetricName } from '../../shared/api/records.ts';

/** The six numbers of an evaluation: loss and accuracy of each split, null where there is none. */

/** An evaluation with nothing measured. */
export function emptyEvaluation(): Evaluation {
  return Object.fromEntries(metricNames.map((name) => [name, null])) as Evaluation;
}

/** Losses are better when smaller, accuracies when larger. */
export function isBetter(metric: MetricName, value: number, than: number | null): boolean {
  if (than === null) return true;
  return metric.endsWith('Loss') ? value < than : value > than;
}

/** The better of two evaluations, metric by metric. */
export function bestOf(a: Evaluation, b: Evaluation): Evaluation {
  const best = { ...a };
  for (const name of metricNames) {
    const value = b[name];
    if (value !== null && isBetter(name, value, best[name])) best[name] = value;
  }
  return best;
}
