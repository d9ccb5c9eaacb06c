/**
 * Writes docs/reference: a page per slot and language, from the declarations. A test holds them up to date.
 *
 *     node scripts/generate-reference.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { describeCatalog } from '../src/engine/catalog.ts';
import { referencePage, slotNames } from '../src/shared/reference/reference.ts';

export const referenceFolder = new URL('../docs/reference/', import.meta.url);

/** Every page by its path below the folder. */
export function generateReference(): Map<string, string> {
  const catalog = describeCatalog();
  return new Map((['en', 'zh'] as const).flatMap((language) => slotNames.map((slot) => [`${language}/${slot}.md`, referencePage(catalog, slot, language)] as const)));
}

if (import.meta.main) {
  for (const [path, page] of generateReference()) {
    const file = new URL(path, referenceFolder);
    mkdirSync(new URL('.', file), { recursive: true });
    writeFileSync(file, page);
  }
}
