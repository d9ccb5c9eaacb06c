import { wordsOf } from '../../../shared/api/reasons.ts';
import { metricNames, type Environment } from '../../../shared/api/records.ts';
import type { CheckedNumber, Reason } from '../../../shared/api/report-verification.ts';
import type { ReportFacts, RunFacts } from '../../../shared/report/facts.ts';
import { getAt } from '../../../shared/experiment/paths.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import { shows, type ShownNumber } from '../../../shared/report/shown-numbers.ts';
import { meanAndDeviation } from './making.ts';
import type { Remade } from './remake.ts';
import { isRelaxed, sameBits, type Work } from './verify-work.ts';

/** This program and this machine. */
export type Here = Pick<Environment, 'version' | 'cpu'>;

/** A number of the report beside the one that came out now. */
type Pair = Omit<CheckedNumber, 'verdict' | 'reasons'>;

/**
 * Every number that a report tells of a run, compared with those of the run made anew.
 * @param run position in the report
 */
export function compareRun(run: number, { facts, problem }: Work, remade: Remade | undefined, { here, language }: { readonly here: Here; readonly language: Language }): CheckedNumber[] {
  const unknown = (reason: Reason) => pairsOf(run, facts, undefined).map((pair): CheckedNumber => ({ ...pair, verdict: 'unknown', reasons: [reason] }));
  if (problem) return unknown(problem);
  if (!remade) return [];
  const failedThen = facts.state === 'failed';
  if (!remade.result && !(failedThen && remade.failure?.code === 'training-diverged')) return unknown({ code: 'failed-now', message: remade.failure && wordsOf(remade.failure)[language] });
  if (remade.result && failedThen) return unknown({ code: 'failed-then' });
  const pairs = pairsOf(run, facts, remade);
  const isSame = ({ reported, made }: Pair) => reported === made;
  const explained = explanations(facts, remade, here);
  const weights = pairs.find(({ what }) => what === 'weights');
  const differing = pairs.filter((pair) => !isSame(pair));
  // The run came out as it was, so that a number of its own that differs was changed.
  const intact = differing.length === 1 || (weights !== undefined && isSame(weights) && facts.dataHash === remade.ready?.dataHash);
  const reasons: Reason[] = intact ? [{ code: 'changed' }] : explained.length > 0 ? explained : [{ code: 'unexplained' }];
  return pairs.map((pair) => ({ ...pair, ...(isSame(pair) ? { verdict: 'same', reasons: [] } : { verdict: 'off', reasons }) }));
}

/** What is told of a run, in the order of a report, with what it came to now. */
function pairsOf(run: number, facts: RunFacts, remade: Remade | undefined): Pair[] {
  const at = (path: string) => `runs.${run}.${path}`;
  const { result } = remade ?? {};
  const pairs: Pair[] = [];
  for (const what of ['final', 'best'] as const) {
    for (const metric of metricNames) {
      const reported = facts[what]?.[metric] ?? null;
      const made = result?.[what][metric] ?? null;
      if (reported !== null || (made !== null && facts[what] !== null)) pairs.push({ path: at(`${what}.${metric}`), run, what, metric, reported, made });
    }
  }
  const rest = [
    { path: at('step'), what: 'steps', reported: facts.step, made: remade?.step ?? null },
    { path: at('parameters'), what: 'parameters', reported: facts.parameters ?? null, made: remade?.ready?.parameters ?? null },
    { path: at('weightsHash'), what: 'weights', reported: facts.weightsHash, made: result?.weightsHash ?? null },
    { path: at('dataHash'), what: 'data', reported: facts.dataHash, made: remade?.ready?.dataHash ?? null },
  ] as const;
  for (const pair of rest) if (pair.reported !== null) pairs.push({ ...pair, run, metric: null });
  return pairs;
}

/** What was different when the run was made, and would give other numbers. */
function explanations({ dataHash, environment }: RunFacts, { ready }: Remade, here: Here): Reason[] {
  const reasons: Reason[] = [];
  if (ready && dataHash !== null && dataHash !== ready.dataHash) reasons.push({ code: 'other-data', reported: dataHash, here: ready.dataHash });
  if (ready && environment && !sameBits(environment.kernels, ready.kernels)) reasons.push({ code: 'other-kernels', reported: environment.kernels, here: ready.kernels });
  else if (ready && environment && isRelaxed(ready.kernels) && environment.cpu !== here.cpu) reasons.push({ code: 'other-machine', reported: environment.cpu, here: here.cpu });
  if (environment && environment.version !== here.version) reasons.push({ code: 'other-version', reported: environment.version, here: here.version });
  return reasons;
}

/** The numbers of a sweep that follow from its runs: the value of each trial whose runs were all made anew, and which one is the best. */
export function compareSweep({ sweep, runs }: ReportFacts, remade: readonly (Remade | undefined)[]): { readonly numbers: CheckedNumber[]; readonly notChecked: number } {
  if (!sweep) return { numbers: [], notChecked: 0 };
  const numbers: CheckedNumber[] = [];
  let notChecked = 0;
  const values = sweep.trials.map(({ runIds, value, state }, index) => {
    const positions = runIds.map((id) => runs.findIndex((run) => run.id === id));
    const made = positions.map((position) => remade[position]?.result?.final[sweep.metric] ?? null);
    const whole = state === 'done' && runIds.length > 0 && made.every((one) => one !== null);
    if (!whole) {
      notChecked++;
      return value;
    }
    const mean = made.reduce<number>((sum, one) => sum + one, 0) / made.length;
    numbers.push(judged({ path: `sweep.trials.${index}.value`, run: null, what: 'trial', metric: sweep.metric, reported: value, made: mean }));
    return mean;
  });
  const best = bestOf(sweep.trials.map((trial, index) => ({ ...trial, value: values[index] })), sweep.goal);
  if (sweep.best !== null) numbers.push(judged({ path: 'sweep.best', run: null, what: 'best-trial', metric: sweep.metric, reported: sweep.best, made: best ?? null }));
  return { numbers, notChecked };
}

/** The numbers with those named that a page shows otherwise than its facts say. What is only on the page is added. */
export function withShown(numbers: readonly CheckedNumber[], facts: ReportFacts, shown: readonly ShownNumber[]): CheckedNumber[] {
  const all = new Map(numbers.map((number) => [number.path, number]));
  for (const { path, text } of shown) {
    const { fact, agrees } = told(facts, path, text);
    if (agrees) continue;
    const reason: Reason = { code: 'shown', reported: text };
    const known = all.get(path);
    if (!known) all.set(path, { path, run: runOf(path, facts), what: 'shown', metric: null, reported: text, made: typeof fact === 'number' || typeof fact === 'string' ? fact : null, verdict: 'off', reasons: [reason] });
    else if (known.verdict === 'off') all.set(path, { ...known, reasons: [...known.reasons, reason] });
    else all.set(path, { ...known, reported: text, verdict: 'off', reasons: [reason] });
  }
  return [...all.values()];
}

/** What the facts hold at a path, and whether a text says it: one value, or the mean of several runs with its deviation. */
function told(facts: ReportFacts, path: string, text: string): { readonly fact: unknown; readonly agrees: boolean } {
  const [, positions = '', rest = ''] = /^runs\.(\d+(?:,\d+){1,1000})\.(.+)$/.exec(path) ?? [];
  if (positions === '') {
    const fact = getAt(facts, path);
    return { fact, agrees: fact !== undefined && shows(text, fact) };
  }
  const values = positions.split(',').map((position) => getAt(facts, `runs.${position}.${rest}`));
  if (!values.every((value) => typeof value === 'number')) return { fact: undefined, agrees: false };
  const { mean, deviation } = meanAndDeviation(values);
  const [middle = '', spread = ''] = text.split(' ± ');
  return { fact: mean, agrees: shows(middle, mean) && shows(spread, deviation) };
}

function runOf(path: string, { runs }: ReportFacts): number | null {
  const position = Number(/^runs\.(\d+)\./.exec(path)?.[1] ?? NaN);
  return position < runs.length ? position : null;
}

const judged = (pair: Pair): CheckedNumber => (pair.reported === pair.made ? { ...pair, verdict: 'same', reasons: [] } : { ...pair, verdict: 'off', reasons: [{ code: 'unexplained' }] });

/** Number of the best trial, the earlier one where two are equal. */
function bestOf(trials: readonly { readonly number: number; readonly state: string; readonly value: number | null }[], goal: 'maximize' | 'minimize'): number | undefined {
  let best: { readonly number: number; readonly value: number } | undefined;
  for (const { number, state, value } of trials) {
    if (state !== 'done' || value === null) continue;
    if (!best || (goal === 'maximize' ? value > best.value : value < best.value)) best = { number, value };
  }
  return best?.number;
}
