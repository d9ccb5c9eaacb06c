import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateReference, referenceFolder } from '../../scripts/generate-reference.ts';

test('the reference is what the declarations say: else run node scripts/generate-reference.ts', () => {
  const pages = generateReference();
  for (const [path, page] of pages) expect(readFileSync(new URL(path, referenceFolder), 'utf8'), path).toBe(page);
  for (const language of ['en', 'zh']) expect(readdirSync(new URL(language, referenceFolder)).every((name) => pages.has(`${language}/${name}`))).toBe(true);
});

test('every declared type has its formula or none, its defaults and when to use it', () => {
  const optimizers = generateReference().get('en/optimizer.md') ?? '';
  expect(optimizers).toMatch(/## Adam\n\n[^]*\$\\mathbf[^]*`beta1` — [^]*default `0.9`/);
  expect(generateReference().get('zh/layer.md')).toMatch(/\*\*何时使用\*\*：/);
});
