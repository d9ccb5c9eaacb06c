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
 * Every parameter of a document that a search can vary: numbers with a range around their value, and which optimizer or initial weights
 * are used.
 */
export function searchables(document: RunDocument, catalog: CatalogDescription): Searchable[] {
  const typed: readonly { readonly prefix: string; readonly slot: SlotName; readonly value: Readonly<Record<string, unknown>> }[] = [
    { prefix: 'optimizer', slot: 'optimizer', value: document.optimizer },
    ...document.network.layers.map((value, i) => ({ prefix: `network.layers.${i}`, slot: 'layer' as const, value })),
    { prefix: 'network.init', slot: 'initializer', value: document.network.init },
    { prefix: 'schedule', slot: 'schedule', value: document.schedule },
  ];
  const numbers = typed.flatMap(({ prefix, slot, value }) => {
    const definition = findDefinition(catalog, slot, value[slots[slot].discriminator]);
    return ranges(prefix, definition?.parameters ?? {}, value);
  });
  // The last layer's width follows from the classes.
  const lastUnits = `network.layers.${document.network.layers.findLastIndex(({ units }) => typeof units === 'number')}.units`;
  return [
    ...numbers.filter(({ path }) => path !== lastUnits),
    ...ranges('regularization', regularizationParameters, document.regularization as unknown as Readonly<Record<string, unknown>>).filter(({ path }) => !path.includes('clip')),
    ...ranges('training', { batchSize: trainingParameters.batchSize }, { batchSize: document.training.batchSize }),
    { path: 'optimizer', distribution: { distribution: 'choice', values: catalog.optimizer.map(({ type }) => ({ type })) } },
    { path: 'network.init', distribution: { distribution: 'choice', values: catalog.initializer.filter(({ parameters }) => Object.keys(parameters).length === 0).map(({ type }) => ({ scheme: type })) } },
  ];
}

/**
 * The space of what was chosen. A parameter that only some of the chosen optimizers have is searched where they have it.
 */
export function spaceOf(chosen: readonly Searchable[], catalog: CatalogDescription): SearchSection['space'] {
  const optimizer = chosen.find(({ path }) => path === 'optimizer')?.distribution;
  const types = optimizer?.distribution === 'choice' ? optimizer.values.map((value) => (value as { type: string }).type) : undefined;
  return Object.fromEntries(
    chosen.map(({ path, distribution }): [string, Distribution] => {
      const name = path.startsWith('optimizer.') ? path.slice('optimizer.'.length) : undefined;
      const having = name && types ? types.filter((type) => findDefinition(catalog, 'optimizer', type)?.parameters[name]) : types;
      if (!name || !types || having?.length === types.length) return [path, distribution];
      return [path, { ...distribution, when: { path: 'optimizer.type', equals: having?.[0] ?? '' } }];
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
