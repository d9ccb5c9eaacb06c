import type { DefinitionDescription } from '../../../shared/schema/definition.ts';

/** The icon a definition declares, by its full name; a plain box where it declares none. */
export const iconOf = (definition: Pick<DefinitionDescription, 'icon'> | undefined): string => `i-lucide-${definition?.icon ?? 'box'}`;
