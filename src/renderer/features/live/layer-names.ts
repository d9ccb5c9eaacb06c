import { useI18n } from 'vue-i18n';
import { findDefinition } from '../../../shared/schema/definition.ts';
import type { RunDocument } from '../../../shared/experiment/document.ts';
import { usePreferences } from '../../stores/preferences.ts';
import { useCatalog } from '../../stores/studio.ts';

/** "Affine 2": the declared title of a layer, numbered among its kind. */
export function useLayerNames() {
  const catalog = useCatalog();
  const preferences = usePreferences();
  const { t } = useI18n();

  function name(layer: number, type: string, document: RunDocument | undefined): string {
    const definition = catalog.value ? findDefinition(catalog.value, 'layer', type) : undefined;
    const title = definition?.title[preferences.language] ?? type;
    if (!document) return `${title} ${layer + 1}`;
    const number = document.network.layers.slice(0, layer + 1).filter((other) => other.type === type).length;
    return `${title} ${number}`;
  }

  /** The last layer with weights: what it gives is the network's answer. */
  function isOutput(layer: number, document: RunDocument | undefined): boolean {
    return document !== undefined && layer === document.network.layers.findLastIndex((one) => one.type === 'affine');
  }

  return { name, isOutput, output: () => t('live.output') };
}
