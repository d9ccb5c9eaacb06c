import { useI18n } from 'vue-i18n';
import { findDefinition, slots, type SlotName } from '../../shared/schema/definition.ts';
import type { ParameterValue } from '../../shared/experiment/parameters.ts';
import { usePreferences } from '../stores/preferences.ts';
import { useCatalog } from '../stores/studio.ts';
import { plain } from './format.ts';

/** Sections of a document that hold one declared type. */
const slotOf: Readonly<Record<string, SlotName>> = { optimizer: 'optimizer', schedule: 'schedule', 'network.init': 'initializer', 'network.loss': 'loss', data: 'dataset' };

/** Paths of documents and their values as people read them. */
export function useParameterWords() {
  const { t, te } = useI18n();
  const catalog = useCatalog();
  const preferences = usePreferences();
  if (!catalog.value) void catalog.load();

  /** Short name of a parameter; the path itself where nothing shorter is known. */
  function label(path: string): string {
    const key = `parameter.${path.replaceAll('.', '_')}`;
    if (te(key)) return t(key as 'parameter.optimizer_type');
    return path.replace(/^network\.layers\.(\d+)\./, (_, position: string) => `${Number(position) + 1}. `).replace(/^network\./, '');
  }

  function value(path: string, given: ParameterValue | undefined): string {
    if (given === undefined || given === null) return '–';
    if (typeof given === 'number') return plain(given);
    const section = path.slice(0, path.lastIndexOf('.'));
    const name = path.slice(path.lastIndexOf('.') + 1);
    const slot = /^network\.layers\.\d+$/.test(section) ? 'layer' : slotOf[section];
    if (slot && name === slots[slot].discriminator && catalog.value) return findDefinition(catalog.value, slot, given)?.title[preferences.language] ?? String(given);
    return String(given);
  }

  return { label, value };
}
