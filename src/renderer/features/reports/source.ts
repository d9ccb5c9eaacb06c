import type { ReportSourceKind } from '../../../shared/report/plan.ts';

/** What a report is about, as an icon. */
export const sourceIcons: Readonly<Record<ReportSourceKind, string>> = {
  run: 'i-lucide-chart-line',
  experiment: 'i-lucide-list',
  comparison: 'i-lucide-chart-spline',
  sweep: 'i-lucide-scan-search',
};
