import { useI18n } from 'vue-i18n';
import { findDefinition, type DefinitionDescription, type SlotName } from '../../../shared/schema/definition.ts';
import { kindOf } from '../../../shared/schema/kinds/index.ts';
import type { RunDocument, Typed } from '../../../shared/experiment/document.ts';
import type { RunSummary } from '../../../shared/api/records.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useCatalog, useDatasets } from '../../stores/studio.ts';
import { count, networkShape, percent, plain } from '../../ui/format.ts';
import { useParameterWords } from '../../ui/useParameterWords.ts';

/** A document in words, after what its types declare about themselves. */
export function useDocumentWords() {
  const { t } = useI18n();
  const preferences = usePreferences();
  const catalog = useCatalog();
  const parameters = useParameterWords();
  const datasets = useDatasets();
  if (!catalog.value) void catalog.load();
  if (!datasets.value) void datasets.load();

  /** The title of a declared type; its name where the catalog is not here yet. */
  function title(slot: SlotName, type: unknown): string {
    const definition = catalog.value ? findDefinition(catalog.value, slot, type) : undefined;
    return definition?.title[preferences.language] ?? String(type);
  }

  const listed = (parts: readonly string[]): string => parts.join(preferences.language === 'zh' ? '，' : ', ');

  /** A type with its parameters, such as "SGD, lr 0.1". `brief`: of those beside the rate only what was chosen. A warm-up of no epochs is none. */
  function typed(slot: SlotName, value: Typed | Typed<'scheme'>, brief = false): string {
    const { type, scheme, ...chosen } = value as Record<string, unknown>;
    const definition = catalog.value ? findDefinition(catalog.value, slot, type ?? scheme) : undefined;
    const rest = Object.entries(chosen)
      .filter(([name, parameter]) => (typeof parameter === 'number' || Array.isArray(parameter)) && !(name === 'warmup' && parameter === 0) && !(brief && name !== 'lr' && parameter === initial(definition, name)))
      // The value stays with its name where the line breaks.
      .map(([name, parameter]) => `${word(slot, name, definition)}\u00a0${Array.isArray(parameter) ? parameter.join(', ') : plain(Number(parameter))}`);
    return listed([title(slot, type ?? scheme), ...rest]);
  }

  const initial = (definition: DefinitionDescription | undefined, name: string): unknown => {
    const parameter = definition?.parameters[name];
    return parameter && kindOf(parameter).initial(parameter);
  };
  /** What a parameter is called within a line: "learning rate", not "Learning rate". */
  function word(slot: SlotName, name: string, definition: DefinitionDescription | undefined): string {
    if (name === 'lr') return t('run.lr');
    const called = definition?.parameters[name]?.title[preferences.language] ?? parameters.label(`${slot}.${name}`);
    return `${called.charAt(0).toLowerCase()}${called.slice(1)}`;
  }

  function dataset(run: RunSummary, document: RunDocument): string {
    const type = run.dataset ?? document.data.source;
    return datasets.value?.find((known) => known.type === type)?.title[preferences.language] ?? title('dataset', type);
  }

  function data(run: RunSummary, document: RunDocument): string {
    const { take, validation } = document.data;
    return listed([dataset(run, document), ...(take === undefined || take === null ? [] : [t('live.first', { count: count(take) })]), ...(validation > 0 ? [t('live.heldOut', { share: percent(validation) })] : [])]);
  }

  function length(document: RunDocument): string {
    const { epochs, iterations } = document.training;
    if (iterations !== undefined && iterations !== null) return t('live.iterations', { count: count(iterations) });
    return t('live.epochs', { count: count(epochs ?? 0) });
  }

  /** The run in one line. */
  function line(run: RunSummary, document: RunDocument): string {
    return [data(run, document), networkShape(run.network), title('initializer', document.network.init.scheme), typed('optimizer', document.optimizer, true), t('live.batch', { count: count(document.training.batchSize) })].join(' · ');
  }

  return { title, typed, data, length, line };
}
