import { shallowRef } from 'vue';
import type { VerificationEvent } from '../../../shared/api/report-verification.ts';
import { client } from '../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import { usePreferences } from '../../stores/preferences.ts';

export type VerificationPlan = Extract<VerificationEvent, { type: 'plan' }>;
export type VerificationProgress = Extract<VerificationEvent, { type: 'progress' }>;
export type VerificationVerdict = Extract<VerificationEvent, { type: 'verdict' }>;

/** How far the verification of a file is. The file is kept, so that it can be verified again. */
export interface Verification {
  readonly file: File;
  readonly state: 'reading' | 'making' | 'done' | 'stopped' | 'failed';
  readonly plan?: VerificationPlan;
  readonly progress?: VerificationProgress;
  readonly verdict?: VerificationVerdict;
  readonly problem?: ShownProblem;
}

/** The verification that is shown; it goes on while other screens are looked at. One at a time. */
export const verification = shallowRef<Verification>();
let stopper: AbortController | undefined;

/** Verifies a file in the place of what was verified before. */
export async function verifyFile(file: File): Promise<void> {
  stopper?.abort();
  const mine = (stopper = new AbortController());
  const tell = (next: Omit<Verification, 'file'>) => {
    if (stopper === mine) verification.value = { ...verification.value, file, ...next };
  };
  verification.value = { file, state: 'reading' };
  try {
    const events = await client.reports.verify({ file, language: usePreferences().language }, { signal: mine.signal });
    for await (const event of events) {
      if (event.type === 'plan') tell({ state: 'making', plan: event });
      else if (event.type === 'progress') tell({ state: 'making', progress: event });
      else tell({ state: 'done', verdict: event });
    }
  } catch (error) {
    if (mine.signal.aborted) tell({ state: 'stopped' });
    else tell({ state: 'failed', problem: shownProblem(error) });
  }
}

/** Shows a verification that has ended elsewhere, in the place of what was verified before. */
export function showVerification(ended: Verification): void {
  stopper?.abort();
  stopper = undefined;
  verification.value = ended;
}

export function stopVerification(): void {
  stopper?.abort();
}

/** The report among dropped or chosen files. */
export function reportFile(files: Iterable<File>): File | undefined {
  const all = [...files];
  return all.find(({ name }) => /\.(html?|json)$/i.test(name)) ?? all[0];
}
