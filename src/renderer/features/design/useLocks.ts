import { useI18n } from 'vue-i18n';
import { lockOver } from '../../../shared/experiment/assignment.ts';
import type { FormLocks } from '../../forms/locks.ts';
import { useDesigner } from './designer.ts';

/** Which settings of the document the assignment keeps, and how a control says so. */
export function useLocks() {
  const { t } = useI18n();
  const designer = useDesigner();

  const over = (path: string): boolean => lockOver(designer.document?.assignment, path) !== undefined;
  const reason = (): string => t('assignment.setBy');

  /** What a control of a setting gets: nothing where it is free. */
  function rest(path: string): { readonly disabled?: true; readonly title?: string; readonly 'aria-description'?: string } {
    return over(path) ? { disabled: true, title: reason(), 'aria-description': reason() } : {};
  }

  return { over, reason, rest } satisfies FormLocks & { rest: unknown };
}
