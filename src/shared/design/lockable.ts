import type { DocumentPath, ExperimentDocument } from '../experiment/document.ts';
import { getAt } from '../experiment/paths.ts';
import { sharedParameters } from '../experiment/schema.ts';
import { regularizationParameters, trainingParameters } from '../experiment/sections.ts';
import { sectionSlots, slotAt } from '../experiment/slots.ts';
import { findDefinition, slots, type CatalogDescription } from '../schema/definition.ts';

/** A part of the document that can be locked as a whole, and its single settings. */
export interface LockableSection {
  readonly path: DocumentPath;
  readonly settings: readonly DocumentPath[];
}

/** Settings of the sections that hold no declared type. */
const plainSections: Readonly<Record<DocumentPath, object>> = { regularization: regularizationParameters, training: trainingParameters };

/** Sections in the order in which the designer shows them. The layers are one thing: single ones come and go. */
const sections = ['network.layers', ...Object.keys(sectionSlots).filter((path) => path.startsWith('network.')), 'data', 'optimizer', 'schedule', 'regularization', 'training', 'seed', 'repeats'] as const;

/** What a teacher can lock in this document, after what its types declare. Paths that are locked already are among it, whatever they are. */
export function lockableIn(document: ExperimentDocument, catalog: CatalogDescription): LockableSection[] {
  const found = sections.map((path): LockableSection => ({ path, settings: settingsOf(document, catalog, path) }));
  const known = new Set(found.flatMap(({ path, settings }) => [path, ...settings]));
  const others = Object.keys(document.assignment?.locked ?? {}).filter((path) => !known.has(path));
  return [...found, ...others.map((path): LockableSection => ({ path, settings: [] }))];
}

function settingsOf(document: ExperimentDocument, catalog: CatalogDescription, section: DocumentPath): DocumentPath[] {
  const slot = slotAt(section);
  const discriminator = slot && slots[slot].discriminator;
  const typed = getAt(document, section) as Readonly<Record<string, unknown>> | undefined;
  const declared = slot && discriminator ? Object.keys(findDefinition(catalog, slot, typed?.[discriminator])?.parameters ?? {}) : [];
  const common = Object.keys((slot ? sharedParameters[slot] : plainSections[section]) ?? {});
  const own = [...declared, ...common];
  const names = [...(own.length > 0 && discriminator ? [discriminator] : []), ...own];
  // Of two lengths one is given: the other says nothing.
  const given = names.filter((name) => section !== 'training' || typed?.[name] != null);
  return given.map((name) => `${section}.${name}`);
}
