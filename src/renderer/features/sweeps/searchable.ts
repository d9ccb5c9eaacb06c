import type { Distribution, RunDocument, SearchSection } from '../../../shared/experiment/document.ts';
import { regularizationParameters, trainingParameters } from '../../../shared/experiment/sections.ts';
import { findDefinition, slots, type CatalogDescription, type SlotName } from '../../../shared/schema/definition.ts';
import type { ParameterDescription } from '../../../shared/schema/kinds/index.ts';

/** Something of a document that can be searched, with the range or the choices to begin with. */
export interface Searchable {
  readonly path: string;
  readonly distribution: Distribution;
}

/**
 * Every parameter of a document that a search can vary: numbers with a range around their value, how many hidden layers there are, and which
 * optimizer or initial weights are used.
 * @param optimizers types that are searched; parameters of each of them can be searched, too
 */
export function searchables(document: RunDocument, catalog: CatalogDescription, optimizers: readonly string[] = []): Searchable[] {
  const { optimizer, schedule, network } = document;
  const others = optimizers.filter((type) => type !== optimizer.type).map((type) => ({ type }));
  const typed: readonly { readonly prefix: string; readonly slot: SlotName; readonly value: Readonly<Record<string, unknown>> }[] = [
    ...[optimizer, ...others].map((value) => ({ prefix: 'optimizer', slot: 'optimizer' as const, value })),
    ...network.layers.map((value, i) => ({ prefix: `network.layers.${i}`, slot: 'layer' as const, value })),
    { prefix: 'network.init', slot: 'initializer', value: network.init },
    { prefix: 'schedule', slot: 'schedule', value: schedule },
  ];
  const numbers = typed.flatMap(({ prefix, slot, value }) => {
    const definition = findDefinition(catalog, slot, value[slots[slot].discriminator]);
    return ranges(prefix, definition?.parameters ?? {}, value);
  });
  // The last layer's width follows from the classes; the learning rate of the document's own optimizer stands for all of them.
  const lastUnits = `network.layers.${outputOf(network.layers)}.units`;
  return [
    ...numbers.filter(({ path }, index) => path !== lastUnits && numbers.findIndex((other) => other.path === path) === index),
    ...ranges('regularization', regularizationParameters, document.regularization as unknown as Readonly<Record<string, unknown>>).filter(({ path }) => !path.includes('clip')),
    ...ranges('training', { batchSize: trainingParameters.batchSize }, { batchSize: document.training.batchSize }),
    ...depths(network.layers),
    { path: 'optimizer', distribution: { distribution: 'choice', values: catalog.optimizer.map(({ type }) => ({ type })) } },
    { path: 'network.init', distribution: { distribution: 'choice', values: catalog.initializer.filter(({ parameters }) => Object.keys(parameters).length === 0).map(({ type }) => ({ scheme: type })) } },
  ];
}

type Layers = RunDocument['network']['layers'];

const outputOf = (layers: Layers): number => layers.findLastIndex(({ units }) => typeof units === 'number');

/** Hidden layers that are offered. */
const mostHidden = 6;

/**
 * The same network with other numbers of hidden layers: a hidden layer is one with weights and all that follows until the next. The first
 * stays, the last is repeated.
 */
function depths(layers: Layers): Searchable[] {
  const output = outputOf(layers);
  const starts = layers.flatMap(({ units }, index) => (index < output && typeof units === 'number' ? [index] : []));
  if (starts.length === 0) return [];
  const first = layers.slice(0, starts[1] ?? output);
  const repeated = layers.slice(starts.at(-1), output);
  const values = Array.from({ length: Math.max(mostHidden, starts.length) }, (_, hidden) => [...first, ...Array.from({ length: hidden }, () => repeated).flat(), ...layers.slice(output)]);
  return [{ path: 'network.layers', distribution: { distribution: 'choice', values } }];
}

/** The types of a searched optimizer. */
export function searchedOptimizers(chosen: readonly Searchable[]): readonly string[] {
  const optimizer = chosen.find(({ path }) => path === 'optimizer')?.distribution;
  return optimizer?.distribution === 'choice' ? optimizer.values.map((value) => (value as { type: string }).type) : [];
}

/** Whether two parameters can be searched together: not a layer's own while the layers themselves are searched. */
export function goTogether({ path: a }: Searchable, { path: b }: Searchable): boolean {
  const layers = 'network.layers';
  return !((a === layers && b.startsWith(`${layers}.`)) || (b === layers && a.startsWith(`${layers}.`)));
}

/**
 * The space of what was chosen. A parameter that only some of the chosen optimizers have is searched where they have it.
 */
export function spaceOf(chosen: readonly Searchable[], catalog: CatalogDescription): SearchSection['space'] {
  const types = searchedOptimizers(chosen);
  return Object.fromEntries(
    chosen.flatMap(({ path, distribution }): [string, Distribution][] => {
      const name = path.startsWith('optimizer.') ? path.slice('optimizer.'.length) : undefined;
      const having = name === undefined ? types : types.filter((type) => findDefinition(catalog, 'optimizer', type)?.parameters[name]);
      if (having.length === types.length) return [[path, distribution]];
      const [only] = having;
      if (only === undefined) return [];
      return [[path, { ...distribution, when: { path: 'optimizer.type', ...(having.length === 1 ? { equals: only } : { oneOf: having }) } }]];
    }),
  );
}

function ranges(prefix: string, parameters: Readonly<Record<string, ParameterDescription>>, value: Readonly<Record<string, unknown>>): Searchable[] {
  return Object.entries(parameters).flatMap(([name, description]): Searchable[] => {
    if (description.kind !== 'number') return [];
    const given = value[name];
    const now = typeof given === 'number' ? given : description.default;
    const log = description.scale === 'log';
    const [least, most] = description.slider ?? [description.min ?? 0, description.max ?? 1];
    // Two powers of ten to each side on a logarithmic axis, as far as the parameter goes; else what its slider offers.
    let [low, high] = log && now !== undefined && now > 0 ? [Math.max(least, now / 100), Math.min(most, now * 100)] : [least, most];
    if (description.exclusiveMin && low <= (description.min ?? -Infinity)) low = log ? high / 1e4 : low + (high - low) / 100;
    if (description.exclusiveMax && high >= (description.max ?? Infinity)) high -= (high - low) / 100;
    if (description.integer) {
      return [{ path: `${prefix}.${name}`, distribution: { distribution: log ? 'log-integer' : 'integer', low: Math.max(log ? 1 : -Infinity, Math.round(low)), high: Math.round(high) } }];
    }
    const tidy = (end: number) => Number(end.toPrecision(3));
    return [{ path: `${prefix}.${name}`, distribution: { distribution: log ? 'log-uniform' : 'uniform', low: tidy(low), high: tidy(high) } }];
  });
}
