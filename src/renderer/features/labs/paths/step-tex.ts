import type { OptimizerPath } from '../../../../shared/api/labs.ts';

/** A part of the calculation of one step: its name (a key of the texts) and its formula with the numbers in it. */
export interface StepPart {
  readonly title: 'gradient' | 'velocity' | 'squares' | 'average' | 'moments' | 'newPoint';
  readonly tex: string;
}

/** Colours of the arrows, for the same things in the formulas. */
export interface StepColours {
  readonly momentum: string;
  readonly gradient: string;
}

type Pair = readonly [number, number];

/** A number with about four digits that matter, as TeX. */
export function texNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '\\mathrm{NaN}' : value > 0 ? '\\infty' : '-\\infty';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.0005 || size >= 1e5)) {
    const [mantissa, exponent] = value.toExponential(1).split('e');
    return `${mantissa}{\\cdot}10^{${Number(exponent)}}`;
  }
  return value.toFixed(size >= 100 ? 1 : 3);
}

const column = ([a, b]: Pair): string => `\\begin{pmatrix}${texNumber(a)}\\\\${texNumber(b)}\\end{pmatrix}`;
const coloured = (colour: string, tex: string): string => `\\textcolor{${colour}}{${tex}}`;
const scaled = ([a, b]: Pair, factor: number): Pair => [a * factor, b * factor];

/** The calculation of the step from `at` to `at + 1` of one optimizer, with all its numbers; empty at the end of the path. */
export function stepParts(type: string, options: Readonly<Record<string, number>>, path: OptimizerPath, at: number, gradientFormula: readonly [string, string], colours: StepColours): StepPart[] {
  const next = path.positions[at + 1];
  const slope = path.gradients[at];
  if (!next || !slope || slope[0] === null || slope[1] === null) return [];
  const g: Pair = [slope[0], slope[1]];
  const before = (name: string): Pair => path.memory[name]?.[at] ?? [0, 0];
  const after = (name: string): Pair => path.memory[name]?.[at + 1] ?? [0, 0];
  const lr = options.lr;
  const push = coloured(colours.gradient, column(scaled(g, -lr)));
  const gradient: StepPart = { title: 'gradient', tex: `\\nabla f=\\begin{pmatrix}${gradientFormula[0]}\\\\${gradientFormula[1]}\\end{pmatrix}=${column(g)}` };
  const point = (formula: string): StepPart => ({ title: 'newPoint', tex: `p\\leftarrow ${formula}=${column(next)}` });
  switch (type) {
    case 'momentum':
      return [gradient, { title: 'velocity', tex: `v\\leftarrow ${coloured(colours.momentum, column(scaled(before('v'), options.momentum)))}+${push}=${column(after('v'))}` }, point('p+v')];
    case 'nesterov':
      return [gradient, { title: 'velocity', tex: `v\\leftarrow ${coloured(colours.momentum, column(scaled(before('v'), options.momentum)))}+${push}=${column(after('v'))}` }, point('p+\\alpha^2 v-(1+\\alpha)\\,\\eta\\nabla f')];
    case 'adagrad':
      return [gradient, { title: 'squares', tex: `h\\leftarrow ${column(before('h'))}+${column([g[0] ** 2, g[1] ** 2])}=${column(after('h'))}` }, point(`p-${lr}\\,\\nabla f/\\sqrt h`)];
    case 'rmsprop':
      return [gradient, { title: 'average', tex: `h\\leftarrow ${options.decay}\\,h+${Number((1 - options.decay).toPrecision(3))}\\,(\\nabla f)^2=${column(after('h'))}` }, point(`p-${lr}\\,\\nabla f/\\sqrt h`)];
    case 'adam':
    case 'adamw':
      return [gradient, { title: 'moments', tex: `m\\leftarrow ${coloured(colours.momentum, column(after('m')))}\\quad v\\leftarrow ${column(after('v'))}` }, point('p-\\hat\\eta\\,m/\\sqrt v')];
    default:
      return [gradient, point(`p+${push}`)];
  }
}

/** What the arrows of a step show, as vectors in the plane: the momentum's share and the gradient's. */
export function stepArrows(options: Readonly<Record<string, number>>, path: OptimizerPath, at: number): { taken: Pair; momentum: Pair | null; gradient: Pair } | undefined {
  const here = path.positions[at];
  const next = path.positions[at + 1];
  const slope = path.gradients[at];
  if (!here || !next || !slope || slope[0] === null || slope[1] === null) return undefined;
  const taken: Pair = [next[0] - here[0], next[1] - here[1]];
  const v = path.memory.v?.[at];
  const m = path.memory.m?.[at + 1];
  const rate = options.beta1 === undefined ? 0 : (options.lr * Math.sqrt(1 - options.beta2 ** (at + 1))) / (1 - options.beta1 ** (at + 1));
  const momentum: Pair | null = options.momentum !== undefined && v ? scaled(v, options.momentum) : m ? scaled(m, -rate) : null;
  return { taken, momentum, gradient: scaled([slope[0], slope[1]], -options.lr) };
}
