import { z } from 'zod';
import type { CatalogDescription } from '../schema/definition.ts';
import type { Language } from '../schema/localized.ts';
import { experimentSchema } from './schema.ts';

/** The JSON Schema of experiment documents as they are written: values with a default may be left out. */
export function experimentJsonSchema(catalog: CatalogDescription, language: Language): Record<string, unknown> {
  const schema = z.toJSONSchema(experimentSchema(catalog, language).experiment, { io: 'input', unrepresentable: 'any', reused: 'ref' });
  return { title: 'Descent experiment document', ...schema };
}
