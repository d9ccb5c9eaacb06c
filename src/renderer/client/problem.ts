import { ORPCError } from '@orpc/client';
import type { Problem } from '../../shared/api/errors.ts';
import { worded } from '../../shared/api/reasons.ts';
import { i18n } from '../locales/i18n.ts';

/** An error as a screen shows it: a code to translate by, a line, and the problems of a document where there are some. */
export interface ShownProblem {
  readonly code: string;
  readonly message: string;
  readonly problems: readonly Problem[];
}

/** What a caught value says to people, in their language where its reason is declared; never a stack. */
export function shownProblem(error: unknown): ShownProblem {
  if (error instanceof ORPCError) {
    const { code, message, data } = error as ORPCError<string, unknown>;
    return { code, message: worded(data, i18n.global.locale.value) ?? message, problems: isRecord(data) && Array.isArray(data['problems']) ? (data['problems'] as Problem[]) : [] };
  }
  if (error instanceof Error) return { code: 'lost', message: error.message, problems: [] };
  return { code: 'internal', message: '', problems: [] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
