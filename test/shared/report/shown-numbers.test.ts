import { describe, expect, it } from 'vitest';
import { shownNumbers, shows } from '../../../src/shared/report/shown-numbers.ts';

describe('numbers on a report’s page', () => {
  it('are found with the fact they show', () => {
    const html = '<table><tr><td class="n" data-fact="runs.0.final.testLoss">0.0832</td><td class="n quiet" data-fact="runs.0.best.testAccuracy"><svg class="sw"></svg><strong>97.03&nbsp;%</strong></td><td>12</td></tr></table>';
    expect(shownNumbers(html)).toEqual([
      { path: 'runs.0.final.testLoss', text: '0.0832' },
      { path: 'runs.0.best.testAccuracy', text: '97.03 %' },
    ]);
  });

  it.each(['<td data-fact="', '<td data-fact="a', '<td data-fact="a"', '<td data-fact="a">1', ' data-fact="'.repeat(100_000)])('of a page that breaks off are left out', (html) => {
    expect(shownNumbers(html)).toEqual([]);
  });

  it.each([
    ['0.0832', 0.08321],
    ['0.0832', 0.08325],
    ['−1.5000', -1.5],
    ['1,234', 1234],
    ['1.2e−5', 0.0000123],
    ['97.03 %', 0.97034],
    ['100 %', 1],
    ['5', 5],
    ['–', null],
    ['abc', 'abc'],
  ])('%s shows %s', (text, value) => expect(shows(text, value)).toBe(true));

  it.each([
    ['0.0833', 0.08321],
    ['0.0832', 0.083251],
    ['1.5000', -1.5],
    ['97.03 %', 0.9704],
    ['0.9703', null],
    ['–', 0.97],
    ['much', 0.97],
    ['', 0.97],
    ['NaN', 0.97],
  ])('%s does not show %s', (text, value) => expect(shows(text, value)).toBe(false));
});
