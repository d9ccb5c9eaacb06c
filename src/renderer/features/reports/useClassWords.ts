import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { classColumns, lockWords } from '../../../shared/report/class-columns.ts';
import type { ClassRow } from '../../../shared/report/class-table.ts';
import { parameterWords } from '../../../shared/report/parameter-words.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useCatalog } from '../../stores/studio.ts';
import { count } from '../../ui/format.ts';
import { classReports, table, verifiedReports, type VerifiedReport } from './class-reports.ts';

/** The table of a class in the language of the screen: its columns, its locks, and how verifying ended. */
export function useClassWords() {
  const { t } = useI18n();
  const preferences = usePreferences();
  const catalog = useCatalog();
  if (!catalog.value) void catalog.load();

  const verifiedOf = (row: ClassRow): VerifiedReport | undefined => {
    const report = classReports.value[row.at];
    return report && verifiedReports.value.get(report);
  };

  /** In a word; empty where it has not been verified. */
  function verifiedWord(row: ClassRow): string {
    const { state, off = 0, numbers = 0 } = verifiedOf(row) ?? {};
    return state === undefined ? '' : t(`class.verified.${state}`, { off: count(off), numbers: count(numbers) });
  }

  /** Why it differs, or cannot be verified; empty where there is nothing to say. */
  function verifiedReason(row: ClassRow): string {
    const { state, reason, problem } = verifiedOf(row) ?? {};
    if (problem) return problem.message || t('error.internal');
    if (reason) return t(`reports.verify.reason.${reason.code}`, { reported: reason.reported?.slice(0, 60) ?? '', here: reason.here?.slice(0, 60) ?? '', message: reason.message ?? '' });
    return state === 'cannot' ? t('reports.verify.nothing') : '';
  }

  const verifiedText = (row: ClassRow): string => {
    const why = verifiedReason(row);
    return why ? t('class.because', { what: verifiedWord(row), why }) : verifiedWord(row);
  };

  const label = computed(() => {
    const { language } = preferences;
    const documents = classReports.value.slice(0, 1).flatMap(({ claim }) => claim.handedIn.experiment ?? []);
    return catalog.value ? (path: string) => parameterWords(catalog.value ?? ({} as never), language).label(path, documents) : (path: string) => path;
  });

  return {
    columns: computed(() => classColumns(table.value, preferences.language, verifiedText)),
    locks: (row: ClassRow) => lockWords(row, preferences.language, label.value),
    lockLabel: (path: string) => label.value(path),
    verifiedOf,
    verifiedWord,
    verifiedReason,
    verifiedText,
  };
}

export type ClassWordsOfScreen = ReturnType<typeof useClassWords>;
