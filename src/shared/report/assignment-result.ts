import { judgeGoal, brokenLocks, type GoalState } from '../experiment/assignment.ts';
import { assignmentSchema } from '../experiment/assignment-schema.ts';
import type { AssignmentSection, DocumentPath, ExperimentDocument, Goal, RunDocument } from '../experiment/document.ts';
import type { ReportFacts, RunFacts } from './facts.ts';

/** What a report says about an assignment: which goals its best run reached, and whether the locked settings were kept. */

/** Of a report that was handed in, what the assignment asks about. It comes from somebody else: nothing in it is checked. */
export type HandedIn = Pick<ReportFacts, 'experiment' | 'runs'> & { readonly testRunId: string | null };

export interface JudgedGoal {
  readonly goal: Goal;
  readonly value: number | null;
  readonly state: GoalState;
}

export interface JudgedRun {
  /** Position in the report. */
  readonly run: number;
  /** In the order of the assignment. */
  readonly goals: readonly JudgedGoal[];
  readonly reached: number;
}

export interface AssignmentResult {
  /** Undefined where the report has no run. */
  readonly best: JudgedRun | undefined;
  /** Paths that the experiment or one of its runs does not keep, in the order of the assignment. */
  readonly broken: readonly { readonly path: DocumentPath; readonly runs: readonly number[] }[];
}

const schema = assignmentSchema((en) => () => en);

/** The assignment of a document from a file; undefined where it has none, null where it has one that cannot be read. */
export function assignmentOf(experiment: object | null): AssignmentSection | null | undefined {
  const given = (experiment as Partial<ExperimentDocument> | null)?.assignment as unknown;
  if (given === undefined || given === null) return undefined;
  const parsed = schema.safeParse(given);
  return parsed.success ? parsed.data : null;
}

/** Judges a report by an assignment, its own or another. */
export function judgeReport(assignment: AssignmentSection, handedIn: HandedIn): AssignmentResult {
  return { best: bestRun(assignment.goals, handedIn.runs), broken: broken(assignment, handedIn) };
}

/** The value that a goal asks about: of the run's last evaluation, or its number of trained parameters. */
export function goalValue({ metric }: Goal, { final, parameters }: Pick<RunFacts, 'final' | 'parameters'>): number | null {
  return (metric === 'parameters' ? parameters : final?.[metric]) ?? null;
}

/** The run that reached most goals; of equals the one with the better value of the first goal, then of the test accuracy, then the earlier one. */
export function bestRun(goals: readonly Goal[], runs: readonly RunFacts[]): JudgedRun | undefined {
  const [first] = goals;
  const ranks = runs.map((facts, run) => {
    const judged = goals.map((goal): JudgedGoal => {
      const value = goalValue(goal, facts);
      return { goal, value, state: judgeGoal(goal, value) };
    });
    const reached = judged.filter(({ state }) => state === 'reached').length;
    const upwards = first?.atLeast !== undefined;
    const value = judged[0]?.value ?? null;
    const merit = value === null ? -Infinity : upwards ? value : -value;
    return { judged: { run, goals: judged, reached }, rank: [reached, merit, facts.final?.testAccuracy ?? -Infinity] };
  });
  return ranks.reduce<(typeof ranks)[number] | undefined>((best, one) => (best && compare(one.rank, best.rank) <= 0 ? best : one), undefined)?.judged;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value > (b[index] ?? -Infinity) ? 1 : -1;
  return 0;
}

function broken(assignment: AssignmentSection, { experiment, runs, testRunId }: HandedIn): AssignmentResult['broken'] {
  const locked = Object.keys(assignment.locked);
  const ofExperiment = experiment === null ? [] : brokenLocks({ ...experiment, assignment });
  const ofRuns = runs.map(({ id, document }) => brokenInRun(assignment, experiment, document, id === testRunId));
  return locked.flatMap((path) => {
    const places = ofRuns.flatMap((paths, run) => (paths.includes(path) ? [run] : []));
    return places.length > 0 || ofExperiment.includes(path) ? [{ path, runs: places }] : [];
  });
}

/**
 * A run is one of the experiment's: it says nothing of how many there are, its seed counts up from the experiment's, and the one that tests a search
 * trains on all examples, for as long as that takes.
 */
function brokenInRun(assignment: AssignmentSection, experiment: ExperimentDocument | null, document: RunDocument, tests: boolean): DocumentPath[] {
  const { repeats: _repeats, ...locked } = assignment.locked;
  const seed = experiment && isRepeat(experiment, document.seed) ? experiment.seed : document.seed;
  const judged = tests && experiment ? { ...document, seed, data: { ...document.data, ...validationOf(experiment) }, training: experiment.training } : { ...document, seed };
  return brokenLocks({ ...judged, assignment: { ...assignment, locked } });
}

function isRepeat({ seed, repeats = 1 }: ExperimentDocument, own: number): boolean {
  return Number.isInteger(own - seed) && own >= seed && own < seed + repeats;
}

/** What a document says of its validation set; from somebody else, it may have no data at all. */
function validationOf({ data }: Partial<ExperimentDocument>): { validation?: number } {
  return data ? { validation: data.validation } : {};
}
