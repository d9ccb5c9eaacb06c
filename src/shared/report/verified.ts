import type { Reason, VerificationEvent } from '../api/report-verification.ts';

/** How the verification of one report among many ended. */
export interface Verified {
  /** `cannot`: nothing differs, but not every number could be had again, or there was none. */
  readonly state: 'verified' | 'differs' | 'cannot';
  /** Numbers that differ, and all that were compared. */
  readonly off: number;
  readonly numbers: number;
  /** Why a number differs or could not be had, the first that was met; undefined where the report holds no numbers. */
  readonly reason?: Reason | undefined;
}

export function verifiedOf({ verdict, numbers, off }: Pick<Extract<VerificationEvent, { type: 'verdict' }>, 'verdict' | 'numbers' | 'off'>): Verified {
  const told = { off, numbers: numbers.length };
  if (verdict === 'same') return { state: 'verified', ...told };
  const wanted = verdict === 'off' ? 'off' : 'unknown';
  const reason = numbers.find((number) => number.verdict === wanted)?.reasons[0];
  return { state: verdict === 'off' ? 'differs' : 'cannot', ...told, reason };
}
