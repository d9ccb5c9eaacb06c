import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, type SFCTemplateBlock } from 'vue/compiler-sfc';
import { en } from '../../src/renderer/locales/en.ts';
import { zhCN } from '../../src/renderer/locales/zh-CN.ts';

const renderer = resolve(import.meta.dirname, '../../src/renderer');

/** Dotted keys of all texts. */
function keysOf(texts: object, before = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) => (typeof value === 'object' && value !== null ? keysOf(value, `${before}${key}.`) : [`${before}${key}`]));
}

function textAt(texts: object, key: string): string {
  return String(key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], texts));
}

/** Names in braces, once each. */
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

describe('the two languages', () => {
  test('have the same keys', () => {
    expect(keysOf(zhCN).sort()).toEqual(keysOf(en).sort());
  });

  test('fill in the same values', () => {
    for (const key of keysOf(en)) expect({ key, names: placeholders(textAt(zhCN, key)) }).toEqual({ key, names: placeholders(textAt(en, key)) });
  });

  test('are both written, or neither is', () => {
    for (const key of keysOf(en)) expect(textAt(zhCN, key).trim() === '', key).toBe(textAt(en, key).trim() === '');
  });
});

type TemplateNode = NonNullable<SFCTemplateBlock['ast']>['children'][number];

const readAttributes = new Set(['title', 'label', 'placeholder', 'alt', 'aria-label', 'aria-description', 'description']);
/** Keys on keyboards, symbols of units and formulas: the same in every language. */
const wordless = /^(log₁₀\s?\w?|Ctrl\s?\+?\s?\w|[\d\s.,:;/·×±–−=()+%*?|[\]{}<>→←↑↓✓x̄Δη]*)$/u;

/** Words that stand in a template itself instead of in the locales. */
function wordsIn(nodes: readonly TemplateNode[]): string[] {
  return nodes.flatMap((node): string[] => {
    if (Number(node.type) === 2 && 'content' in node && typeof node.content === 'string') return /\p{L}{2,}/u.test(node.content) && !wordless.test(node.content.trim()) ? [node.content.trim()] : [];
    if (!('tag' in node)) return [];
    if (node.tag === 'code' || node.tag === 'kbd') return [];
    const attributes = node.props.flatMap((prop) => ('value' in prop && readAttributes.has(prop.name) && prop.value && /\p{L}{2,}/u.test(prop.value.content) && !wordless.test(prop.value.content) ? [`${prop.name}="${prop.value.content}"`] : []));
    return [...attributes, ...wordsIn(node.children)];
  });
}

test('no words stand in templates: every visible text comes from the locales', () => {
  const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.vue'));
  expect(files.length).toBeGreaterThan(30);
  const found = files.flatMap((file) => {
    const { descriptor } = parse(readFileSync(join(renderer, file), 'utf8'));
    return wordsIn(descriptor.template?.ast?.children ?? []).map((words) => `${relative(renderer, join(renderer, file))}: ${words}`);
  });
  expect(found).toEqual([]);
});
