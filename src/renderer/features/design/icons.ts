import type { DefinitionDescription } from '../../../shared/schema/definition.ts';

/** Where a definition declares no icon. */
const plain = 'i-lucide-box';

/** The icon a definition declares, by its full name. */
export const iconOf = (definition: Pick<DefinitionDescription, 'icon'> | undefined): string => (definition?.icon === undefined ? plain : `i-lucide-${definition.icon}`);
