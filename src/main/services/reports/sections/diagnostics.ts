import type { Finding } from '../../../../shared/api/advice.ts';
import type { ReportBlock } from '../../../../shared/report/model.ts';
import { fill } from '../../../../shared/report/words.ts';
import type { Making } from '../making.ts';

/** Runs that are asked. */
const mostRuns = 100;

/** What the rules found, problems first; the same finding in several runs is told once, with the first one's numbers. */
export function diagnosticsSection({ advice, reported, words, language, parameters }: Making): ReportBlock[] {
  const asked = reported.runs.slice(0, mostRuns);
  const found = new Map<string, { finding: Finding; names: string[]; layer: string }>();
  for (const { run, document } of asked) {
    for (const finding of advice.of(run.id)) {
      const key = `${finding.severity} ${finding.rule} ${finding.layer}`;
      const known = found.get(key);
      if (known) known.names.push(run.name);
      else {
        const layer = finding.layer === null ? '' : `${words.layer} ${finding.layer + 1} · ${parameters.typeTitle('layer', document.network.layers[finding.layer]?.type)}`;
        found.set(key, { finding, names: [run.name], layer });
      }
    }
  }
  if (found.size === 0) return [{ kind: 'note', tone: 'plain', text: asked.length === 1 ? words.noFindings : fill(words.noFindingsSeveral, { count: asked.length }) }];
  return [...found.values()]
    .toSorted((a, b) => Number(b.finding.severity === 'problem') - Number(a.finding.severity === 'problem'))
    .map(({ finding, names, layer }) => ({
      kind: 'finding',
      severity: finding.severity,
      title: finding.title[language],
      where: [...(layer ? [layer] : []), ...(asked.length > 1 ? [fill(words.sameIn, { names: names.slice(0, 6).join(words.and) + (names.length > 6 ? ' …' : '') })] : [])].join(' · '),
      evidence: finding.evidence[language],
      rule: finding.threshold[language],
      tries: finding.tries.map(({ label }) => label[language]),
    }));
}
