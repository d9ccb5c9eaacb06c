import { bestRun as nearest, goalValue, type GoalResult } from '../design/goals.ts';
import { brokenLocks, judgeGoal } from '../experiment/assignment.ts';
import { assignmentSchema } from '../experiment/assignment-schema.ts';
import type { AssignmentSection, DocumentPath, ExperimentDocument, Goal, RunDocument } from '../experiment/document.ts';
import type { ReportFacts, RunFacts } from './facts.ts';

/** What a report says about an assignment: which goals its best run reached, and whether the locked settings were kept. */

/** Of a report that was handed in, what the assignment asks about. It comes from somebody else: nothing in it is checked. */
export type HandedIn = Pick<ReportFacts, 'experiment' | 'runs'> & { readonly testRunId: string | null };

export type JudgedGoal = GoalResult;

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

/** More settings than a document has. */
const mostLocks = 500;

const schema = assignmentSchema((en) => () => en);

/** The assignment of a document from a file; undefined where it has none, null where it has one that cannot be read. */
export function assignmentOf(experiment: object | null): AssignmentSection | null | undefined {
  const given = (experiment as Partial<ExperimentDocument> | null)?.assignment as unknown;
  if (given === undefined || given === null) return undefined;
  const parsed = schema.safeParse(given);
  return parsed.success && Object.keys(parsed.data.locked).length <= mostLocks ? parsed.data : null;
}

/** Judges a report by an assignment, its own or another. */
export function judgeReport(assignment: AssignmentSection, handedIn: HandedIn): AssignmentResult {
  return { best: bestRun(assignment.goals, handedIn.runs), broken: broken(assignment, handedIn) };
}

/** The run that comes nearest to the goals, as the designer finds it; without goals the one with the best test accuracy, and the first where none was evaluated. */
export function bestRun(goals: readonly Goal[], runs: readonly RunFacts[]): JudgedRun | undefined {
  const candidates = runs.map((facts, run) => ({ run, final: facts.final, parameters: facts.parameters ?? null }));
  const best = nearest(goals.length > 0 ? goals : accuracyAlone, candidates) ?? candidates[0];
  if (!best) return undefined;
  const judged = goals.map((goal): JudgedGoal => {
    const value = goalValue(goal, best);
    return { goal, value, state: judgeGoal(goal, value) };
  });
  return { run: best.run, goals: judged, reached: judged.filter(({ state }) => state === 'reached').length };
}

/** Higher is better, and none reaches it. */
const accuracyAlone: readonly Goal[] = [{ metric: 'testAccuracy', atLeast: 2 }];

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
