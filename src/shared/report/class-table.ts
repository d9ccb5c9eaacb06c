import { sameAssignment } from '../experiment/assignment.ts';
import type { AssignmentSection, ExperimentDocument } from '../experiment/document.ts';
import { canonicalJson } from '../text/canonical-json.ts';
import { assignmentOf, bestRun, judgeReport, type AssignmentResult, type HandedIn, type JudgedGoal } from './assignment-result.ts';
import type { ReportFacts, RunFacts } from './facts.ts';

/** The reports of a class as one table: each by its best run, judged by the assignment that most of them hold. */

/** Of a name. */
const mostCharacters = 300;

/** What a table keeps of a report. */
export interface ReportClaim {
  /** Name of the file. */
  readonly file: string;
  /** Empty where the report says none. */
  readonly author: string;
  /** Name of the experiment, else of what the report is about. */
  readonly experiment: string;
  /** Undefined: none; null: one that cannot be read. */
  readonly assignment: AssignmentSection | null | undefined;
  readonly handedIn: HandedIn;
}

/** How a report's assignment stands to that of the class: the same, the same with something changed in it, another, none, or one that cannot be read. */
export type Standing = 'same' | 'changed' | 'other' | 'none' | 'unreadable';

export interface ClassRow {
  /** Position of the report as given. */
  readonly at: number;
  readonly file: string;
  readonly author: string;
  readonly experiment: string;
  readonly standing: Standing;
  /** The goals of the class, whatever the report's own assignment says. */
  readonly goals: readonly JudgedGoal[];
  /** How many of them were reached. */
  readonly reached: number;
  /** Of the best run, as the next two. */
  readonly parameters: number | null;
  readonly testAccuracy: number | null;
  readonly seed: number | null;
  /** Locks of the class that were not kept. */
  readonly broken: AssignmentResult['broken'];
  readonly runs: number;
  /** Positions of the other reports whose best run came to the same weights, or has the same settings and seed. */
  readonly sameAs: readonly number[];
}

export interface ClassTable {
  /** That of most reports; undefined where none holds one. */
  readonly assignment: AssignmentSection | undefined;
  /** Name of the experiment that most give to it; empty without an assignment. */
  readonly name: string;
  /** In the order as given. */
  readonly rows: readonly ClassRow[];
}

/** What a table keeps of a report's facts. @param file its name */
export function claimOf(file: string, { author, experiment, source, runs, sweep }: ReportFacts): ReportClaim {
  return {
    file,
    author: (author ?? '').trim().slice(0, mostCharacters),
    experiment: nameOf(experiment) ?? source.name.slice(0, mostCharacters),
    assignment: assignmentOf(experiment),
    handedIn: { experiment, runs, testRunId: sweep?.testRunId ?? null },
  };
}

export function classTable(claims: readonly ReportClaim[]): ClassTable {
  const { assignment, name } = majority(claims);
  const bests = claims.map(({ handedIn }) => bestRun(assignment?.goals ?? [], handedIn.runs));
  const alike = sameResults(claims.map(({ handedIn }, at) => handedIn.runs[bests[at]?.run ?? -1]));
  const rows = claims.map((claim, at): ClassRow => {
    const { handedIn, file, author, experiment } = claim;
    const best = bests[at];
    const run = handedIn.runs[best?.run ?? -1];
    return {
      at,
      file,
      author,
      experiment,
      standing: standingOf(claim, assignment, name),
      goals: best?.goals ?? assignment?.goals.map((goal): JudgedGoal => ({ goal, value: null, state: 'open' })) ?? [],
      reached: best?.reached ?? 0,
      parameters: run?.parameters ?? null,
      testAccuracy: run?.final?.testAccuracy ?? null,
      seed: run?.seed ?? null,
      broken: assignment ? judgeReport(assignment, handedIn).broken : [],
      runs: handedIn.runs.length,
      sameAs: alike[at],
    };
  });
  return { assignment, name, rows };
}

/** The assignment that most reports hold; of as many, the one that was given first. */
function majority(claims: readonly ReportClaim[]): Pick<ClassTable, 'assignment' | 'name'> {
  const held = claims.filter((claim): claim is ReportClaim & { assignment: AssignmentSection } => Boolean(claim.assignment));
  const most = mostCommon(held, ({ assignment }) => canonicalJson(assignment));
  return { assignment: most[0]?.assignment, name: mostCommon(most, ({ experiment }) => experiment)[0]?.experiment ?? '' };
}

/** The largest group of items with the same key; of equally large ones the first. */
function mostCommon<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const groups = Map.groupBy(items, keyOf);
  return [...groups.values()].reduce<readonly T[]>((most, group) => (group.length > most.length ? group : most), []);
}

function standingOf({ assignment: own, experiment }: ReportClaim, assignment: AssignmentSection | undefined, name: string): Standing {
  if (own === undefined) return 'none';
  if (own === null) return 'unreadable';
  if (assignment && sameAssignment({ assignment: own } as ExperimentDocument, { assignment } as ExperimentDocument)) return 'same';
  return assignment && (experiment === name || isRelated(own, assignment)) ? 'changed' : 'other';
}

/** Whether one was made from the other: its words, or its goals and locks by name, are the same. */
function isRelated(a: AssignmentSection, b: AssignmentSection): boolean {
  const asked = ({ goals, locked }: AssignmentSection) => JSON.stringify([goals.map(({ metric }) => metric).sort(), Object.keys(locked).sort()]);
  return (a.instructions.trim() !== '' && a.instructions === b.instructions) || asked(a) === asked(b);
}

/** For each run the positions of the others with the same weights, or with the same settings and seed under whatever name. */
function sameResults(runs: readonly (RunFacts | undefined)[]): number[][] {
  const holders = new Map<string, number[]>();
  const keys = runs.map((run) => (run && run.final !== null ? resultKeys(run) : []));
  for (const [at, own] of keys.entries()) for (const key of own) holders.set(key, [...(holders.get(key) ?? []), at]);
  return keys.map((own, at) => [...new Set(own.flatMap((key) => holders.get(key) ?? []))].filter((other) => other !== at).sort((a, b) => a - b));
}

function resultKeys({ document, weightsHash, step }: RunFacts): string[] {
  const { name: _name, description: _description, ...settings } = document;
  return [...(weightsHash === null ? [] : [`weights ${weightsHash}`]), `settings ${step} ${canonicalJson(settings)}`];
}

/** The name in a document from a file. */
function nameOf(experiment: object | null): string | undefined {
  const name = (experiment as { name?: unknown } | null)?.name;
  return typeof name === 'string' && name.trim() !== '' ? name.slice(0, mostCharacters) : undefined;
}
