import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { groups, ordinals, type Item } from '../../../shared/design/index.ts';
import type { LayerAnalysis } from '../../../shared/design/analysis.ts';
import type { Typed } from '../../../shared/experiment/document.ts';
import { findDefinition, type DefinitionDescription, type SlotName } from '../../../shared/schema/definition.ts';
import { kindOf, type ParameterDescription } from '../../../shared/schema/kinds/index.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useCatalog } from '../../stores/studio.ts';
import { count, fixed, percent, plain } from '../../ui/format.ts';
import { useDesigner } from './designer.ts';
import type { EditLabel } from './labels.ts';

/** How the designer names and describes what is in a document, after what its types declare about themselves. */
export function useDesignWords() {
  const { t } = useI18n();
  const preferences = usePreferences();
  const catalog = useCatalog();
  const designer = useDesigner();
  const numbers = computed(() => ordinals(designer.outline));

  function definition(slot: SlotName, type: unknown): DefinitionDescription | undefined {
    return catalog.value ? findDefinition(catalog.value, slot, type) : undefined;
  }

  function title(slot: SlotName, type: unknown): string {
    return definition(slot, type)?.title[preferences.language] ?? String(type);
  }

  /** "Affine 2": the declared title, numbered among its kind. */
  function layerName(id: string, layer: Typed): string {
    const number = numbers.value.get(id);
    const name = title('layer', layer.type);
    return number === undefined ? name : `${name} ${number}`;
  }

  function itemName(item: Item): string {
    if (item.kind === 'layer') return layerName(item.id, item.layer);
    return item.name || item.items.map(({ layer }) => title('layer', layer.type)).join(' · ');
  }

  /** What a few items are called together. */
  function itemsName(items: readonly Item[]): string {
    const [first] = items;
    return items.length === 1 && first ? itemName(first) : t('design.stackPane.layers', { count: items.length }, items.length);
  }

  /** The one line under a layer's name: its settings, or what it does to the first batch. */
  function layerNote(layer: Typed, analysis: LayerAnalysis | undefined): string {
    const declared = definition('layer', layer.type);
    if (!declared) return '';
    const parts = Object.entries(declared.parameters).flatMap(([name, parameter], index) => note(layer[name], parameter, index));
    if (declared.group === groups.weights) parts.push(initName(layer));
    if (parts.length > 0) return parts.join(' · ');
    const activity = analysis?.activity;
    if (!activity) return '';
    const { zeros, total } = activity.histogram;
    if (zeros > total / 1000) return t('design.stackPane.pass', { share: percent(1 - zeros / total) });
    return t('design.stackPane.spread', { mean: fixed(activity.mean, 2), sd: fixed(activity.std, 2) });
  }

  /** The first parameter always; the others where they differ from their default. */
  function note(value: unknown, parameter: ParameterDescription, index: number): string[] {
    if (value === undefined || value === null || parameter.kind === 'definition') return [];
    if (index > 0 && value === kindOf(parameter).initial(parameter)) return [];
    if (parameter.kind === 'choice') return parameter.options.filter((option) => option.value === value).map(({ title: words }) => words[preferences.language].toLowerCase());
    if (typeof value !== 'number') return [];
    const word = parameter.title[preferences.language].toLowerCase();
    if (parameter.kind === 'number' && parameter.integer) return [preferences.language === 'zh' ? t('design.stackPane.units', { count: count(value) }, value) : `${count(value)} ${word}`];
    return [`${word} ${plain(value)}`];
  }

  /** The scheme a layer's weights begin with, its own or the network's: "He normal", "Normal, std 1". */
  function initName(layer: Typed): string {
    const init = (layer['init'] ?? designer.document?.network.init) as Typed<'scheme'> | undefined;
    return init ? schemeName(init) : '';
  }

  function schemeName({ scheme, ...values }: Typed<'scheme'>): string {
    const declared = definition('initializer', scheme);
    const own = Object.entries(values).flatMap(([name, value]) => (typeof value === 'number' && declared?.parameters[name] ? [`${preferences.language === 'zh' ? declared.parameters[name].title.zh : name} ${plain(value)}`] : []));
    return [title('initializer', scheme), ...own].join(preferences.language === 'zh' ? '，' : ', ');
  }

  /** `784`, or `1×28×28` for images. */
  const shape = (sides: readonly number[]): string => sides.map((side) => count(side)).join('×');

  /** What comes in and what goes out; one shape where a layer cannot change it. A layer with weights flattens what comes in. */
  function shapes({ input, output, weightStd, tensors }: LayerAnalysis): string {
    const to = shape(output);
    const weighted = weightStd !== null || tensors.some(({ name }) => name === 'weight');
    return weighted || shape(input) !== to ? `${count(input.reduce((a, b) => a * b, 1))} → ${to}` : to;
  }

  function bytes(value: number): string {
    if (value < 1000) return t('design.bytes.b', { n: count(value) });
    const [unit, size] = value < 1e6 ? (['kb', 1e3] as const) : value < 1e9 ? (['mb', 1e6] as const) : (['gb', 1e9] as const);
    const shown = value / size;
    return t(`design.bytes.${unit}`, { n: shown < 10 ? shown.toFixed(1) : count(Math.round(shown)) });
  }

  const editName = ({ key, name }: EditLabel): string => t(`design.edit.${key}`, { name: name ?? '' }).trim();

  return { t, definition, title, layerName, itemName, itemsName, layerNote, initName, schemeName, shape, shapes, bytes, editName, language: computed(() => preferences.language) };
}
