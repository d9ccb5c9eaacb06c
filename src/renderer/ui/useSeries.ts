import { declaredPosition, type SlotName } from '../../shared/schema/definition.ts';
import { useCatalog } from '../stores/studio.ts';

/** Position in the palette that a type declares for itself, such as an optimizer's; undefined where it takes its turn. */
export function useSeries(): (slot: SlotName, type: unknown) => number | undefined {
  const catalog = useCatalog();
  if (!catalog.value) void catalog.load();
  return (slot, type) => declaredPosition(catalog.value, slot, type);
}
