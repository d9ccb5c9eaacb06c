import { useI18n } from 'vue-i18n';
import { findDefinition, type SlotName } from '../../../shared/schema/definition.ts';
import type { RunDocument, Typed } from '../../../shared/experiment/document.ts';
import type { RunSummary } from '../../../shared/api/records.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useCatalog, useDatasets } from '../../stores/studio.ts';
import { count, networkShape, percent, plain } from '../../ui/format.ts';

/** A document in words, after what its types declare about themselves. */
export function useDocumentWords() {
  const { t } = useI18n();
  const preferences = usePreferences();
  const catalog = useCatalog();
  const datasets = useDatasets();
  if (!catalog.value) void catalog.load();
  if (!datasets.value) void datasets.load();

  /** The title of a declared type; its name where the catalog is not here yet. */
  function title(slot: SlotName, type: unknown): string {
    const definition = catalog.value ? findDefinition(catalog.value, slot, type) : undefined;
    return definition?.title[preferences.language] ?? String(type);
  }

  /** A type with its parameters, such as "SGD, lr 0.1". */
  function typed(slot: SlotName, value: Typed | Typed<'scheme'>): string {
    const { type, scheme, ...parameters } = value as Record<string, unknown>;
    const definition = catalog.value ? findDefinition(catalog.value, slot, type ?? scheme) : undefined;
    const rest = Object.entries(parameters)
      .filter(([, parameter]) => typeof parameter === 'number' || Array.isArray(parameter))
      .map(([name, parameter]) => `${name === 'lr' ? t('run.lr') : (definition?.parameters[name]?.title[preferences.language] ?? name)} ${Array.isArray(parameter) ? parameter.join(', ') : plain(Number(parameter))}`);
    return [title(slot, type ?? scheme), ...rest].join(', ');
  }

  function dataset(run: RunSummary, document: RunDocument): string {
    const type = run.dataset ?? document.data.source;
    return datasets.value?.find((known) => known.type === type)?.title[preferences.language] ?? title('dataset', type);
  }

  function data(run: RunSummary, document: RunDocument): string {
    const { take, validation } = document.data;
    return [dataset(run, document), ...(take === undefined || take === null ? [] : [t('live.first', { count: count(take) })]), ...(validation > 0 ? [t('live.heldOut', { share: percent(validation) })] : [])].join(', ');
  }

  function length(document: RunDocument): string {
    const { epochs, iterations } = document.training;
    if (iterations !== undefined && iterations !== null) return t('live.iterations', { count: count(iterations) });
    return t('live.epochs', { count: count(epochs ?? 0) });
  }

  /** The run in one line. */
  function line(run: RunSummary, document: RunDocument): string {
    return [data(run, document), networkShape(run.network), title('initializer', document.network.init.scheme), typed('optimizer', document.optimizer), t('live.batch', { count: count(document.training.batchSize) })].join(' · ');
  }

  return { title, typed, data, length, line };
}
