import type { OptimizerPath } from '../../../../shared/api/labs.ts';
import type { Localized } from '../../../../shared/schema/localized.ts';
import { formulaPart, texNumber } from '../../../ui/tex.ts';

/** A part of the calculation of one step: what it gives, and its formula with the numbers in it. */
export interface StepPart {
  readonly kind: 'gradient' | 'memory' | 'point';
  /** Of a memory: its name in the formula, and what it is. */
  readonly name?: string;
  readonly title?: Localized;
  readonly tex: string;
}

/** Colours of the arrows, for the same things in the formulas. */
export interface StepColours {
  readonly momentum: string;
  readonly gradient: string;
}

type Pair = readonly [number, number];

const column = ([a, b]: Pair): string => `\\begin{pmatrix}${texNumber(a)}\\\\${texNumber(b)}\\end{pmatrix}`;
const coloured = (colour: string | undefined, tex: string): string => (colour === undefined ? tex : `\\textcolor{${colour}}{${tex}}`);
const scaled = ([a, b]: Pair, factor: number): Pair => [a * factor, b * factor];

/** The step that begins at a position of a path; undefined at the path's end, and where the gradient is no number. */
function stepAt(path: OptimizerPath, at: number) {
  const [here, next, slope] = [path.positions[at], path.positions[at + 1], path.gradients[at]];
  return here && next && slope && slope[0] !== null && slope[1] !== null ? { here, next, g: [slope[0], slope[1]] as Pair } : undefined;
}

/**
 * The calculation of the step from `at` to `at + 1` of one optimizer, with all its numbers; empty at the end of the path.
 * Sums are written out where the optimizer remembers one thing; where it remembers more, there is room for what they come to.
 */
export function stepParts(formula: string, lr: number, path: OptimizerPath, at: number, gradientFormula: readonly [string, string], colours: StepColours): StepPart[] {
  const step = stepAt(path, at);
  if (!step) return [];
  const { next, g } = step;
  const part = (letter: string): string => formulaPart(formula, letter) ?? `\\mathbf{${letter}}`;
  const memory = path.updates.map(({ name, title, shares }): StepPart => {
    const before = path.memory[name][at];
    const after = column(path.memory[name][at + 1]);
    if (path.updates.length > 1) return { kind: 'memory', name, title, tex: `\\mathbf{${name}}\\leftarrow ${after}` };
    const sum = shares && [
      coloured(name === path.carried?.name ? colours.momentum : undefined, column(scaled(before, shares.keep))),
      ...(shares.gradient === undefined ? [] : [coloured(colours.gradient, column(scaled(g, shares.gradient)))]),
      ...(shares.square === undefined ? [] : [column(scaled([g[0] ** 2, g[1] ** 2], shares.square))]),
    ].join('+');
    return { kind: 'memory', name, title, tex: `${sum ? `\\mathbf{${name}}\\leftarrow ${sum}` : part(name)}=${after}` };
  });
  return [
    { kind: 'gradient', tex: `\\mathbf{g}=\\begin{pmatrix}${gradientFormula[0]}\\\\${gradientFormula[1]}\\end{pmatrix}=${column(g)}` },
    ...memory,
    { kind: 'point', tex: `${memory.length === 0 ? `\\mathbf{w}\\leftarrow \\mathbf{w}+${coloured(colours.gradient, column(scaled(g, -lr)))}` : part('w')}=${column(next)}` },
  ];
}

/** What the arrows of a step show, as vectors in the plane: what earlier gradients and the latest have to do with it. */
export function stepArrows(lr: number, path: OptimizerPath, at: number): { taken: Pair; carried: Pair | null; gradient: Pair } | undefined {
  const step = stepAt(path, at);
  if (!step) return undefined;
  const { here, next, g } = step;
  const { carried } = path;
  return { taken: [next[0] - here[0], next[1] - here[1]], carried: carried && scaled(path.memory[carried.name][at], carried.factors[at]), gradient: scaled(g, -lr) };
}
