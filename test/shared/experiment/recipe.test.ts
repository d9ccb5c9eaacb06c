import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyChange } from '../../../src/shared/experiment/changes.ts';
import type { ExperimentDocument } from '../../../src/shared/experiment/document.ts';
import { recipeTextSchema, type RecipeText } from '../../../src/shared/experiment/recipe.ts';
import { contents } from '../../../src/shared/labs/contents.ts';

const folder = resolve(import.meta.dirname, '../../../resources/recipes');
const read = (file: string): unknown => JSON.parse(readFileSync(resolve(folder, file), 'utf8'));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.descent.json'))
  .map((file) => file.replace('.descent.json', ''));
/** Every recipe of the chapter; the first network of the Home screen has a title only. */
const chapter = names.filter((name) => name !== 'first-network');

const text = (name: string): RecipeText => recipeTextSchema.parse(read(`${name}.text.json`));
const document = (name: string) => read(`${name}.descent.json`) as ExperimentDocument;

/** Every localized text inside a value. */
function localizedTexts(value: unknown): { en: string; zh: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('en' in value && 'zh' in value) return [value as { en: string; zh: string }];
  return Object.values(value).flatMap(localizedTexts);
}

describe.each(chapter)('the text of %s', (name) => {
  test('is complete and in the form that screens and the check script read', () => {
    expect(() => text(name)).not.toThrow();
  });

  test('names only variants that its document has', () => {
    const known = document(name).variants?.map((variant) => variant.name) ?? [undefined];
    const { figures, expected } = text(name);
    const used = [
      ...expected.rows.map((row) => row.variant),
      ...figures.flatMap((figure) => {
        if (figure.kind === 'curves') return figure.panels.flatMap((panel) => panel.lines.map((line) => line.variant));
        return figure.kind === 'search' ? [] : figure.variants.map((entry) => entry.variant);
      }),
    ];
    for (const variant of used) expect(known).toContain(variant);
  });

  test('suggests changes that can be made', () => {
    for (const change of text(name).tryThis) {
      expect(applyChange(document(name), change)).not.toEqual(document(name));
    }
  });

  test('has formulas with balanced dollar signs in both languages', () => {
    for (const { en, zh } of localizedTexts(text(name))) {
      for (const words of [en, zh]) expect(words.split('$').length % 2, words).toBe(1);
    }
  });

  test('expects steps that the run reaches', () => {
    const { training } = document(name);
    const last = training.iterations ?? Infinity;
    for (const { measure } of text(name).expected.rows) {
      if (measure.kind === 'at') expect(measure.step).toBeLessThanOrEqual(last);
      if (measure.kind === 'mean') expect(measure.to).toBeLessThanOrEqual(last);
    }
  });
});

test('every recipe of the chapter stands in its table of contents once, and every entry has its recipe', () => {
  const listed = contents.flatMap((section) => section.entries).filter((entry) => entry.kind === 'recipe').map((entry) => entry.name);
  expect([...listed].sort()).toEqual([...chapter].sort());
});

describe('expected numbers', () => {
  const numbers = (value: unknown): number[] => (typeof value === 'number' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbers) : []);
  const fixture = (file: string) => JSON.parse(readFileSync(resolve(import.meta.dirname, '../../fixtures/recipes', file), 'utf8')) as Record<string, unknown>;
  const published = numbers(fixture('figures.json'));

  test.each(chapter)('of %s are those of an independent program', (name) => {
    const { source, rows } = text(name).expected;
    if (source === 'least squares') return;
    const known = source.startsWith('figures.json') ? published : numbers(fixture('expected.json')[name]);
    for (const { mean, sd } of rows) {
      expect(known).toContain(mean);
      expect(known).toContain(sd);
    }
  });
});
