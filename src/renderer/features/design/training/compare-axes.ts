import { activationForAll, dropoutEverywhere, flatten, groups, initForAll, layersOf, lockedChanges, mostVariants, normalizationEverywhere, numbersFrom, readSwitches, setOption, setValue, valuesAround, type Axis, type AxisValue, type Design } from '../../../../shared/design/index.ts';
import type { Typed } from '../../../../shared/experiment/document.ts';
import { getAt } from '../../../../shared/experiment/paths.ts';
import { regularizationParameters, trainingParameters } from '../../../../shared/experiment/sections.ts';
import type { CatalogDescription, DefinitionDescription, SlotName } from '../../../../shared/schema/definition.ts';
import { kindOf, type NumberParameter } from '../../../../shared/schema/kinds/index.ts';
import { newDefinition } from '../../../forms/defaults.ts';
import { plain } from '../../../ui/format.ts';

/** Something a comparison can run over: numbers that are typed, or a few named choices. */
export type AxisOption = {
  readonly key: string;
  readonly group: 'whole' | 'training' | 'layers';
  readonly label: string;
} & (
  | { readonly kind: 'numbers'; readonly parameter: NumberParameter; readonly current: number; readonly short: string; readonly apply: (design: Design, value: number) => Design }
  | { readonly kind: 'choices'; readonly choices: readonly (AxisValue & { readonly value: string })[]; readonly usual: readonly string[] }
);

/** What the words are that the options are named by. */
export interface AxisWords {
  readonly t: (key: `design.compare.${'activation' | 'init' | 'norm' | 'dropout' | 'optimizer' | 'schedule' | 'with' | 'without'}` | `design.bar.${'lr' | 'decay' | 'batch'}`, values?: Record<string, unknown>) => string;
  readonly title: (text: DefinitionDescription['title']) => string;
  readonly layerName: (id: string, layer: Typed) => string;
}

/** Everything that can be compared over in this design, from what its types declare. */
export function axisOptions(design: Design, catalog: CatalogDescription, words: AxisWords): AxisOption[] {
  return [...trainingOptions(design, catalog, words), ...wholeOptions(design, catalog, words), ...layerOptions(design, catalog, words)];
}

/** The options that leave alone what the assignment keeps: of named choices those that do, where at least two are left. */
export function unlockedOptions(design: Design, options: readonly AxisOption[]): AxisOption[] {
  const free = (apply: (design: Design) => Design) => lockedChanges(design.document, apply(design).document).length === 0;
  return options.flatMap((option): AxisOption[] => {
    if (option.kind === 'numbers') {
      const other = numbersFrom(usualValues(option))?.find((value) => value !== option.current);
      return other === undefined || free((now) => option.apply(now, other)) ? [option] : [];
    }
    const choices = option.choices.filter(({ apply }) => free(apply));
    return choices.length > 1 ? [{ ...option, choices, usual: option.usual.filter((value) => choices.some((choice) => choice.value === value)) }] : [];
  });
}

/** The values of an option as they were typed or chosen; undefined where they cannot be read. */
export function axisOf(option: AxisOption, typed: string, chosen: readonly string[]): Axis | undefined {
  if (option.kind === 'choices') return { values: option.choices.filter(({ value }) => chosen.includes(value)) };
  const numbers = numbersFrom(typed);
  if (!numbers || numbers.length > mostVariants || !numbers.every((value) => fits(option.parameter, value))) return undefined;
  return { values: numbers.map((value) => ({ name: `${option.short} ${plain(value)}`, apply: (design) => option.apply(design, value) })) };
}

/** The values that are offered first. */
export function usualValues({ parameter, current }: Extract<AxisOption, { kind: 'numbers' }>): string {
  return valuesAround(current, { log: parameter.scale === 'log', integer: parameter.integer === true, min: parameter.min, max: parameter.exclusiveMax && parameter.max !== undefined ? parameter.max * 0.999 : parameter.max }).join(', ');
}

function trainingOptions({ document }: Design, catalog: CatalogDescription, { t, title }: AxisWords): AxisOption[] {
  const options: AxisOption[] = [];
  const optimizer = catalog.optimizer.find(({ type }) => type === document.optimizer.type);
  for (const [name, parameter] of Object.entries(optimizer?.parameters ?? {})) {
    if (parameter.kind === 'number') options.push(numberOption('training', `optimizer.${name}`, title(parameter.title), name === 'lr' ? t('design.bar.lr') : title(parameter.title).toLowerCase(), parameter, document));
  }
  options.push(typesOption('optimizer', t('design.compare.optimizer'), catalog, document.optimizer.type, title));
  options.push(typesOption('schedule', t('design.compare.schedule'), catalog, document.schedule.type, title));
  options.push(numberOption('training', 'regularization.l2', title(regularizationParameters.l2.title), 'λ', regularizationParameters.l2, document));
  options.push(numberOption('training', 'training.batchSize', title(trainingParameters.batchSize.title), t('design.bar.batch').toLowerCase(), trainingParameters.batchSize, document));
  return options.filter((option) => option.kind === 'choices' || Number.isFinite(option.current));
}

function wholeOptions(design: Design, catalog: CatalogDescription, { t, title }: AxisWords): AxisOption[] {
  const switches = readSwitches(design, catalog);
  const onOff = (key: string, what: string, apply: (design: Design, on: boolean) => Design): AxisOption => ({
    key,
    group: 'whole',
    label: what,
    kind: 'choices',
    choices: [true, false].map((on) => ({ value: String(on), name: t(on ? 'design.compare.with' : 'design.compare.without', { what }), apply: (now) => apply(now, on) })),
    usual: ['true', 'false'],
  });
  const init: AxisOption = {
    key: 'init',
    group: 'whole',
    label: t('design.compare.init'),
    kind: 'choices',
    choices: catalog.initializer.filter(({ parameters }) => !Object.values(parameters).some(({ kind }) => kind === 'text')).map((definition) => ({ value: definition.type, name: title(definition.title), apply: (now) => initForAll(now, catalog, newDefinition(definition) as Typed<'scheme'>) })),
    usual: [switches.init ?? 'auto', 'he-normal', 'xavier-normal', 'normal'],
  };
  if (switches.stages === 0) return [init];
  const activations = layersOf(catalog, groups.activation);
  return [
    {
      key: 'activation',
      group: 'whole',
      label: t('design.compare.activation'),
      kind: 'choices',
      choices: activations.map((definition) => ({ value: definition.type, name: title(definition.title), apply: (now) => activationForAll(now, catalog, definition.type) })),
      usual: activations.map(({ type }) => type),
    },
    init,
    onOff('norm', t('design.compare.norm'), (now, on) => normalizationEverywhere(now, catalog, on)),
    onOff('dropout', t('design.compare.dropout'), (now, on) => dropoutEverywhere(now, catalog, on ? (switches.dropoutRate ?? 0.2) : undefined)),
  ];
}

function layerOptions({ outline }: Design, catalog: CatalogDescription, { title, layerName }: AxisWords): AxisOption[] {
  const first = flatten(outline).filter(({ copy }) => copy === 0);
  return first.flatMap(({ item }) => {
    const parameters = catalog.layer.find(({ type }) => type === item.layer.type)?.parameters ?? {};
    return Object.entries(parameters).flatMap(([name, parameter]): AxisOption[] => {
      const current = item.layer[name];
      if (parameter.kind !== 'number' || typeof current !== 'number') return [];
      return [{ key: `${item.id} ${name}`, group: 'layers', label: `${layerName(item.id, item.layer)}: ${title(parameter.title)}`, kind: 'numbers', parameter, current, short: `${layerName(item.id, item.layer)} ${title(parameter.title).toLowerCase()}`, apply: (now, value) => setOption(now, item.id, name, value) }];
    });
  });
}

function numberOption(group: 'training', path: string, label: string, short: string, parameter: NumberParameter, document: Design['document']): AxisOption {
  return { key: path, group, label, kind: 'numbers', parameter, current: Number(getAt(document, path)), short, apply: (design, value) => setValue(design, path, value) };
}

function typesOption(slot: Extract<SlotName, 'optimizer' | 'schedule'>, label: string, catalog: CatalogDescription, current: string, title: AxisWords['title']): AxisOption {
  return {
    key: slot,
    group: 'training',
    label,
    kind: 'choices',
    choices: catalog[slot].map((definition) => ({
      value: definition.type,
      name: title(definition.title),
      // The one there is keeps its settings.
      apply: (design) => (definition.type === current ? design : setValue(design, slot, newDefinition(definition))),
    })),
    usual: [current],
  };
}

function fits(parameter: NumberParameter, value: number): boolean {
  const schema = kindOf(parameter).schema(parameter, { language: 'en', catalog: {} as CatalogDescription, slot: () => { throw new Error('a number has no slot'); } });
  return schema.safeParse(value).success;
}
