import { useI18n } from 'vue-i18n';
import type { SweepTrial } from '../../../shared/api/sweeps.ts';
import type { SearchSection } from '../../../shared/experiment/document.ts';
import { findDefinition, slots, type SlotName } from '../../../shared/schema/definition.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useCatalog } from '../../stores/studio.ts';
import { count, fixed, networkShape, percent, plain } from '../../ui/format.ts';
import { useParameterWords } from '../../ui/useParameterWords.ts';

/** Parameters, values and metrics of a sweep as people read them. */
export function useSweepWords() {
  const { t } = useI18n();
  const parameters = useParameterWords();
  const preferences = usePreferences();
  const catalog = useCatalog();

  /** Name of a parameter; what holds a whole declared type is called after it. */
  const wholes: Readonly<Record<string, string>> = { optimizer: 'parameter.optimizer_type', 'network.init': 'parameter.network_init_scheme', schedule: 'parameter.schedule_type', 'network.layers': 'sweeps.networkLayers' };
  function label(path: string): string {
    if (wholes[path]) return t(wholes[path]);
    const layer = /^network\.layers\.(\d+)\.(\w+)$/.exec(path);
    if (layer) return t('sweeps.layerParameter', { layer: Number(layer[1]) + 1, name: parameterTitle(layer[2] ?? '') });
    const text = parameters.label(path);
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  /** Title of a layer's parameter, as any layer that has it declares it. */
  function parameterTitle(name: string): string {
    const declared = catalog.value?.layer.find(({ parameters: own }) => own[name])?.parameters[name];
    return declared ? declared.title[preferences.language] : name;
  }

  /** A value in a few characters: numbers to three digits, declared types by their title, layers by their widths. */
  function value(path: string, given: unknown): string {
    if (given === undefined) return '–';
    if (typeof given === 'number') return plain(Number(given.toPrecision(3)));
    if (Array.isArray(given)) return layers(given);
    if (typeof given === 'object' && given !== null) return titled(given as Record<string, unknown>) ?? JSON.stringify(given);
    return parameters.value(path, given as string | boolean | null);
  }

  /** The title of a declared type, and its numbers. */
  function titled(object: Readonly<Record<string, unknown>>): string | undefined {
    if (!catalog.value) return undefined;
    for (const slot of Object.keys(slots) as SlotName[]) {
      const definition = findDefinition(catalog.value, slot, object[slots[slot].discriminator]);
      if (!definition) continue;
      const numbers = Object.entries(object).flatMap(([key, entry]) => (typeof entry === 'number' ? [`${key} ${plain(entry)}`] : []));
      return [definition.title[preferences.language], ...numbers].join(' ');
    }
    return undefined;
  }

  function layers(list: readonly unknown[]): string {
    const widths = list.flatMap((layer) => (typeof layer === 'object' && layer !== null && 'units' in layer && typeof layer.units === 'number' ? [layer.units] : []));
    return widths.length > 0 ? networkShape(widths.join('-')) : t('sweeps.layers', { count: count(list.length) });
  }

  const metricText = (metric: SearchSection['metric'], given: number | null | undefined): string => {
    if (given === null || given === undefined) return '–';
    return metric === 'validationAccuracy' ? percent(given, 1) : fixed(given, 4);
  };
  const settingsText = ({ settings }: Pick<SweepTrial, 'settings'>): string => Object.entries(settings).map(([path, given]) => `${label(path)} ${value(path, given)}`).join(' · ');

  return { t, label, value, metricText, settingsText };
}
