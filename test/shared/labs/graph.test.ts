import { describe, expect, test } from 'vitest';
import { functions, parseFormula, type FunctionName } from '../../../src/shared/labs/expression.ts';
import { backward, forward, layout, toGraph, valueAndGradient } from '../../../src/shared/labs/graph.ts';
import { centralDifference, numericalGradient } from '../../../src/shared/labs/numerical.ts';

const graphOf = (text: string) => toGraph(parseFormula(text).expression!);

describe('two apples and three oranges with tax', () => {
  const graph = graphOf('(apple*apples + orange*oranges)*tax');
  const values = forward(graph, { apple: 100, apples: 2, orange: 150, oranges: 3, tax: 1.1 });
  const { gradients } = backward(graph, values);
  const at = (name: string) => gradients[graph.nodes.findIndex((node) => node.kind === 'variable' && node.name === name)];

  test('cost 715', () => {
    expect(values.at(-1)).toBeCloseTo(715, 9);
    expect(values).toEqual(expect.arrayContaining([200, 450, 650]));
  });

  test('send back 2.2 to the price of an apple, 110 to their number, 3.3 and 165 to the oranges, 650 to the tax', () => {
    expect(at('apple')).toBeCloseTo(2.2, 9);
    expect(at('apples')).toBeCloseTo(110, 9);
    expect(at('orange')).toBeCloseTo(3.3, 9);
    expect(at('oranges')).toBeCloseTo(165, 9);
    expect(at('tax')).toBeCloseTo(650, 9);
  });
});

describe('backpropagation', () => {
  test('sums what comes back from every place a variable stands in', () => {
    const { value, gradient } = valueAndGradient(graphOf('x*x + x'), { x: 3 }, ['x']);
    expect(value).toBe(12);
    expect(gradient).toEqual([7]);
  });

  test.each(Object.keys(functions) as FunctionName[])('through %s agrees with the central difference', (name) => {
    const f = functions[name];
    for (const x of [0.3, 0.9, 1.7]) {
      expect(f.derivative(x, f.value(x))).toBeCloseTo(centralDifference(f.value, x, 1e-5), 6);
    }
  });

  test.each(['x^2/20 + y^2', '(x - y)^3/(1 + x^2)', 'sin(x*y)*exp(-y) + ln(x)', 'x^y', 'sqrt(x) - y^-2', 'sigmoid(x*y) + tanh(x - y)'])('of %s agrees with numerical gradients', (text) => {
    const graph = graphOf(text);
    const point = [1.3, 0.7];
    const { gradient } = valueAndGradient(graph, { x: point[0], y: point[1] }, ['x', 'y']);
    const numerical = numericalGradient(([x, y]) => forward(graph, { x, y }).at(-1), point, 1e-5);
    gradient.forEach((value, axis) => expect(value).toBeCloseTo(numerical[axis], 6));
  });
});

test('a drawing places every node right of its inputs and no two on one spot', () => {
  for (const text of ['(apple*apples + orange*oranges)*tax', 'ln(x^2 + y^2 + z^2)', 'sigmoid(w1*x1 + w2*x2 + b)', 'x']) {
    const graph = graphOf(text);
    const { places } = layout(graph);
    graph.nodes.forEach((node, at) => node.inputs.forEach((input) => expect(places[input].column).toBeLessThan(places[at].column)));
    expect(new Set(places.map(({ column, row }) => `${column} ${row.toFixed(3)}`)).size).toBe(graph.nodes.length);
  }
});
