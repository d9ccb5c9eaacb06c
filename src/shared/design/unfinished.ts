import { checkExperiment, type Checked } from '../experiment/check.ts';
import type { CatalogDescription } from '../schema/definition.ts';
import type { Language } from '../schema/localized.ts';

/**
 * Checks a document that is being designed. A network without layers is only unfinished: everything else is checked, and
 * the document is given with its empty list.
 */
export function checkUnfinished(value: unknown, catalog: CatalogDescription, language: Language): Checked {
  if (!isEmptyNetwork(value)) return checkExperiment(value, catalog, language);
  const checked = checkExperiment({ ...value, network: { ...value.network, layers: [placeholder] } }, catalog, language);
  if (!checked.document) return checked;
  return { problems: [], document: { ...checked.document, network: { ...checked.document.network, layers: [] } } };
}

/** Whether the network has no layers yet. */
export function isEmptyNetwork(value: unknown): value is { readonly network: { readonly layers: readonly [] } } {
  return isRecord(value) && isRecord(value['network']) && Array.isArray(value['network']['layers']) && value['network']['layers'].length === 0;
}

/** Stands in for the layers that are missing. */
const placeholder = { type: 'identity' };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
