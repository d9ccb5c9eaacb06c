import type { ReportFacts } from '../../../shared/report/facts.ts';
import type { ReportBlock, ReportModel } from '../../../shared/report/model.ts';
import type { ReportSection } from '../../../shared/report/plan.ts';
import { fill } from '../../../shared/report/words.ts';
import { count } from '../../../shared/text/numbers.ts';
import type { Making } from './making.ts';
import { assignmentSection } from './sections/assignment.ts';
import { curvesSection } from './sections/curves.ts';
import { diagnosticsSection } from './sections/diagnostics.ts';
import { environmentSection } from './sections/environment.ts';
import { confusionSection, mistakesSection } from './sections/predictions.ts';
import { resultsSection } from './sections/results.ts';
import { settingsSection } from './sections/settings.ts';
import { sweepSection } from './sections/sweep.ts';
import { dayText } from './times.ts';

/** Makes the report that a plan asks for: sections in its order, hidden ones left out. */
export async function compose(making: Making, facts: ReportFacts): Promise<ReportModel> {
  const { plan, reported, words, language } = making;
  const sections = [];
  for (const section of plan.sections.filter(({ shown }) => shown)) {
    const text: ReportBlock[] = section.text?.trim() ? [{ kind: 'markdown', text: section.text }] : [];
    const blocks = [...text, ...(await blocksOf(making, section, facts))];
    if (blocks.length > 0) sections.push({ id: section.id, heading: section.heading ?? words.section[section.kind], blocks });
  }
  const kind = reported.sweep ? 'sweep' : reported.source.kind;
  return {
    title: plan.title.trim() || reported.name,
    author: plan.author.trim(),
    language,
    summary: fill(words.about[kind], { runs: count(reported.runs.length), trials: count(reported.sweep?.trials.length ?? 0) }),
    date: dayText(facts.madeAt, language),
    question: plan.question.trim(),
    answer: plan.answer.trim(),
    sections,
    plan,
    facts,
  };
}

async function blocksOf(making: Making, section: ReportSection, facts: ReportFacts): Promise<ReportBlock[]> {
  switch (section.kind) {
    case 'text':
      return [];
    case 'assignment':
      return assignmentSection(making, facts);
    case 'settings':
      return settingsSection(making);
    case 'curves':
      return curvesSection(making, section.id, section.charts);
    case 'results':
      return resultsSection(making);
    case 'diagnostics':
      return diagnosticsSection(making);
    case 'confusion':
      return confusionSection(making);
    case 'mistakes':
      return mistakesSection(making);
    case 'sweep':
      return sweepSection(making, section.id);
    case 'environment':
      return environmentSection(making, facts);
    default:
      return section.kind satisfies never;
  }
}
