import { useI18n } from 'vue-i18n';
import { getAt } from '../../../../shared/experiment/paths.ts';
import { slotAt } from '../../../../shared/experiment/slots.ts';
import { slots } from '../../../../shared/schema/definition.ts';
import type { ParameterValue } from '../../../../shared/experiment/parameters.ts';
import { useParameterWords } from '../../../ui/useParameterWords.ts';
import { useDesigner } from '../designer.ts';

/** What lockable settings are called, and which value they have. */
export function useLockWords() {
  const { t, te } = useI18n();
  const parameters = useParameterWords();
  const designer = useDesigner();

  function label(path: string): string {
    const key = `assignment.section.${path.replaceAll('.', '_')}`;
    return te(key) ? t(key as 'assignment.section.data') : parameters.label(path);
  }

  /** Of a single setting; of a section its type, where it has one. */
  function value(path: string): string {
    const given = getAt(designer.document, path);
    if (given === undefined || given === null) return t('form.notSet');
    if (Array.isArray(given)) return t('design.stackPane.layers', { count: given.length }, given.length);
    if (typeof given !== 'object') return parameters.value(path, given as ParameterValue);
    const slot = slotAt(path);
    return slot ? value(`${path}.${slots[slot].discriminator}`) : '';
  }

  return { label, value, labels: (paths: readonly string[]) => paths.map(label).join(', ') };
}
