import { declaredPosition, slots, type CatalogDescription, type SlotName } from '../schema/definition.ts';

/** Sections of a document that hold one declared type, by their path. */
export const sectionSlots = {
  data: 'dataset',
  'network.init': 'initializer',
  'network.loss': 'loss',
  optimizer: 'optimizer',
  schedule: 'schedule',
} as const satisfies Record<string, SlotName>;

/** The slot of the section at a path, layers and their own initial weights included. */
export function slotAt(section: string): SlotName | undefined {
  if (/^network\.layers\.\d+$/.test(section)) return 'layer';
  if (/^network\.layers\.\d+\.init$/.test(section)) return 'initializer';
  return Object.hasOwn(sectionSlots, section) ? sectionSlots[section as keyof typeof sectionSlots] : undefined;
}

/**
 * Positions in the palette for settings held side by side: where types that declare a place of their own are what is
 * compared (optimizers do), each keeps its own; undefined for settings that take their turn.
 * @param settings parameters by dotted path, such as `parametersOf` gives
 */
export function comparedPositions(catalog: CatalogDescription | undefined, settings: readonly Readonly<Record<string, unknown>>[]): (number | undefined)[] {
  for (const [section, slot] of Object.entries(sectionSlots)) {
    const path = `${section}.${slots[slot].discriminator}`;
    const positions = settings.map((one) => declaredPosition(catalog, slot, one[path]));
    if (new Set(settings.map((one) => one[path])).size > 1 && positions.some((position) => position !== undefined)) return positions;
  }
  return settings.map(() => undefined);
}
