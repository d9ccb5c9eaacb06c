import { call, type AnyProcedure } from '@orpc/server';
import { ORPCError } from '@orpc/client';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createRouter } from '../../../src/main/rpc/router.ts';
import { errorCodes } from '../../../src/shared/api/errors.ts';
import { contract } from '../../../src/shared/api/contract.ts';
import type { RunSummary } from '../../../src/shared/api/records.ts';
import { fakeDocument, openStudio, start, temporaryFolder, untilState } from '../../support/studio.ts';

/** Every procedure of the contract with rubbish for its input: each refuses it in a code, none ends in an error that nobody foresaw. */

/** What is sent where something else was expected. Names that lead nowhere are sound texts: the services have to refuse them. */
const rubbish: readonly unknown[] = [
  undefined, null, true, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, '', 'no-such-thing', '../../etc/passwd', '\0', "'; DROP TABLE runs; --", '__proto__', '\ud800', 'x'.repeat(100_000),
  [], [null], [[[]]], {}, { toString: 1 }, { length: -1 }, JSON.parse('{"__proto__":{"polluted":true}}'), nested(2000), new Date(Number.NaN), 1n, new Set([1]), new Map([[1, 2]]),
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { value };
  return value;
}

interface Declared {
  readonly name: string;
  readonly input: z.ZodObject | undefined;
}

function* declared(node: object, path: string[] = []): Generator<Declared> {
  for (const [key, value] of Object.entries(node) as [string, object][]) {
    const name = [...path, key];
    if ('~orpc' in value) yield { name: name.join('.'), input: (value['~orpc'] as { inputSchema?: z.ZodObject }).inputSchema };
    else yield* declared(value, name);
  }
}

const procedures = [...declared(contract)];

/** A sound value of a schema, as small as can be. */
function plausible(schema: JsonSchema, known: Readonly<Record<string, unknown>>, key = ''): unknown {
  if (key in known) return known[key];
  if (schema.anyOf) return plausible(schema.anyOf[0], known, key);
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((name) => [name, plausible(schema.properties?.[name] ?? {}, known, name)]));
    case 'array':
      return schema.prefixItems ? schema.prefixItems.map((item) => plausible(item, known)) : [plausible(schema.items ?? {}, known, key.replace(/s$/, ''))];
    case 'string':
      return 'no-such-thing';
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 0);
    case 'boolean':
      return false;
    default:
      return {};
  }
}

interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minimum?: number;
}

it('every procedure refuses rubbish in a code, and none ends in an error that nobody foresaw', async () => {
  const app = openStudio();
  const [run] = await start(app, fakeDocument('rubbish'));
  await untilState(app, run.id, 'done');
  const reported: unknown[] = [];
  const router = createRouter(app, (error) => reported.push(error));
  const context = { door: 'browser' as const, baseDirectory: temporaryFolder() };
  const codes: Record<string, number> = {};

  /** The code in which an input ends; "done" where it was sound. */
  const ask = async (procedure: AnyProcedure, value: unknown): Promise<string> => {
    try {
      const answer: unknown = await call(procedure, value, { context, signal: AbortSignal.timeout(20_000) });
      if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer) {
        const stream = (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]();
        // Streams of changes begin with nothing; what is wrong with a question comes at once.
        await Promise.race([stream.next(), new Promise((wait) => setTimeout(wait, 20))]);
        void stream.return?.();
      }
      return 'done';
    } catch (error) {
      expect(error, show(value)).toBeInstanceOf(ORPCError);
      const { code, message } = error as ORPCError<string, unknown>;
      expect(errorCodes, `${show(value)}: ${message}`).toContain(code);
      expect(message).not.toMatch(/^\s*at |node_modules|\.ts:\d/m);
      expect(message.length, message.slice(0, 100)).toBeLessThan(250_000);
      return code;
    }
  };

  for (const { name, input } of procedures) {
    const procedure = name.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], router) as AnyProcedure;
    const wholes = rubbish.slice(0, input ? undefined : 2).map((value) => [value, 'input', value] as const);
    const sound = input && soundInput(name, input, { run, directory: context.baseDirectory });
    const parts = Object.keys(input?.shape ?? {}).flatMap((key) => rubbish.map((value) => [{ ...sound, [key]: value }, key, value] as const));
    app.services.runs.undelete(run.id);
    for (const [value, key, wrong] of [...wholes, ...parts]) {
      const code = await ask(procedure, value);
      const told = `${name} with ${key} = ${show(wrong)}: ${code} ${reported.map(String).join()}`;
      expect(code, told).not.toBe('internal');
      const needed = input && key === 'input' && !input.safeParse({}).success;
      if (needed && !(typeof value === 'object' && value !== null)) expect(code, told).toBe('usage');
      codes[code] = (codes[code] ?? 0) + 1;
    }
  }
  expect(reported).toEqual([]);
  expect({}).not.toHaveProperty('polluted');
  // Most of it is refused at the door, and the rest by the services.
  expect(codes['usage']).toBeGreaterThan(1000);
  expect(codes['not-found']).toBeGreaterThan(10);
});

function soundInput(name: string, input: z.ZodObject, { run, directory }: { readonly run: RunSummary; readonly directory: string }): Record<string, unknown> {
  const known = { id: name.startsWith('experiments') ? run.experimentId : run.id, experimentId: run.experimentId, document: fakeDocument('sound'), directory };
  return plausible(z.toJSONSchema(input, { unrepresentable: 'any', io: 'input' }) as JsonSchema, known) as Record<string, unknown>;
}

function show(value: unknown): string {
  try {
    return JSON.stringify(value)?.slice(0, 60) ?? String(value);
  } catch {
    return String(value).slice(0, 60);
  }
}
