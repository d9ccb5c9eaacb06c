import jsep from 'jsep';

/**
 * Typed formulas: `x^2/20 + y^2`, `ln(x^2 + y^2)`, `(apple * 2 + orange * 3) * tax`. The parser is jsep, which only builds a tree;
 * nothing is ever evaluated as code. `^` is the power, as on paper, and binds to the right.
 */

/** Functions of one variable: value, and derivative from the argument x and the value y. */
export const functions = {
  sin: { value: Math.sin, derivative: (x: number) => Math.cos(x) },
  cos: { value: Math.cos, derivative: (x: number) => -Math.sin(x) },
  tan: { value: Math.tan, derivative: (_x: number, y: number) => 1 + y * y },
  exp: { value: Math.exp, derivative: (_x: number, y: number) => y },
  ln: { value: Math.log, derivative: (x: number) => 1 / x },
  sqrt: { value: Math.sqrt, derivative: (_x: number, y: number) => 1 / (2 * y) },
  abs: { value: Math.abs, derivative: (x: number) => Math.sign(x) },
  sigmoid: { value: (x: number) => 1 / (1 + Math.exp(-x)), derivative: (_x: number, y: number) => y * (1 - y) },
  tanh: { value: Math.tanh, derivative: (_x: number, y: number) => 1 - y * y },
  relu: { value: (x: number) => (x > 0 ? x : 0), derivative: (x: number) => (x > 0 ? 1 : 0) },
} as const satisfies Record<string, { value: (x: number) => number; derivative: (x: number, y: number) => number }>;

export type FunctionName = keyof typeof functions;

const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(functions, name);

export const operators = ['+', '-', '*', '/', '^'] as const;
export type Operator = (typeof operators)[number];

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly argument: Expression };

export type FormulaProblem =
  | { readonly code: 'empty' }
  | { readonly code: 'too-long'; readonly limit: number }
  /** The text cannot be read from this position (counted from 0) on. */
  | { readonly code: 'syntax'; readonly position: number }
  | { readonly code: 'unknown-name'; readonly name: string; readonly known: readonly string[] }
  | { readonly code: 'unknown-function'; readonly name: string; readonly known: readonly string[] }
  | { readonly code: 'arguments'; readonly name: string }
  | { readonly code: 'unsupported'; readonly what: string };

export type Parsed = { readonly expression: Expression; readonly problem?: undefined } | { readonly expression?: undefined; readonly problem: FormulaProblem };

const lengthLimit = 300;
const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

let prepared = false;
/** jsep is one shared object: its operators are set once, before the first formula. */
function prepare(): void {
  if (prepared) return;
  jsep.removeAllBinaryOps();
  jsep.removeAllUnaryOps();
  jsep.addBinaryOp('+', 9);
  jsep.addBinaryOp('-', 9);
  jsep.addBinaryOp('*', 10);
  jsep.addBinaryOp('/', 10);
  jsep.addBinaryOp('^', 12, true);
  jsep.removeAllLiterals();
  jsep.hooks.add('gobble-token', function (env) {
    const sign = signs.get(this.code);
    if (sign === undefined) return;
    this.index++;
    env.node = { type: 'UnaryExpression', operator: sign, prefix: true, argument: gobblePower(this) };
  });
  prepared = true;
}

const signs = new Map([
  [43, '+'],
  [45, '-'],
]);
const caret = 94;

/**
 * A sign takes in the powers that follow, as on paper: −x² is −(x²), while (−x)² keeps its brackets. jsep's own signs bind more
 * tightly and its tree forgets brackets, so that the two could not be told apart.
 */
function gobblePower(parser: jsep.HookScope): jsep.Expression {
  const base = parser.gobbleToken();
  if (!base) return parser.throwError('a value is missing');
  parser.gobbleSpaces();
  if (parser.code !== caret) return base;
  parser.index++;
  return { type: 'BinaryExpression', operator: '^', left: base, right: gobblePower(parser) };
}

/**
 * Reads a formula. × ÷ − · and ² ³ are understood as well as * / - * and ^2 ^3.
 * @param variables names that may stand in it; left out = any name that is no function
 */
export function parseFormula(text: string, variables?: readonly string[]): Parsed {
  const source = text.replaceAll(/[×·]/g, '*').replaceAll('÷', '/').replaceAll('−', '-').replaceAll('²', '^2').replaceAll('³', '^3').replaceAll('π', 'pi');
  if (source.trim() === '') return { problem: { code: 'empty' } };
  if (source.length > lengthLimit) return { problem: { code: 'too-long', limit: lengthLimit } };
  prepare();
  let tree: jsep.Expression;
  try {
    tree = jsep(source);
  } catch (error) {
    const position = typeof error === 'object' && error !== null && 'index' in error && typeof error.index === 'number' ? error.index : 0;
    return { problem: { code: 'syntax', position } };
  }
  try {
    return { expression: read(tree, variables) };
  } catch (error) {
    if (error instanceof Refused) return { problem: error.problem };
    throw error;
  }
}

class Refused extends Error {
  readonly problem: FormulaProblem;
  constructor(problem: FormulaProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

function read(node: jsep.Expression, variables: readonly string[] | undefined): Expression {
  const tree = node as jsep.CoreExpression;
  switch (tree.type) {
    case 'Literal':
      if (typeof tree.value !== 'number') throw new Refused({ code: 'unsupported', what: String(tree.raw) });
      return { kind: 'number', value: tree.value };
    case 'Identifier': {
      if (variables === undefined ? isFunctionName(tree.name) : !variables.includes(tree.name)) {
        if (Object.hasOwn(constants, tree.name)) return { kind: 'number', value: constants[tree.name] };
        throw new Refused({ code: 'unknown-name', name: tree.name, known: variables ?? [] });
      }
      if (variables === undefined && Object.hasOwn(constants, tree.name)) return { kind: 'number', value: constants[tree.name] };
      return { kind: 'variable', name: tree.name };
    }
    case 'UnaryExpression':
      return signed(tree.operator, tree.argument, variables);
    case 'BinaryExpression': {
      const operator = operators.find((candidate) => candidate === tree.operator);
      if (operator === undefined) throw new Refused({ code: 'unsupported', what: tree.operator });
      return { kind: 'operation', operator, left: read(tree.left, variables), right: read(tree.right, variables) };
    }
    case 'CallExpression': {
      const callee = tree.callee as jsep.CoreExpression;
      const name = callee.type === 'Identifier' ? (callee.name === 'log' ? 'ln' : callee.name) : '';
      if (!isFunctionName(name)) throw new Refused({ code: 'unknown-function', name: name || '?', known: Object.keys(functions) });
      if (tree.arguments.length !== 1) throw new Refused({ code: 'arguments', name });
      return { kind: 'call', name, argument: read(tree.arguments[0], variables) };
    }
    case 'Compound':
      // Two expressions without an operator between them, such as "2 x".
      throw new Refused({ code: 'syntax', position: 0 });
    default:
      throw new Refused({ code: 'unsupported', what: tree.type });
  }
}

function signed(sign: string, argument: jsep.Expression, variables: readonly string[] | undefined): Expression {
  const value = read(argument, variables);
  if (sign === '+') return value;
  if (value.kind === 'number') return { kind: 'number', value: -value.value };
  return { kind: 'operation', operator: '*', left: { kind: 'number', value: -1 }, right: value };
}

/** Names of the variables, in the order in which they first stand. */
export function variablesOf(expression: Expression): string[] {
  const found = new Set<string>();
  const visit = (part: Expression): void => {
    if (part.kind === 'variable') found.add(part.name);
    if (part.kind === 'operation') {
      visit(part.left);
      visit(part.right);
    }
    if (part.kind === 'call') visit(part.argument);
  };
  visit(expression);
  return [...found];
}

const strength: Record<Operator, number> = { '+': 1, '-': 1, '*': 2, '/': 2, '^': 4 };
const negativeOne = (part: Expression): boolean => part.kind === 'number' && part.value === -1;

/** The formula as it is typed; brackets only where they are needed. */
export function toText(expression: Expression): string {
  return write(expression, 0, false);
}

function write(part: Expression, outer: number, onRight: boolean): string {
  switch (part.kind) {
    case 'number':
      return part.value < 0 && outer > 1 ? `(${part.value})` : String(part.value);
    case 'variable':
      return part.name;
    case 'call':
      return `${part.name}(${write(part.argument, 0, false)})`;
    case 'operation': {
      const { operator, left, right } = part;
      const own = strength[operator];
      const text =
        operator === '*' && negativeOne(left)
          ? `-${write(right, 3, true)}`
          : operator === '^'
            ? `${write(left, own + 1, false)}^${write(right, own, true)}`
            : `${write(left, own, false)} ${operator} ${write(right, own, true)}`;
      const sameStrength = own === outer && onRight && operator !== '^';
      return own < outer || sameStrength || (operator === '*' && negativeOne(left) && outer > 1) ? `(${text})` : text;
    }
  }
}

const texNames: Record<FunctionName, string> = { sin: '\\sin', cos: '\\cos', tan: '\\tan', exp: '\\exp', ln: '\\ln', sqrt: '\\sqrt', abs: '', sigmoid: '\\operatorname{sigmoid}', tanh: '\\tanh', relu: '\\operatorname{relu}' };

/** The formula in TeX: fractions, powers, roots. */
export function toTex(expression: Expression): string {
  const tex = (part: Expression, outer: number, onRight: boolean): string => {
    switch (part.kind) {
      case 'number': {
        const text = part.value === Math.PI ? '\\pi' : part.value === Math.E ? 'e' : String(part.value).replace(/e([+-]?)(\d+)/, (_all, sign: string, digits: string) => `\\cdot 10^{${sign === '-' ? '-' : ''}${digits}}`);
        return part.value < 0 && outer > 1 ? `(${text})` : text;
      }
      case 'variable':
        return part.name.length === 1 ? part.name : `\\mathit{${part.name.replaceAll('_', '\\_')}}`;
      case 'call':
        if (part.name === 'sqrt') return `\\sqrt{${tex(part.argument, 0, false)}}`;
        if (part.name === 'abs') return `\\left|${tex(part.argument, 0, false)}\\right|`;
        return `${texNames[part.name]}\\left(${tex(part.argument, 0, false)}\\right)`;
      case 'operation': {
        const { operator, left, right } = part;
        const own = strength[operator];
        if (operator === '/') return `\\frac{${tex(left, 0, false)}}{${tex(right, 0, false)}}`;
        let text: string;
        if (operator === '*' && negativeOne(left)) text = `-${tex(right, 3, true)}`;
        else if (operator === '^') text = `${bracketBase(left, tex)}^{${tex(right, 0, true)}}`;
        else if (operator === '*') text = `${tex(left, own, false)}${right.kind === 'number' ? ' \\cdot ' : '\\,'}${tex(right, own, true)}`;
        else text = `${tex(left, own, false)} ${operator} ${tex(right, own, true)}`;
        const sameStrength = own === outer && onRight && operator === '-' ;
        const bracket = own < outer || (outer === 1 && onRight && own === 1) || sameStrength || (operator === '*' && negativeOne(left) && outer > 1);
        return bracket ? `\\left(${text}\\right)` : text;
      }
    }
  };
  return tex(expression, 0, false);
}

function bracketBase(base: Expression, tex: (part: Expression, outer: number, onRight: boolean) => string): string {
  const simple = base.kind === 'variable' || (base.kind === 'number' && base.value >= 0);
  return simple ? tex(base, 0, false) : `\\left(${tex(base, 0, false)}\\right)`;
}
