import { useI18n } from 'vue-i18n';
import { getAt } from '../../../shared/experiment/paths.ts';
import type { ParameterValue } from '../../../shared/experiment/parameters.ts';
import { useParameterWords } from '../../ui/useParameterWords.ts';
import { useDesigner } from './designer.ts';

/** What lockable settings are called, and which value they have. */
export function useLockWords() {
  const { t, te } = useI18n();
  const parameters = useParameterWords();
  const designer = useDesigner();

  function label(path: string): string {
    const key = `assignment.section.${path.replaceAll('.', '_')}`;
    return te(key) ? t(key as 'assignment.section.data') : parameters.label(path);
  }

  /** Of a single setting; nothing where there is more to it than a word. */
  function value(path: string): string {
    const given = getAt(designer.document, path);
    if (given === undefined || given === null) return t('form.notSet');
    return typeof given === 'object' ? '' : parameters.value(path, given as ParameterValue);
  }

  return { label, value, labels: (paths: readonly string[]) => paths.map(label).join(', ') };
}
