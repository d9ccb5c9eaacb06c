import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { darkCharts, lightCharts, type ChartTheme } from '../../src/shared/charts/theme.ts';

const css = readFileSync(resolve(import.meta.dirname, '../../src/renderer/app/theme.css'), 'utf8');

/** The variables of the first rule with this selector. */
function variables(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
}

const names: Partial<Record<keyof ChartTheme, string>> = { panel: 'panel', text: 'text', text2: 'text-2', text3: 'text-3', line: 'line', line2: 'line-2', grid: 'grid', axis: 'axis', accent: 'accent', warn: 'warn-dot', bad: 'bad', good: 'good', hist: 'hist', hist2: 'hist-2' };

test.each([
  [':root', lightCharts],
  ['.dark', darkCharts],
])('charts have the colours of the style sheet: %s', (selector, theme) => {
  const known = variables(selector);
  for (const [key, name] of Object.entries(names)) expect({ name, colour: theme[key as keyof ChartTheme] }).toEqual({ name, colour: known[name] });
  theme.series.forEach((colour, index) => expect({ index, colour }).toEqual({ index, colour: known[`s${index + 1}`] }));
});

/** Relative luminance contrast, WCAG 2. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = parseInt(hex.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

test.each([':root', '.dark'])('text can be read on every ground it stands on: %s', (selector) => {
  const known = variables(selector);
  const colour = (name: string) => known[name] ?? '';
  const pairs = [
    ...['text', 'text-2', 'text-3'].flatMap((text) => ['panel', 'sunken', 'bg'].map((ground) => [text, ground] as const)),
    ...(['accent', 'warn', 'bad', 'good'] as const).flatMap((text) => [[text, 'panel'] as const, [text, `${text}-soft`] as const]),
    ['on-accent', 'accent-solid'] as const,
    ['text-2', 'active'] as const,
    ['text', 'hover'] as const,
  ];
  for (const [text, ground] of pairs) expect({ text, ground, enough: contrast(colour(text), colour(ground)) >= 4.5 }).toEqual({ text, ground, enough: true });
});
