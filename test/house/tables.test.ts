import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Rows of the document's tables: all but the heads and the lines under them. */
const rows = (document: string): string[] => readFileSync(join(root, 'docs', document), 'utf8').split('## What fuzzing made of them')[0]?.split('\n').filter((line) => line.startsWith('| ') && !/^\| (---|item|danger|day)/.test(line)) ?? [];

test.each([['security.md', 30], ['bad-days.md', 15]])('every line of docs/%s names a test that exists', (document, atLeast) => {
  expect(rows(document).length).toBeGreaterThanOrEqual(atLeast);
  for (const row of rows(document)) {
    const [, file, title] = /\| `(test\/[^`]+)` › (.+) \|$/.exec(row) ?? [];
    expect(title, row).toBeDefined();
    expect(readFileSync(join(root, file), 'utf8'), row).toContain(title);
  }
});
