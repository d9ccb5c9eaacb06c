/**
 * Errors that cross processes travel as codes, so that each door can word and translate them.
 * `usage` and `document` errors are the caller's to mend (exit code 2); the others are failures (exit code 1).
 */
export const errorCodes = [
  'usage',
  'document-invalid',
  'not-found',
  'conflict',
  'dataset-missing',
  'dataset-damaged',
  'store-locked',
  'store-newer',
  'store-damaged',
  'memory-limit',
  'training-diverged',
  'worker-crashed',
  'file-invalid',
  'io',
  'network',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** A problem in a document, at a path such as `optimizer.lr`. */
export interface Problem {
  /** Dotted path with list positions, such as `network.layers.2.rate`; empty for the document itself. */
  readonly path: string;
  /** The whole line for people: path, what was expected, what came, the nearest valid name. */
  readonly message: string;
  readonly expected: string;
  readonly received: string;
  readonly suggestion?: string;
}

/** An error a person can act on: what was expected, what came, what to try. Its message is one readable line. */
export class DescentError extends Error {
  readonly code: ErrorCode;
  /** Plain data that belongs to the code, such as the problems of a document. */
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, detail: Readonly<Record<string, unknown>> = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'DescentError';
    this.code = code;
    this.detail = detail;
  }
}
