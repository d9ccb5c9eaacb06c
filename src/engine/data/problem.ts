import { DescentError } from '../../shared/api/errors.ts';
import type { ErrorCode } from '../../shared/api/errors.ts';

/** What there is to say about a bad file or a bad setting of a dataset. */
export interface DataProblem {
  /** The file (or setting) that is to blame, as the user knows it. */
  readonly file: string;
  readonly expected: string;
  readonly received: string;
  /** What to try, as an imperative sentence without its full stop. */
  readonly suggestion: string;
  /** Default `dataset-damaged`. */
  readonly code?: ErrorCode;
}

/** A coded error whose one line names the file, what was expected, what came and what to try. */
export function dataError(problem: DataProblem, cause?: unknown): DescentError {
  const { file, expected, received, suggestion } = problem;
  const message = oneLine(`${file}: expected ${expected}, found ${received}. ${suggestion}.`);
  return new DescentError(problem.code ?? 'dataset-damaged', message, { file, expected, received, suggestion }, cause === undefined ? undefined : { cause });
}

/** Text from a file may hold anything: line breaks and other control characters become what they are written as. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}|\u2028|\u2029/gu, (character) => (character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

/** A whole number for people: 60,000. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}
