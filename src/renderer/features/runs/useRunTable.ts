import { useStorage } from '@vueuse/core';
import { computed, shallowReactive, shallowRef, watch } from 'vue';
import type { RunSummary } from '../../../shared/api/records.ts';
import type { SweepSummary } from '../../../shared/api/sweeps.ts';
import { useDocuments } from '../../stores/documents.ts';
import { compareRows, metricKey, parameterKey, readField, type FieldKey, type FieldValue, type RunRow } from './fields.ts';
import { parseQuery } from './query.ts';

export const defaultColumns: readonly FieldKey[] = [
  'state',
  metricKey('loss', 'last'),
  metricKey('testAccuracy', 'best'),
  metricKey('testAccuracy', 'last'),
  parameterKey('optimizer.type'),
  parameterKey('optimizer.lr'),
  'created',
];

export interface NumberRange {
  readonly key: FieldKey;
  readonly min: number | null;
  readonly max: number | null;
}

/** A line of the table: a run, the head of a group, or a sweep that stands for its trials. */
export type TableLine =
  | { readonly type: 'run'; readonly row: RunRow }
  | { readonly type: 'group'; readonly value: string; readonly rows: readonly RunRow[]; readonly open: boolean }
  | { readonly type: 'sweep'; readonly value: string; readonly sweep: SweepSummary; readonly rows: readonly RunRow[]; readonly open: boolean };

/** The run list as its user set it up: filters, order, groups, columns, baseline, selection. */
export function useRunTable(runs: () => readonly RunSummary[], sweepOf: (run: RunSummary) => SweepSummary | undefined) {
  const documents = useDocuments();
  const columns = useStorage<FieldKey[]>('descent.runs.columns', [...defaultColumns]);
  const sort = useStorage<{ key: FieldKey; descending: boolean }>('descent.runs.sort', { key: 'created', descending: true });
  const groupBy = useStorage<FieldKey>('descent.runs.group', '');
  const baseline = useStorage<string>('descent.runs.baseline', '');
  /** Trials stand one by one, or a sweep is one line that opens. */
  const trials = useStorage<'folded' | 'listed'>('descent.runs.trials', 'folded');
  const text = shallowRef('');
  /** Field → the values that are let through; a field without an entry lets all through. */
  const chosen = shallowReactive(new Map<FieldKey, ReadonlySet<string>>());
  const ranges = shallowRef<readonly NumberRange[]>([]);
  const selected = shallowReactive(new Set<string>());
  const closed = shallowReactive(new Set<string>());
  const opened = shallowReactive(new Set<string>());

  watch(() => runs().map((run) => run.id), (ids) => void documents.want(ids), { immediate: true });

  const rows = computed<RunRow[]>(() => runs().map((run) => ({ run, parameters: documents.known.get(run.id)?.parameters })));
  const paths = computed(() => {
    const all = new Set<string>();
    for (const { parameters } of rows.value) for (const path in parameters) all.add(path);
    return [...all];
  });
  const query = computed(() => parseQuery(text.value, paths.value));

  function passes(row: RunRow, except?: FieldKey): boolean {
    if (!query.value.accepts(row)) return false;
    for (const [key, values] of chosen) if (key !== except && !values.has(textOf(readField(row, key)))) return false;
    return ranges.value.every(({ key, min, max }) => {
      const value = readField(row, key);
      if (min === null && max === null) return true;
      return typeof value === 'number' && (min === null || value >= min) && (max === null || value <= max);
    });
  }
  const filtered = computed(() => rows.value.filter((row) => passes(row)).sort(compareRows(sort.value.key, sort.value.descending)));

  /** Values of a field among the runs that the other filters let through, the most frequent first. */
  function facet(key: FieldKey): { value: string; count: number }[] {
    const counts = new Map<string, number>();
    for (const row of rows.value) {
      const value = textOf(readField(row, key));
      if (value !== '' && passes(row, key)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    for (const value of chosen.get(key) ?? []) if (!counts.has(value)) counts.set(value, 0);
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
  }

  function toggleValue(key: FieldKey, value: string) {
    const values = new Set(chosen.get(key));
    if (!values.delete(value)) values.add(value);
    if (values.size === 0) chosen.delete(key);
    else chosen.set(key, values);
  }

  function clear() {
    chosen.clear();
    ranges.value = [];
    text.value = '';
  }

  const hasTrials = computed(() => rows.value.some(({ run }) => sweepOf(run) !== undefined));
  /** Rows as lines: trials behind the line of their sweep, which stands where its first trial would. */
  function fold(members: readonly RunRow[]): TableLine[] {
    if (trials.value === 'listed' || !hasTrials.value) return members.map((row) => ({ type: 'run', row }));
    const bySweep = Map.groupBy(members, ({ run }) => sweepOf(run));
    const met = new Set<SweepSummary>();
    return members.flatMap((row): TableLine[] => {
      const sweep = sweepOf(row.run);
      if (!sweep) return [{ type: 'run', row }];
      if (met.has(sweep)) return [];
      met.add(sweep);
      const own = bySweep.get(sweep) ?? [];
      const open = opened.has(sweep.id);
      return [{ type: 'sweep', value: sweep.id, sweep, rows: own, open }, ...(open ? own.map((one): TableLine => ({ type: 'run', row: one })) : [])];
    });
  }
  /** What the preview draws: the runs that have a line of their own, else whatever there is. */
  const leading = computed(() => {
    const own = trials.value === 'folded' ? filtered.value.filter(({ run }) => !sweepOf(run)) : filtered.value;
    return own.length > 0 ? own : filtered.value;
  });

  const lines = computed<TableLine[]>(() => {
    const key = groupBy.value;
    if (!key) return fold(filtered.value);
    const groups = new Map<string, RunRow[]>();
    for (const row of filtered.value) {
      const value = textOf(readField(row, key));
      const group = groups.get(value);
      if (group) group.push(row);
      else groups.set(value, [row]);
    }
    return [...groups].flatMap(([value, members]): TableLine[] => {
      const open = !closed.has(value);
      return [{ type: 'group', value, rows: members, open }, ...(open ? fold(members) : [])];
    });
  });

  const isFiltered = computed(() => text.value.trim() !== '' || chosen.size > 0 || ranges.value.length > 0);
  const baselineRow = computed(() => rows.value.find(({ run }) => run.id === baseline.value));
  const selection = computed(() => rows.value.filter(({ run }) => selected.has(run.id)).map(({ run }) => run));

  function sortBy(key: FieldKey) {
    sort.value = sort.value.key === key ? { key, descending: !sort.value.descending } : { key, descending: typeof readField(rows.value[0] ?? emptyRow, key) === 'number' };
  }

  return { rows, paths, columns, sort, sortBy, groupBy, baseline, baselineRow, text, query, chosen, ranges, selected, selection, closed, opened, trials, hasTrials, leading, filtered, facet, toggleValue, clear, lines, isFiltered };
}

export type RunTable = ReturnType<typeof useRunTable>;

const emptyRow = { run: { metrics: {}, progress: {}, tags: [] }, parameters: {} } as unknown as RunRow;

/** A value as facets and groups call it. */
export function textOf(value: FieldValue): string {
  return value === undefined || value === null ? '' : String(value);
}
