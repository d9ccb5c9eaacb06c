import { shallowRef } from 'vue';
import type { ClassColumn } from '../../../shared/report/class-columns.ts';

/** By which column the table of a class is sorted, and which way; as the files were given until one is chosen. */
export function useClassOrder() {
  const id = shallowRef<string>();
  const direction = shallowRef<'ascending' | 'descending'>('ascending');

  /** Numbers begin with the largest; the same column again turns the order around. */
  function sort(column: ClassColumn): void {
    if (id.value === column.id) direction.value = direction.value === 'ascending' ? 'descending' : 'ascending';
    else [id.value, direction.value] = [column.id, column.isNumber && column.id !== 'seed' ? 'descending' : 'ascending'];
  }

  return { id, direction, sort, of: (column: ClassColumn) => (id.value === column.id ? direction.value : undefined) };
}

export type ClassOrder = ReturnType<typeof useClassOrder>;
