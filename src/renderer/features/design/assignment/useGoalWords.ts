import { useI18n } from 'vue-i18n';
import type { Goal } from '../../../../shared/experiment/document.ts';
import { count, fixed, percent, plain } from '../../../ui/format.ts';

/** Accuracies are written in percent, parameters as a count. */
export const isShare = ({ metric }: Pick<Goal, 'metric'>): boolean => metric.endsWith('Accuracy');

/** Goals and what was reached of them as people read them. */
export function useGoalWords() {
  const { t } = useI18n();

  const bound = (goal: Goal): number => goal.atLeast ?? goal.atMost ?? 0;

  function goal(asked: Goal): string {
    const value = isShare(asked) ? `${plain(Number((bound(asked) * 100).toFixed(6)))} %` : plain(bound(asked));
    return t(asked.atLeast === undefined ? 'assignment.atMost' : 'assignment.atLeast', { metric: t(`assignment.metric.${asked.metric}`), value });
  }

  function value(asked: Goal, reached: number): string {
    if (asked.metric === 'parameters') return count(reached);
    return isShare(asked) ? percent(reached, 2) : fixed(reached, 4);
  }

  return { t, goal, value };
}
