import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectedTable } from '../../../src/renderer/features/learn/expected-table.ts';
import { recipeTextSchema } from '../../../src/shared/experiment/recipe.ts';
import { judge } from '../../../src/shared/labs/expected.ts';

const text = (name: string) => recipeTextSchema.parse(JSON.parse(readFileSync(resolve(import.meta.dirname, `../../../resources/recipes/${name}.text.json`), 'utf8')));

describe('the table of expected and measured numbers', () => {
  test('pairs the sixteen scales with and without Batch Norm, and shows the earlier steps only when asked', () => {
    const table = expectedTable(text('batch-norm-scales'), undefined, 'zh', false);
    expect(table.columns).toEqual(['有批量归一化', '无批量归一化']);
    expect(table.lines).toHaveLength(16);
    expect(table.total).toBe(32);
    expect(expectedTable(text('batch-norm-scales'), undefined, 'zh', true).total).toBe(96);
  });

  test('leaves out of a column what its line says already', () => {
    const table = expectedTable(text('two-layer'), undefined, 'en', false);
    expect(table.columns).toEqual(['Training', 'Test']);
    expect(table.lines.map(({ name }) => name)).toEqual(['epoch 1', 'epoch 4', 'epoch 8', 'epoch 16']);
  });

  test('counts what agrees, and places the mark inside the band where it does', () => {
    const recipe = text('overfit-weight-decay');
    const rows = recipe.expected.rows.map((row) => ({ ...judge(row, [{ kind: 'value', value: row.mean + 0.001 }]), values: [row.mean + 0.001] }));
    const table = expectedTable(recipe, { experimentId: 'x', rows }, 'en', false);
    expect(table.agree).toBe(table.total);
    for (const { cells } of table.lines) {
      for (const cell of cells) {
        expect(cell?.mark).toBeGreaterThan(cell?.band.from ?? 1);
        expect(cell?.mark).toBeLessThan(cell?.band.to ?? 0);
      }
    }
  });
});

describe('a verdict over seeds', () => {
  const row = { mean: 0.9, sd: 0.01 };
  test('agrees within four deviations and a hundredth', () => {
    expect(judge(row, [{ kind: 'value', value: 0.949 }]).agrees).toBe(true);
    expect(judge(row, [{ kind: 'value', value: 0.951 }]).agrees).toBe(false);
  });
  test('waits for what is to come', () => {
    expect(judge(row, [{ kind: 'value', value: 0.9 }, { kind: 'pending' }]).agrees).toBeNull();
    expect(judge(row, []).agrees).toBeNull();
  });
  test('takes a diverged run for the first class where the row says so, and for disagreement elsewhere', () => {
    expect(judge({ mean: 0.1, sd: 0, diverged: 0.097 }, [{ kind: 'diverged' }])).toMatchObject({ value: 0.097, agrees: true, diverged: 1 });
    expect(judge(row, [{ kind: 'value', value: 0.9 }, { kind: 'diverged' }]).agrees).toBe(false);
  });
});
