import { findNodeAtLocation, parse, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';

/** A stretch of a text, and its line from 1. */
export interface Place {
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

export interface SyntaxProblem extends Place {
  readonly code: string;
}

/** The value of a JSON text, or where it is no JSON. */
export function readJson(text: string): { readonly value?: unknown; readonly errors: readonly SyntaxProblem[] } {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  if (errors.length === 0) return { value, errors: [] };
  const problems = errors.map(({ error, offset, length }) => ({ ...placeOf(text, offset, offset + length), code: printParseErrorCode(error) }));
  // One slip has others follow: the first of a line says what it was.
  return { errors: problems.filter(({ line }, index) => problems.findIndex((other) => other.line === line) === index) };
}

/**
 * Where a dotted path stands in a JSON text: its key and value; where it is missing, the nearest thing around it that is
 * there. Undefined where the text is no JSON at all.
 */
export function findPlace(text: string, path: string): Place | undefined {
  const tree = parseTree(text);
  if (!tree) return undefined;
  const keys = path === '' ? [] : path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  for (let length = keys.length; length >= 0; length--) {
    const node = findNodeAtLocation(tree, keys.slice(0, length));
    if (node) return placeOf(text, ...rangeOf(node));
  }
  return undefined;
}

/** A property with its key; of a large object or list only the beginning, so that a mark does not cover everything. */
function rangeOf(node: Node): [number, number] {
  const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  const large = node.type === 'object' || node.type === 'array';
  const from = key?.offset ?? node.offset;
  if (large) return key ? [key.offset, key.offset + key.length] : [node.offset, node.offset + 1];
  return [from, node.offset + node.length];
}

function placeOf(text: string, from: number, to: number): Place {
  const start = Math.min(from, text.length);
  return { from: start, to: Math.max(start, Math.min(to, text.length)), line: text.slice(0, start).split('\n').length };
}
