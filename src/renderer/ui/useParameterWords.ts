import { useI18n } from 'vue-i18n';
import { findDefinition, slots } from '../../shared/schema/definition.ts';
import type { ParameterValue } from '../../shared/experiment/parameters.ts';
import { sharedParameters } from '../../shared/experiment/schema.ts';
import { earlyStoppingParameters, evaluateParameters, regularizationParameters, trainingParameters } from '../../shared/experiment/sections.ts';
import { slotAt } from '../../shared/experiment/slots.ts';
import type { ParameterDescription } from '../../shared/schema/kinds/index.ts';
import { usePreferences } from '../stores/preferences.ts';
import { useCatalog } from '../stores/studio.ts';
import { plain } from './format.ts';

/** Sections that hold no declared type, and what they declare. */
const plainSections: Readonly<Record<string, Readonly<Record<string, ParameterDescription>>>> = { regularization: regularizationParameters, training: trainingParameters, 'training.evaluate': evaluateParameters, 'training.earlyStopping': earlyStoppingParameters };

/** Paths of documents and their values as people read them: short names of the locale first, then what the types declare. */
export function useParameterWords() {
  const { t, te } = useI18n();
  const catalog = useCatalog();
  const preferences = usePreferences();
  if (!catalog.value) void catalog.load();

  const split = (path: string) => ({ section: path.slice(0, path.lastIndexOf('.')), name: path.slice(path.lastIndexOf('.') + 1) });

  /** What a section declares under a name; of its types the first that has it speaks for all. */
  function declared(section: string, name: string): ParameterDescription | undefined {
    const slot = slotAt(section);
    const common = slot ? sharedParameters[slot] : plainSections[section];
    return common?.[name] ?? (slot && catalog.value?.[slot].find(({ parameters }) => Object.hasOwn(parameters, name))?.parameters[name]);
  }

  /** Short name of a parameter, such as "Learning rate" or "Layer 4, rate". */
  function label(path: string): string {
    const key = `parameter.${path.replaceAll('.', '_')}`;
    if (te(key)) return t(key as 'parameter.optimizer_type');
    const { section, name } = split(path);
    const slot = slotAt(section);
    const layer = /^network\.layers\.(\d+)/.exec(path)?.[1];
    const title = declared(section, name)?.title[preferences.language];
    if (layer === undefined) return title ?? name;
    const at = t('parameter.layer', { number: Number(layer) + 1 });
    if (slot === 'layer' && name === slots.layer.discriminator) return at;
    const word = slot === 'initializer' && name === slots.initializer.discriminator ? t('parameter.network_init_scheme') : (title ?? name);
    return t('parameter.ofLayer', { layer: at, parameter: preferences.language === 'en' ? word.toLowerCase() : word });
  }

  function value(path: string, given: ParameterValue | undefined): string {
    if (given === undefined || given === null) return '–';
    if (typeof given === 'number') return plain(given);
    const { section, name } = split(path);
    const slot = slotAt(section);
    if (slot && name === slots[slot].discriminator && catalog.value) return findDefinition(catalog.value, slot, given)?.title[preferences.language] ?? String(given);
    const parameter = declared(section, name);
    if (parameter?.kind === 'choice') return parameter.options.find((option) => option.value === given)?.title[preferences.language] ?? String(given);
    return String(given);
  }

  return { label, value };
}
