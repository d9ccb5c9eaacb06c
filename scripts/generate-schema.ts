/**
 * Writes resources/experiment.schema.json: the JSON Schema of the experiment document, for editors, as `descent schema` prints it.
 *
 *     node scripts/generate-schema.ts
 */
import { writeFile } from 'node:fs/promises';
import { describeCatalog } from '../src/engine/catalog.ts';
import { experimentJsonSchema } from '../src/shared/experiment/json-schema.ts';

export const schemaFile = new URL('../resources/experiment.schema.json', import.meta.url);

export const generateSchema = (): string => `${JSON.stringify(experimentJsonSchema(describeCatalog(), 'en'), null, 2)}\n`;

if (import.meta.main) await writeFile(schemaFile, generateSchema());
