import { z } from 'zod';
import { slots, type CatalogDescription, type SlotName } from '../schema/definition.ts';
import { kindOf, type KindContext, type ParameterDescription } from '../schema/kinds/index.ts';
import type { Language } from '../schema/localized.ts';
import { assignmentSchema } from './assignment-schema.ts';
import { documentFormat } from './document.ts';
import {
  dataParameters,
  earlyStoppingParameters,
  evaluateParameters,
  regularizationParameters,
  scheduleParameters,
  trainingParameters,
} from './sections.ts';

/** Between the valid keys in the message of an unknown one. */
export const keySeparator = ', ';

/** Parameters that every type of a slot has beside its own. */
export const sharedParameters: Partial<Record<SlotName, Readonly<Record<string, ParameterDescription>>>> = {
  dataset: dataParameters,
  schedule: scheduleParameters,
};

type Schemas = ReturnType<typeof buildSchemas>;
const built = new WeakMap<CatalogDescription, Partial<Record<Language, Schemas>>>();

/**
 * Zod schemas of documents, derived from the declarations; every message says what was expected, in one language.
 * Built once for each catalog and language: building takes longer than checking.
 */
export function experimentSchema(catalog: CatalogDescription, language: Language): Schemas {
  const languages = built.get(catalog) ?? {};
  built.set(catalog, languages);
  return (languages[language] ??= buildSchemas(catalog, language));
}

function buildSchemas(catalog: CatalogDescription, language: Language) {
  const cache = new Map<SlotName, z.ZodType>();
  const say = (en: string, zh: string) => () => (language === 'en' ? en : zh);
  const context: KindContext = {
    language,
    catalog,
    slot: (name) => z.lazy(() => slotSchema(name as SlotName)),
  };

  function slotSchema(slot: SlotName): z.ZodType {
    let schema = cache.get(slot);
    if (!schema) {
      const { discriminator } = slots[slot];
      const members = catalog[slot].map((definition) =>
        z.strictObject(
          { [discriminator]: z.literal(definition.type), ...shape({ ...sharedParameters[slot], ...definition.parameters }, context) },
          { error: objectMessage(language) },
        ),
      );
      schema = z.discriminatedUnion(discriminator, members as unknown as [z.ZodObject, ...z.ZodObject[]], {
        error: say(`an object whose "${discriminator}" is one of ${catalog[slot].map((d) => d.type).join(', ')}`, `一个对象，其 "${discriminator}" 为 ${catalog[slot].map((d) => d.type).join('、')} 之一`),
      });
      cache.set(slot, schema);
    }
    return schema;
  }

  const object = <S extends z.ZodRawShape>(fields: S) => z.strictObject(fields, { error: objectMessage(language) });
  const every = (word: 'end' | 'off') =>
    z
      .union([z.literal('epoch'), z.literal(word), z.int().min(1)], { error: say(`"epoch", "${word}" or a number of steps, at least 1`, `"epoch"、"${word}" 或步数（不小于 1）`) })
      .default('epoch');
  const scalarPath = z.string().min(1).max(300);

  const run = {
    format: z.literal(documentFormat, { error: say(`"${documentFormat}"`, `"${documentFormat}"`) }),
    name: z.string({ error: say('a name of 1 to 200 characters', '1 到 200 个字符的名称') }).min(1).max(200),
    description: z.string({ error: say('a text', '文本') }).max(100_000).optional(),
    seed: z.int({ error: say('a whole number from 0 to 4294967295', '从 0 到 4294967295 的整数') }).min(0).max(0xffff_ffff).default(0),
    data: slotSchema('dataset'),
    network: object({
      init: slotSchema('initializer').prefault({ scheme: 'auto' }),
      layers: z.array(slotSchema('layer'), { error: say('a list of 1 to 1000 layers', '1 到 1000 个层的列表') }).min(1).max(1000),
      loss: slotSchema('loss').prefault({ type: 'softmax-cross-entropy' }),
    }),
    optimizer: slotSchema('optimizer').prefault({ type: 'sgd' }),
    schedule: slotSchema('schedule').prefault({ type: 'constant' }),
    regularization: object(shape(regularizationParameters, context)).prefault({}),
    training: object({
      ...shape(trainingParameters, context),
      evaluate: object({ every: every('end'), ...shape(evaluateParameters, context) }).prefault({}),
      inspect: every('off'),
      earlyStopping: object(shape(earlyStoppingParameters, context)).nullable().optional(),
    }).superRefine((training, context) => {
      const given = (key: string) => (training as Record<string, unknown>)[key] != null;
      if (given('epochs') === given('iterations')) {
        context.addIssue({ code: 'custom', path: [given('epochs') ? 'iterations' : 'epochs'], message: say('either "epochs" or "iterations", not both', '"epochs" 或 "iterations" 二选一')() });
      }
    }),
  };

  const when = z.union([z.object({ path: scalarPath, equals: z.unknown() }).strict(), z.object({ path: scalarPath, oneOf: z.array(z.unknown()).min(1).max(1000) }).strict()], { error: say('a condition: a path, and the value it equals or a list "oneOf" of values', '一个条件：路径，以及 equals 的值或 oneOf 的值列表') }).optional();
  const bounds = { low: z.number(), high: z.number(), when };
  const ordered = (value: { low: number; high: number }) => value.low <= value.high;
  const orderedMessage = { error: say('"low" at most "high"', '"low" 不大于 "high"'), path: ['low'] };
  const distribution = z.union(
    [
      object({ distribution: z.literal('uniform'), ...bounds }).refine(ordered, orderedMessage),
      object({ distribution: z.literal('log-uniform'), ...bounds, low: z.number().gt(0) }).refine(ordered, orderedMessage),
      object({ distribution: z.literal('integer'), ...bounds, low: z.int(), high: z.int(), step: z.int().min(1).optional() }).refine(ordered, orderedMessage),
      object({ distribution: z.literal('log-integer'), ...bounds, low: z.int().min(1), high: z.int(), step: z.int().min(1).optional() }).refine(ordered, orderedMessage),
      object({ distribution: z.literal('choice'), values: z.array(z.unknown()).min(1).max(1000), when }),
    ],
    { error: say('a distribution: uniform or log-uniform with low and high, integer, log-integer, or choice with values', '一个分布：uniform 或 log-uniform（low、high）、integer、log-integer，或 choice（values）') },
  );

  const experiment = object({
    ...run,
    variants: z
      .array(object({ name: z.string({ error: say('a name', '名称') }).min(1).max(200), set: z.record(scalarPath, z.unknown(), { error: say('an object of paths and values', '路径和值组成的对象') }) }), { error: say('a list of 1 to 1000 variants', '1 到 1000 个变体的列表') })
      .min(1)
      .max(1000)
      .optional(),
    search: object({
      method: z.enum(['grid', 'random', 'tpe'], { error: say('"grid", "random" or "tpe"', '"grid"、"random" 或 "tpe"') }),
      trials: z.int({ error: say('a number of trials from 1 to 100000', '从 1 到 100000 的试验数') }).min(1).max(100_000),
      metric: z.enum(['validationAccuracy', 'validationLoss'], { error: say('"validationAccuracy" or "validationLoss"; a search is never judged on the test set', '"validationAccuracy" 或 "validationLoss"；搜索从不依据测试集') }).default('validationAccuracy'),
      goal: z.enum(['maximize', 'minimize'], { error: say('"maximize" or "minimize"', '"maximize" 或 "minimize"') }).default('maximize'),
      pruning: object({
        method: z.enum(['successive-halving', 'hyperband'], { error: say('"successive-halving" or "hyperband"', '"successive-halving" 或 "hyperband"') }),
        reduction: z.number().min(2).max(10).default(3),
        minEpochs: z.int().min(1).default(1),
      }).nullable().optional(),
      patience: z.int().min(1).nullable().optional(),
      space: z.record(scalarPath, distribution, { error: say('an object of paths and distributions', '路径和分布组成的对象') }),
    }).optional(),
    editor: object({
      blocks: z
        .array(
          object({
            at: z.int({ error: say('the position of a layer', '层的位置') }).min(0),
            length: z.int({ error: say('a number of layers, at least 1', '层数（不小于 1）') }).min(1).max(1000),
            times: z.int({ error: say('a whole number from 1 to 1000', '从 1 到 1000 的整数') }).min(1).max(1000),
            name: z.string({ error: say('a name', '名称') }).max(200).optional(),
            collapsed: z.boolean({ error: say('true or false', 'true 或 false') }).optional(),
          }),
          { error: say('a list of blocks', '模块的列表') },
        )
        .max(1000)
        .default([]),
    }).optional(),
    assignment: assignmentSchema(say).optional(),
    repeats: z.int({ error: say('a whole number from 1 to 1000', '从 1 到 1000 的整数') }).min(1).max(1000).optional(),
  }).superRefine((document, context) => {
    const { variants, search } = document as { variants?: unknown; search?: unknown };
    if (variants && search) context.addIssue({ code: 'custom', path: ['search'], message: say('either "variants" or "search", not both', '"variants" 或 "search" 二选一')() });
  });

  return { experiment, run: object(run), slot: slotSchema };
}

/** Schemas of declared parameters, with their defaults. */
function shape(parameters: Readonly<Record<string, ParameterDescription>>, context: KindContext): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, description]) => {
      const kind = kindOf(description);
      const schema = kind.schema(description, context);
      const initial = kind.initial(description);
      if (description.optional) return [name, schema.nullable().optional()];
      return [name, initial === undefined ? schema : schema.default(initial as never)];
    }),
  );
}

/**
 * The message of an object schema. For an unknown key it is the list of the valid ones, from which `checkExperiment`
 * finds the nearest.
 */
function objectMessage(language: Language) {
  return (issue: z.core.$ZodRawIssue) => {
    if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) return Object.keys(issue.inst.shape).join(keySeparator);
    return language === 'en' ? 'an object' : '一个对象';
  };
}
