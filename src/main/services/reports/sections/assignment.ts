import type { ReportBlock, ReportCell } from '../../../../shared/report/model.ts';
import { assignmentOf, judgeReport, type AssignmentResult, type JudgedRun } from '../../../../shared/report/assignment-result.ts';
import type { ReportFacts } from '../../../../shared/report/facts.ts';
import { goalValueText, goalWords } from '../../../../shared/report/goal-words.ts';
import { fill } from '../../../../shared/report/words.ts';
import { count } from '../../../../shared/text/numbers.ts';
import type { Making } from '../making.ts';

/** Runs that are named where they broke a lock; the others are counted. */
const mostNames = 5;

/** The goals that were set with what the best run came to, and whether the locked settings were kept; nothing where the experiment is no assignment. */
export function assignmentSection(making: Making, facts: ReportFacts): ReportBlock[] {
  const { words } = making;
  const assignment = assignmentOf(facts.experiment);
  if (assignment === undefined) return [];
  if (assignment === null) return [{ kind: 'note', tone: 'warn', text: words.assignment.unreadable }];
  const { best, broken } = judgeReport(assignment, { ...facts, testRunId: facts.sweep?.testRunId ?? null });
  const goals: ReportBlock[] = assignment.goals.length === 0 ? [{ kind: 'note', tone: 'plain', text: words.assignment.noGoals }] : best ? goalTable(making, facts, best) : [{ kind: 'note', tone: 'plain', text: words.noRuns }];
  return [...goals, lockNote(making, Object.keys(assignment.locked), broken)];
}

function goalTable({ words }: Making, { runs }: ReportFacts, { run, goals }: JudgedRun): ReportBlock[] {
  const { assignment } = words;
  const several = runs.length > 1;
  const rows = goals.map(({ goal, value, state }): ReportCell[] => [
    { text: goalWords(goal, words) },
    value === null ? { text: words.none, quiet: true } : { text: goalValueText(goal.metric, value), fact: goal.metric === 'parameters' ? `runs.${run}.parameters` : `runs.${run}.final.${goal.metric}` },
    { text: assignment.states[state], strong: state === 'reached', quiet: state === 'open' },
  ]);
  return [
    {
      kind: 'table',
      caption: several ? fill(assignment.best, { runs: count(runs.length), name: runs[run]?.name ?? '' }) : assignment.one,
      table: { columns: [{ title: assignment.goal }, { title: assignment.value, number: true }, { title: assignment.state }], rows },
    },
    ...(several ? [{ kind: 'note', tone: 'plain', text: assignment.which } as const] : []),
  ];
}

function lockNote({ words, parameters, reported, language }: Making, locked: readonly string[], broken: AssignmentResult['broken']): ReportBlock {
  const documents = reported.runs.map(({ document }) => document);
  const comma = language === 'zh' ? '、' : words.and;
  const label = (path: string) => parameters.label(path, documents);
  if (locked.length === 0) return { kind: 'note', tone: 'plain', text: words.assignment.noLocks };
  if (broken.length === 0) return { kind: 'note', tone: 'plain', text: fill(words.assignment.kept, { paths: locked.map(label).join(comma) }) };
  const told = broken.map(({ path, runs }) => {
    if (runs.length === 0 || runs.length === reported.runs.length) return label(path);
    const names = runs.slice(0, mostNames).map((run) => reported.runs[run]?.run.name ?? '');
    const more = runs.length > mostNames ? [fill(words.assignment.more, { count: runs.length - mostNames })] : [];
    return fill(words.assignment.brokenIn, { path: label(path), names: [...names, ...more].join(comma) });
  });
  return { kind: 'note', tone: 'warn', text: fill(words.assignment.broken, { paths: told.join(comma) }) };
}
