import { DescentError, errorCodes, type ErrorCode } from '../../shared/api/errors.ts';
import type { Failure } from '../../shared/api/records.ts';

/** An error as it crosses threads. @param unexpected what is said before the message of one that is none of ours */
export function toFailure(error: unknown, unexpected = ''): Failure {
  if (error instanceof DescentError) return { code: error.code, message: error.message, detail: { ...error.detail } };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `${unexpected}${message}`, detail: { stack: error instanceof Error ? error.stack : undefined } };
}

/** The error that a failure was on its thread. */
export function fromFailure({ code, message, detail }: Failure): DescentError {
  return new DescentError(errorCodes.includes(code as ErrorCode) ? (code as ErrorCode) : 'internal', message, detail);
}
