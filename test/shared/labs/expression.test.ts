import { describe, expect, test } from 'vitest';
import { parseFormula, toTex, toText, variablesOf } from '../../../src/shared/labs/expression.ts';
import { formulaMessage } from '../../../src/shared/labs/formula-message.ts';
import { forward, toGraph } from '../../../src/shared/labs/graph.ts';

const value = (text: string, values: Record<string, number> = {}) => {
  const parsed = parseFormula(text);
  if (parsed.problem) throw new Error(formulaMessage(parsed.problem).en);
  return forward(toGraph(parsed.expression), values).at(-1);
};

describe('a typed formula', () => {
  test.each([
    ['1 + 2*3', 7],
    ['2^3^2', 512],
    ['-2^2', -4],
    ['2^-3^2', 2 ** -9],
    ['3*-2', -6],
    ['- -3', 3],
    ['(-2)^2', 4],
    ['2^-1', 0.5],
    ['10 - 4 - 3', 3],
    ['24/4/2', 3],
    ['8 ÷ 2 × 3 − 1', 11],
    ['3²', 9],
    ['ln(e)', 1],
    ['log(e^2)', 2],
    ['cos(pi)', -1],
    ['relu(-3) + abs(-3)', 3],
    ['1e-3*1000', 1],
  ])('%s is %d', (text, expected) => {
    expect(value(text)).toBeCloseTo(expected, 12);
  });

  test('is written back as it is read', () => {
    for (const text of ['x^2/20 + y^2', '(a + b)*(c - d)', 'a - (b - c)', 'a/(b*c)', '(a^b)^c', '-x^2', 'sin(x + y)*exp(-x)', '2*(x + 1)', '-(a + b)']) {
      const first = parseFormula(text);
      expect(first.problem, text).toBeUndefined();
      const again = parseFormula(toText(first.expression!));
      expect(again.expression, `${text} → ${toText(first.expression!)}`).toEqual(first.expression);
    }
  });

  test('is typeset with fractions and powers', () => {
    expect(toTex(parseFormula('x^2/20 + y^2').expression!)).toBe('\\frac{x^{2}}{20} + y^{2}');
    expect(toTex(parseFormula('a - (b - c)').expression!)).toBe('a - \\left(b - c\\right)');
  });

  test('names its variables in the order in which they stand', () => {
    expect(variablesOf(parseFormula('(apple*2 + orange*3)*tax + apple').expression!)).toEqual(['apple', 'orange', 'tax']);
  });

  test.each([
    ['', 'empty'],
    ['x +', 'syntax'],
    ['2x', 'syntax'],
    ['x y', 'syntax'],
    ['x + z', 'unknown-name'],
    ['foo(x)', 'unknown-function'],
    ['sin(x, y)', 'arguments'],
    ['x = 3', 'unsupported-or-syntax'],
    ['x.constructor', 'unsupported'],
    ['x["constructor"]("return 1")()', 'unknown-function'],
    ['"text"', 'unsupported'],
    ['x ? 1 : 2', 'unsupported-or-syntax'],
    ['[1, 2]', 'unsupported'],
    ['this', 'unsupported-or-unknown-name'],
    ['x'.repeat(301), 'too-long'],
  ])('%s is refused as %s, in words', (text, code) => {
    const { problem } = parseFormula(text, ['x', 'y']);
    expect(problem, text).toBeDefined();
    expect(code.split('-or-')).toContain(problem!.code);
    expect(formulaMessage(problem!).en.length).toBeGreaterThan(10);
    expect(formulaMessage(problem!).zh).toMatch(/[\u4e00-\u9fff]/);
  });
});
