import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCatalog } from '../../../src/engine/catalog.ts';
import { applyChange } from '../../../src/shared/experiment/changes.ts';
import { checkExperiment, parseExperiment } from '../../../src/shared/experiment/check.ts';
import type { ExperimentDocument } from '../../../src/shared/experiment/document.ts';
import { expand } from '../../../src/shared/experiment/expand.ts';
import { recipeTextSchema } from '../../../src/shared/experiment/recipe.ts';

const folder = resolve(import.meta.dirname, '../../../resources/recipes');
const read = (file: string): unknown => JSON.parse(readFileSync(resolve(folder, file), 'utf8'));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.descent.json'))
  .map((file) => file.replace('.descent.json', ''));
const catalog = describeCatalog();

describe.each(names)('the document of %s', (name) => {
  const document = parseExperiment(read(`${name}.descent.json`), catalog);

  test('is valid, and so is every run it makes', () => {
    expect(expand(document, catalog).length).toBeGreaterThan(0);
  });

  test('takes its images from MNIST where that is found and from the built-in digits elsewhere', () => {
    expect(['auto', 'line']).toContain(document.data.source);
  });

  test.skipIf(name === 'first-network')('stays valid under each change that its text suggests', () => {
    for (const change of recipeTextSchema.parse(read(`${name}.text.json`)).tryThis) {
      const changed = applyChange(read(`${name}.descent.json`) as ExperimentDocument, change);
      const { document: checked, problems } = checkExperiment(changed, catalog);
      expect(problems, change.label.en).toEqual([]);
      if (checked) expect(() => expand(checked, catalog), change.label.en).not.toThrow();
    }
  });
});
