import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { client } from '../../client/client.ts';
import type { Finding } from '../../../shared/api/advice.ts';
import type { RunSummary } from '../../../shared/api/records.ts';

const everyMilliseconds = 3000;

/** What there is to say about a run, asked again while it trains. Dismissed findings stay away as long as the screen is open. */
export function useAdvice(id: () => string, run: Readonly<Ref<RunSummary | undefined>>) {
  const findings = shallowRef<readonly Finding[]>([]);
  const dismissed = new Set<string>();
  const nameOf = (finding: Finding) => `${finding.rule} ${finding.layer}`;

  async function load() {
    const asked = id();
    try {
      const answer = await client.runs.advice({ id: asked });
      if (asked === id()) findings.value = answer.filter((finding) => !dismissed.has(nameOf(finding)));
    } catch {
      // The run's curves stand without advice.
    }
  }
  function dismiss(finding: Finding) {
    dismissed.add(nameOf(finding));
    findings.value = findings.value.filter((other) => other !== finding);
  }

  watch([id, () => run.value?.state], ([next], [before]) => {
    if (next !== before) {
      findings.value = [];
      dismissed.clear();
    }
    void load();
  }, { immediate: true });
  const timer = setInterval(() => run.value?.state === 'running' && void load(), everyMilliseconds);
  onScopeDispose(() => clearInterval(timer));
  return { findings, dismiss };
}
