import { DescentError, errorCodes, type ErrorCode } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Failure } from '../../shared/api/records.ts';

/** An error as it crosses threads. @param unforeseen how one is worded that is none of ours; left out, by its own message */
export function toFailure(error: unknown, unforeseen?: 'training-unforeseen'): Failure {
  if (error instanceof DescentError) return { code: error.code, message: error.message, detail: { ...error.detail } };
  const why = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  return unforeseen === undefined ? { code: 'internal', message: why, detail: { stack } } : toFailure(refusal('internal', unforeseen, { why, stack }));
}

/** The error that a failure was on its thread. */
export function fromFailure({ code, message, detail }: Failure): DescentError {
  return new DescentError(errorCodes.includes(code as ErrorCode) ? (code as ErrorCode) : 'internal', message, detail);
}
