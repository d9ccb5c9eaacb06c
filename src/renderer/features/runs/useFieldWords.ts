import { useI18n } from 'vue-i18n';
import type { RunState } from '../../../shared/api/records.ts';
import { findDefinition } from '../../../shared/schema/definition.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useCatalog } from '../../stores/studio.ts';
import { fixed, networkShape, percent, plain, useTimeText } from '../../ui/format.ts';
import { useParameterWords } from '../../ui/useParameterWords.ts';
import { parseKey, type FieldKey, type FieldValue } from './fields.ts';

/** Names and values of fields, as the table and the filters show them. */
export function useFieldWords() {
  const { t } = useI18n();
  const { ago, duration } = useTimeText();
  const parameters = useParameterWords();
  const preferences = usePreferences();
  const catalog = useCatalog();

  function label(key: FieldKey): string {
    const field = parseKey(key);
    if (!field) return key;
    if (field.kind === 'record') return t(`runs.field.${field.name}`);
    if (field.kind === 'metric') return t(`runs.curve.${field.curve}`);
    return parameters.label(field.path);
  }

  /** The full name, with the aggregate or the path that the short one leaves out. */
  function longLabel(key: FieldKey): string {
    const field = parseKey(key);
    if (field?.kind === 'metric') return `${t(`metric.${field.curve}`)}${preferences.language === 'zh' ? '，' : ', '}${t(`runs.aggregate.${field.aggregate}`)}`;
    return label(key);
  }

  function value(key: FieldKey, given: FieldValue, now: number): string {
    if (given === undefined || given === null || given === '') return '–';
    const field = parseKey(key);
    if (field?.kind === 'metric') return fixed(given as number);
    if (field?.kind === 'parameter') return typeof given === 'number' ? plain(Number(given.toPrecision(4))) : parameters.value(field.path, given);
    switch (field?.name) {
      case 'state':
        return t(`run.state.${given as RunState}`);
      case 'created':
        return ago(Number(given), now);
      case 'duration':
        return duration(Number(given));
      case 'dataset':
        return (catalog.value && findDefinition(catalog.value, 'dataset', given)?.title[preferences.language]) ?? String(given);
      case 'network':
        return networkShape(String(given));
      default:
        return typeof given === 'number' ? plain(given) : String(given);
    }
  }

  /** How much a value differs from the baseline's, in percent of it. */
  function difference(given: FieldValue, base: FieldValue): { text: string; sign: number } | undefined {
    if (typeof given !== 'number' || typeof base !== 'number' || base === 0) return undefined;
    const share = (given - base) / Math.abs(base);
    const digits = Math.abs(share) < 0.1 ? 2 : 0;
    return { text: `${share > 0 ? '+' : ''}${percent(share, digits)}`, sign: Math.sign(share) };
  }

  return { label, longLabel, value, difference };
}
