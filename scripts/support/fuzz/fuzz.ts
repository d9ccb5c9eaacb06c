/** Damaged inputs for the readers of other people's files: how they are damaged, and what counts as a proper answer. */
import type { RandomStream } from '../../../src/engine/core/random.ts';
import { DescentError, type ErrorCode } from '../../../src/shared/api/errors.ts';
import type { Localized } from '../../../src/shared/schema/localized.ts';

export interface FuzzTarget {
  readonly name: string;
  /** Sound inputs to start from. */
  readonly samples: readonly Uint8Array[];
  /** How a sample is damaged; left out, byte by byte. */
  readonly damage?: (sample: Uint8Array, random: RandomStream) => Uint8Array;
  /** The codes in which an input may be refused. */
  readonly codes: readonly ErrorCode[];
  /** How the message of a refusal must read. */
  readonly message?: RegExp;
  /** Reads an input under the name `fuzzed`. Throws a `Fault` where what was read is not sound, a `Refusal` where it was put aside without an error. */
  readonly read: (input: Uint8Array) => unknown;
}

/** What was read is not what it claims to be. */
export class Fault extends Error {}
/** Refused in another way than by an error. */
export class Refusal extends Error {}

export type Outcome = { readonly kind: 'read' } | { readonly kind: 'refused' | 'fault'; readonly reason: string };

/** No input, however made, may take longer, in milliseconds: a hundred times what the slowest took on a machine at rest. */
export const longest = 10_000;

/** What a reader made of an input. */
export async function outcomeOf({ read, codes, message }: FuzzTarget, input: Uint8Array): Promise<Outcome> {
  let begin = performance.now();
  let outcome = await attempt(read, input);
  if (performance.now() - begin > longest) {
    // Once more: it may have been the machine.
    begin = performance.now();
    outcome = await attempt(read, input);
    const took = performance.now() - begin;
    if (took > longest) return { kind: 'fault', reason: `took ${Math.round(took)} ms` };
  }
  if (!(outcome instanceof Error)) return { kind: 'read' };
  if (outcome instanceof Refusal) return { kind: 'refused', reason: outcome.message };
  if (outcome instanceof Fault) return { kind: 'fault', reason: `unsound: ${outcome.message}` };
  if (!(outcome instanceof DescentError)) return { kind: 'fault', reason: `not a coded error: ${outcome.stack ?? outcome.message}` };
  if (!codes.includes(outcome.code)) return { kind: 'fault', reason: `code ${outcome.code}: ${outcome.message}` };
  if (message && !message.test(outcome.message)) return { kind: 'fault', reason: `message: ${JSON.stringify(outcome.message)}` };
  return { kind: 'refused', reason: reasonOf(outcome) };
}

async function attempt(read: FuzzTarget['read'], input: Uint8Array): Promise<unknown> {
  try {
    await read(input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Fault(`threw ${String(error)}`);
  }
}

/** A damaged copy: one to four of flipped bits, changed bytes, cuts, insertions, repeated stretches, foreign stretches, and plain rubbish. */
export function mutate(sample: Uint8Array, random: RandomStream): Uint8Array {
  let bytes: Buffer = Buffer.from(sample);
  const rubbish = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.below(256)));
  const splice = (at: number, remove: number, insert: Uint8Array = Buffer.alloc(0)): void => void (bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]));
  for (let change = random.below(4); change >= 0; change--) {
    const at = random.below(bytes.length + 1);
    const length = random.below(8) + 1;
    switch (random.below(8)) {
      case 0:
        if (at < bytes.length) bytes[at] ^= 1 << random.below(8);
        break;
      case 1:
        if (at < bytes.length) bytes[at] = random.below(256);
        break;
      case 2:
        bytes = bytes.subarray(0, at);
        break;
      case 3:
        splice(at, length);
        break;
      case 4:
        splice(at, 0, rubbish(length));
        break;
      case 5:
        splice(at, 0, bytes.subarray(Math.max(0, at - random.below(4096)), at));
        break;
      case 6: {
        const foreign = [',', ';', '\n', '\r', '"', '""', '\t', '\0', 'NaN', '1e999', '-', '.', 'Infinity', '0x10', '\u00e9', '\ud83d\ude00', '\xff\xff\xff\xff', '\x1f\x8b', '{', '[', 'null', '__proto__'];
        splice(at, random.below(3), Buffer.from(foreign[random.below(foreign.length)], random.below(2) === 0 ? 'utf8' : 'latin1'));
        break;
      }
      default:
        if (random.below(20) === 0) bytes = rubbish(random.below(64));
    }
  }
  return new Uint8Array(bytes);
}

/** A damaged copy of JSON, by its bytes or by its values: another value in the place of one, a key renamed, left out, doubled, or nested in itself. */
export function mutateJson(sample: Uint8Array, random: RandomStream): Uint8Array {
  if (random.below(3) === 0) return mutate(sample, random);
  const root = JSON.parse(new TextDecoder().decode(sample)) as unknown;
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, key]);
      collect(inner);
    }
  };
  collect(root);
  for (let change = random.below(3); change >= 0; change--) {
    const [holder, key] = places[random.below(places.length)];
    const [other, otherKey] = places[random.below(places.length)];
    switch (random.below(5)) {
      case 0:
        Reflect.deleteProperty(holder, key);
        break;
      case 1:
        holder[key] = structuredClone(other[otherKey]);
        break;
      case 2:
        if (Array.isArray(holder)) break;
        Object.defineProperty(holder, strangeKeys[random.below(strangeKeys.length)], { value: holder[key], enumerable: true, configurable: true, writable: true });
        break;
      default:
        holder[key] = strangeValues[random.below(strangeValues.length)];
    }
  }
  return new TextEncoder().encode(JSON.stringify(root));
}

const strangeKeys = ['__proto__', 'constructor', 'toString', 'length', '', '0', 'a.b', 'type', 'source', '\u0000'];
const strangeValues: readonly unknown[] = [
  null, true, 0, -1, 0.5, 1e9, 1e300, -1e300, 5e-324, 2 ** 53, 4294967295, 4294967296, '', 'x', 'affine', 'softmax', 'file', 'auto', 'x'.repeat(5000), '../../etc/passwd', '\u0000', [], [[]], {}, [0], [null], { type: 'affine' },
  { type: 'affine', units: 100_000 }, Array(2000).fill({ type: 'relu' }), JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`),
];

/** What was expected, without the numbers and quotations that differ from case to case. */
function reasonOf({ code, detail, message }: DescentError): string {
  const [problem] = Array.isArray(detail.problems) ? (detail.problems as { expected: string }[]) : [];
  const reason = (detail.expected as Localized | undefined)?.en ?? problem?.expected ?? message;
  return `${code}: ${reason.replace(/"[^"]*"/g, '"…"').replace(/-?\d[\d.,e+-]*( × \d[\d,]*)*/g, 'n').slice(0, 100)}`;
}
