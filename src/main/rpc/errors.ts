import { ORPCError } from '@orpc/server';
import { DescentError } from '../../shared/api/errors.ts';

/**
 * Errors on their way to a screen: code, message and detail of a DescentError as they are (`code`, `message`, `data`).
 * Input that does not fit the contract is `usage`; anything unforeseen is `internal`, and is also given to `report`.
 */
export function toWire(error: unknown, report: (error: unknown) => void): ORPCError<string, unknown> {
  if (error instanceof DescentError) return new ORPCError(error.code, { status: statusOf(error), message: error.message, data: error.detail });
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const issues = issuesOf(error.data);
    return new ORPCError('usage', { status: 400, message: issues.map(({ path, message }) => `${path || 'input'}: ${message}`).join('\n') || error.message, data: { issues } });
  }
  if (error instanceof ORPCError && error.code === 'NOT_FOUND') return new ORPCError('not-found', { status: 404, message: 'There is no such procedure.' });
  report(error);
  return new ORPCError('internal', { status: 500, message: error instanceof Error ? error.message : String(error), data: {} });
}

/** A stream whose errors, too, come as they are: what it throws after it began passes by every middleware. */
export async function* streamToWire<T>(stream: AsyncIterable<T>, report: (error: unknown) => void): AsyncGenerator<T, void, void> {
  try {
    yield* stream;
  } catch (error) {
    throw toWire(error, report);
  }
}

function statusOf({ code }: DescentError): number {
  if (code === 'not-found') return 404;
  if (code === 'conflict') return 409;
  return code === 'usage' || code === 'document-invalid' ? 400 : 500;
}

function issuesOf(data: unknown): { path: string; message: string }[] {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) return [];
  return (data.issues as { path?: readonly (PropertyKey | { key: PropertyKey })[]; message?: string }[]).map(({ path = [], message = '' }) => ({
    path: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    message,
  }));
}
