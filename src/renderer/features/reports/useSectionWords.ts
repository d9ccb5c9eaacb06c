import { useI18n } from 'vue-i18n';
import type { ReportSection } from '../../../shared/report/plan.ts';

/** Sections by name: their own heading, else that of their kind; words alone by how they begin. */
export function useSectionWords() {
  const { t } = useI18n();
  const kind = (section: ReportSection) => t(`reports.editor.section.${section.kind}`);
  const begin = (text: string) => text.trim().split('\n', 1)[0]?.replace(/[#*_`>$]/g, '').trim().slice(0, 48) ?? '';
  return {
    kind,
    name: (section: ReportSection) => section.heading || (section.kind === 'text' && section.text?.trim() ? begin(section.text) : '') || kind(section),
  };
}
