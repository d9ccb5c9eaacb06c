/**
 * Kernels that work element by element, declared by their formula; from each the module `elements` gets one loop over pairs of vectors (which
 * V8 can join) and one over what is left. A formula reads and writes vectors named like the tensors and may introduce others.
 */
interface ElementKernel {
  readonly name: string;
  /** Pointers, in the order of the interface. */
  readonly tensors: readonly string[];
  /** Those that are stored. */
  readonly writes: readonly string[];
  /** Numbers, in the order of the interface: float64, or int32 where their name ends in `: i32`. */
  readonly scalars?: readonly string[];
  /** Vectors made of the scalars, once. */
  readonly prepare?: Readonly<Record<string, string>>;
  /** Vectors that the formula introduces. */
  readonly between?: readonly string[];
  readonly formula: readonly string[];
}

const kernels: readonly ElementKernel[] = [
  { name: 'reluForward', tensors: ['y', 'x'], writes: ['y'], formula: ['y = rectified(x)'] },
  { name: 'reluBackward', tensors: ['dx', 'dy', 'y'], writes: ['dx'], formula: ['dx = masked(dy, y)'] },
  {
    name: 'leakyReluForward', tensors: ['y', 'x'], writes: ['y'], scalars: ['slope'], prepare: { factor: 'four(slope)' },
    formula: ['y = v128.bitselect(x, f32x4.mul(factor, x), f32x4.gt(x, f32x4.splat(0)))'],
  },
  {
    name: 'leakyReluBackward', tensors: ['dx', 'dy', 'x'], writes: ['dx'], scalars: ['slope'], prepare: { factor: 'four(slope)' },
    formula: ['dx = v128.bitselect(dy, f32x4.mul(factor, dy), f32x4.gt(x, f32x4.splat(0)))'],
  },
  { name: 'sigmoidForward', tensors: ['y', 'x'], writes: ['y'], formula: ['y = logistic(x)'] },
  {
    name: 'sigmoidBackward', tensors: ['dx', 'dy', 'y'], writes: ['dx'],
    formula: ['dx = f32x4.mul(f32x4.mul(dy, y), f32x4.sub(f32x4.splat(1), y))'],
  },
  { name: 'tanhForward', tensors: ['y', 'x'], writes: ['y'], formula: ['y = hyperbolicTangent(x)'] },
  { name: 'tanhBackward', tensors: ['dx', 'dy', 'y'], writes: ['dx'], formula: ['dx = f32x4.mul(dy, nmadd(y, y, f32x4.splat(1)))'] },
  { name: 'scale', tensors: ['y', 'x'], writes: ['y'], scalars: ['factor'], prepare: { by: 'four(factor)' }, formula: ['y = f32x4.mul(by, x)'] },
  {
    // The random number of an element: see ../../src/engine/kernels/stream.ts.
    name: 'dropout', tensors: ['y', 'x'], writes: ['y'], scalars: ['threshold: i32', 'factor', 'keyA: i32', 'keyB: i32'],
    prepare: { bound: 'i32x4.splat(threshold)', by: 'four(factor)', first: 'i32x4.splat(keyA)', second: 'i32x4.splat(keyB)' },
    between: ['h'],
    formula: [
      'h = i32x4.add(element, first)',
      'h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x7feb352d))',
      'h = i32x4.mul(v128.xor(v128.xor(h, i32x4.shr_u(h, 15)), second), i32x4.splat(0x846ca68b))',
      'h = v128.xor(h, i32x4.shr_u(h, 16))',
      'y = v128.and(f32x4.mul(by, x), i32x4.ge_u(h, bound))',
    ],
  },
  { name: 'sgd', tensors: ['p', 'g'], writes: ['p'], scalars: ['rate'], prepare: { lr: 'four(rate)' }, formula: ['p = nmadd(lr, g, p)'] },
  {
    name: 'momentum', tensors: ['p', 'g', 'v'], writes: ['v', 'p'], scalars: ['rate', 'momentum'],
    prepare: { lr: 'four(rate)', keep: 'four(momentum)' },
    formula: ['v = nmadd(lr, g, f32x4.mul(keep, v))', 'p = f32x4.add(p, v)'],
  },
  {
    name: 'nesterov', tensors: ['p', 'g', 'v'], writes: ['v', 'p'], scalars: ['rate', 'momentum'],
    prepare: { lr: 'four(rate)', ahead: 'four((1 + momentum) * rate)', keep: 'four(momentum)', squared: 'four(momentum * momentum)' },
    formula: ['p = madd(squared, v, nmadd(ahead, g, p))', 'v = nmadd(lr, g, f32x4.mul(keep, v))'],
  },
  {
    name: 'adagrad', tensors: ['p', 'g', 'h'], writes: ['h', 'p'], scalars: ['rate', 'epsilon'],
    prepare: { lr: 'four(rate)', small: 'four(epsilon)' },
    formula: ['h = madd(g, g, h)', 'p = f32x4.sub(p, f32x4.div(f32x4.mul(lr, g), f32x4.add(f32x4.sqrt(h), small)))'],
  },
  {
    name: 'rmsprop', tensors: ['p', 'g', 'h'], writes: ['h', 'p'], scalars: ['rate', 'decay', 'epsilon'],
    prepare: { lr: 'four(rate)', keep: 'four(decay)', take: 'four(1 - decay)', small: 'four(epsilon)' },
    formula: [
      'h = madd(f32x4.mul(take, g), g, f32x4.mul(keep, h))',
      'p = f32x4.sub(p, f32x4.div(f32x4.mul(lr, g), f32x4.add(f32x4.sqrt(h), small)))',
    ],
  },
  {
    name: 'adam', tensors: ['p', 'g', 'm', 'v'], writes: ['m', 'v', 'p'], scalars: ['rate', 'beta1', 'beta2', 'epsilon', 'keep'],
    prepare: { lr: 'four(rate)', rise1: 'four(1 - beta1)', rise2: 'four(1 - beta2)', small: 'four(epsilon)', stay: 'four(keep)' },
    formula: [
      'm = madd(rise1, f32x4.sub(g, m), m)',
      'v = madd(rise2, f32x4.sub(f32x4.mul(g, g), v), v)',
      'p = f32x4.sub(f32x4.mul(stay, p), f32x4.div(f32x4.mul(lr, m), f32x4.add(f32x4.sqrt(v), small)))',
    ],
  },
  { name: 'addL2', tensors: ['g', 'p'], writes: ['g'], scalars: ['l2'], prepare: { factor: 'four(l2)' }, formula: ['g = madd(factor, p, g)'] },
  {
    name: 'addL1', tensors: ['g', 'p'], writes: ['g'], scalars: ['l1'], prepare: { size: 'four(l1)' }, between: ['signed'],
    formula: [
      'signed = v128.xor(size, v128.and(p, i32x4.splat(0x80000000)))',
      'g = f32x4.add(g, v128.and(signed, f32x4.ne(p, f32x4.splat(0))))',
    ],
  },
  {
    name: 'clipValue', tensors: ['g'], writes: ['g'], scalars: ['limit'], prepare: { high: 'four(limit)', low: 'four(-limit)' },
    formula: ['g = f32x4.pmin(f32x4.pmax(g, low), high)'],
  },
];

export function elementsSource(): string {
  return [
    `import { four, hyperbolicTangent, logistic, madd, masked, nmadd, rectified, storeFirst, storePair } from './simd';`,
    ...kernels.map(kernelSource),
  ].join('\n');
}

function kernelSource({ name, tensors, writes, scalars = [], prepare = {}, between = [], formula }: ElementKernel): string {
  const typed = scalars.map((scalar) => (scalar.includes(':') ? scalar : `${scalar}: f64`));
  const parameters = [...tensors.map((tensor) => `${tensor}: usize`), ...typed, 'from: i32', 'to: i32'].join(', ');
  const vectors = [...tensors, ...between, 'element'];
  // The vectors of the pair's two halves: `p` becomes `p_0` and `p_1`.
  const halved = (line: string, half: number) => line.replace(new RegExp(`(?<![.\\w])(${vectors.join('|')})(?!\\w)`, 'g'), `$1_${half}`);
  const usesElement = formula.some((line) => /\belement\b/.test(line));
  const load = (half: number) => [
    ...tensors.map((tensor) => `let ${tensor}_${half} = v128.load(${tensor} + i, ${half * 16});`),
    ...between.map((vector) => `let ${vector}_${half}: v128;`),
    ...(usesElement ? [`const element_${half} = i32x4.add(i32x4.splat((<i32>(i >> 2)) + ${half * 4}), i32x4(0, 1, 2, 3));`] : []),
  ];
  const compute = (half: number) => formula.map((line) => `${halved(line, half)};`);
  return `
export function ${name}(${parameters}): void {
  ${Object.entries(prepare).map(([vector, value]) => `const ${vector} = ${value};`).join('\n  ')}
  const end = <usize>to << 2;
  let i = <usize>from << 2;
  for (; i + 32 <= end; i += 32) {
    ${[...load(0), ...load(1), ...compute(0), ...compute(1)].join('\n    ')}
    ${writes.map((tensor) => `storePair(${tensor} + i, ${tensor}_0, ${tensor}_1);`).join('\n    ')}
  }
  for (; i < end; i += 16) {
    const left = <i32>(end - i) >> 2;
    ${[...load(0), ...compute(0)].join('\n    ')}
    ${writes.map((tensor) => `storeFirst(${tensor} + i, ${tensor}_0, left);`).join('\n    ')}
  }
}`;
}
