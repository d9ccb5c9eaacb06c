import { describe, expect, test } from 'vitest';
import { definitionOf } from '../../../src/engine/catalog.ts';
import { optimizerPath } from '../../../src/main/services/labs/optimizer-paths.ts';
import { stepArrows, stepParts } from '../../../src/renderer/features/labs/paths/step-tex.ts';
import { formulaPart, texNumber } from '../../../src/renderer/ui/tex.ts';
import { surfaceOf, type Surface } from '../../../src/shared/labs/surfaces.ts';

/** The book's surface from the book's start, as the studio walks on it. */
const surface = surfaceOf('x^2/20 + y^2').surface as Surface;
const walk = (type: string, options: Record<string, number>) => optimizerPath(definitionOf('optimizer', type), options, surface, [-7, 2], 2);
const parts = (type: string, options: Record<string, number>, at = 0) => stepParts(definitionOf('optimizer', type).formula, options.lr, walk(type, options), at, ['x/10', '2y'], { momentum: '#000000', gradient: '#111111' });

describe('a step with its numbers', () => {
  test('shows gradient, velocity and the new point of Momentum', () => {
    const [gradient, velocity, point, ...more] = parts('momentum', { lr: 0.1, momentum: 0.9 }, 1);
    expect(more).toEqual([]);
    // At (−6.93, 1.6) the gradient is (−0.693, 3.2); v = 0.9·(0.07, −0.4) − 0.1·g
    expect(gradient.tex).toContain('\\begin{pmatrix}-0.693\\\\3.200\\end{pmatrix}');
    expect(velocity).toMatchObject({ kind: 'memory', name: 'v', title: { en: 'Velocity', zh: '速度' } });
    expect(velocity.tex).toBe('\\mathbf{v}\\leftarrow \\textcolor{#000000}{\\begin{pmatrix}0.063\\\\-0.360\\end{pmatrix}}+\\textcolor{#111111}{\\begin{pmatrix}0.069\\\\-0.320\\end{pmatrix}}=\\begin{pmatrix}0.132\\\\-0.680\\end{pmatrix}');
    expect(point.tex).toBe('\\mathbf{w} \\leftarrow \\mathbf{w} + \\mathbf{v}=\\begin{pmatrix}-6.798\\\\0.920\\end{pmatrix}');
  });

  test('adds up the squares of AdaGrad', () => {
    expect(parts('adagrad', { lr: 1.5, epsilon: 1e-7 })[1].tex).toBe('\\mathbf{h}\\leftarrow \\begin{pmatrix}0.000\\\\0.000\\end{pmatrix}+\\begin{pmatrix}0.490\\\\16.000\\end{pmatrix}=\\begin{pmatrix}0.490\\\\16.000\\end{pmatrix}');
  });

  test('says what they come to where an optimizer remembers more than one thing', () => {
    const [, m, v, point] = parts('adam', { lr: 0.3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    expect(m.tex).toBe('\\mathbf{m}\\leftarrow \\begin{pmatrix}-0.070\\\\0.400\\end{pmatrix}');
    expect(v.title?.en).toBe('Mean of squares');
    // The first step of Adam is as long as the rate, on either axis.
    expect(point.tex).toContain('\\begin{pmatrix}-6.700\\\\1.700\\end{pmatrix}');
  });

  test('writes out the step of an optimizer that remembers nothing', () => {
    expect(parts('sgd', { lr: 0.1 }).map(({ kind, tex }) => [kind, tex]).at(-1)).toEqual(['point', '\\mathbf{w}\\leftarrow \\mathbf{w}+\\textcolor{#111111}{\\begin{pmatrix}0.070\\\\-0.400\\end{pmatrix}}=\\begin{pmatrix}-6.930\\\\1.600\\end{pmatrix}']);
  });

  test('has nothing to say at the end of a path', () => {
    expect(parts('sgd', { lr: 0.1 }, 2)).toEqual([]);
  });

  test('finds the part of each declared formula that says what the weights become', () => {
    for (const type of ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw']) expect(formulaPart(definitionOf('optimizer', type).formula, 'w'), type).toMatch(/^\\mathbf\{w\} \\leftarrow /);
  });

  test('writes small, large and infinite numbers as TeX', () => {
    expect([texNumber(0.25), texNumber(-0.00001), texNumber(123456), texNumber(Infinity)]).toEqual(['0.250', '-1.0{\\cdot}10^{-5}', '1.2{\\cdot}10^{5}', '\\infty']);
  });
});

describe('the arrows of a step', () => {
  test.each([
    ['momentum', { lr: 0.1, momentum: 0.9 }],
    ['nesterov', { lr: 0.1, momentum: 0.9 }],
  ])('of %s: with what the latest gradient does, what earlier ones do is the step', (type, options) => {
    const arrows = stepArrows(options.lr, walk(type, options), 1);
    // Nesterov looks ahead: the latest gradient counts 1 + α times.
    const latest = type === 'nesterov' ? 1 + options.momentum : 1;
    for (const axis of [0, 1]) expect((arrows?.carried?.[axis] ?? 0) + latest * (arrows?.gradient[axis] ?? 0)).toBeCloseTo(arrows?.taken[axis] ?? NaN, 9);
  });

  test('of SGD know no earlier gradients', () => {
    expect(stepArrows(0.1, walk('sgd', { lr: 0.1 }), 1)?.carried).toBeNull();
  });
});
