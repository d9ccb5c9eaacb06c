import type { Finding } from '../../shared/api/advice.ts';
import { fitRules } from './fit-rules.ts';
import { layerRules } from './layer-rules.ts';
import { lossRules } from './loss-rules.ts';
import type { Rule, Situation } from './situation.ts';

export type { Situation } from './situation.ts';

export const rules: readonly Rule[] = [...lossRules, ...layerRules, ...fitRules];

/** What there is to say about a run, problems before hints. */
export function diagnose(situation: Situation): Finding[] {
  const findings = rules.flatMap((rule) => rule.find(situation));
  return findings.toSorted((a, b) => Number(a.severity === 'hint') - Number(b.severity === 'hint'));
}
