import type { Mode } from './modes.ts';

/**
 * The innermost loops of the sparse first layer, as the module `sparse-rows`: for each multiple of eight columns up to the mode's most, one
 * function that adds up scaled rows in registers, and one that picks it for a width.
 *
 * - `addExamples`: for each of `count` rows of the batch, sums[r] += Σ table[value]·w[column] over the next `counts[r]` non-zeros of its
 *   example, which begin at `cursors[r]`; moves the cursors on.
 * - `addFeatures`: for each of `count` features, sums[k] += Σ table[byte under the cursor of row r]·dy[r] over the bits r of its list; moves
 *   the cursors on. Features that no row has are passed over where `skips`.
 *
 * Where `begins`, the sums start from zero instead of from what stands there. That is a loop of its own: V8 does not join vectors whose
 * first value depends on a condition.
 */
export function sparseRowsSource(mode: Mode): string {
  const widths = [...Array(mode.sparseColumns / 8).keys()].map((i) => (i + 1) * 8);
  return [
    `import { madd } from './simd';`,
    ...widths.flatMap((width) => [true, false].flatMap((begins) => [examples(width, begins), features(width, begins)])),
    dispatcher('addExamples', examplesParameters, widths),
    dispatcher('addFeatures', featuresParameters, widths),
  ].join('\n\n');
}

const examplesParameters = 'sums: usize, step: usize, count: i32, cursors: usize, counts: usize, columns: usize, values: usize, table: usize, w: usize';
const featuresParameters = 'sums: usize, step: usize, count: i32, skips: bool, lists: usize, listStep: usize, words: i32, cursors: usize, table: usize, dy: usize';

const vectorsOf = (width: number): number[] => [...Array(width / 4).keys()];
const lines = (width: number, line: (j: number) => string): string => vectorsOf(width).map(line).join('\n');
const start = (width: number, begins: boolean): string => lines(width, (j) => `    let s${j} = ${begins ? 'f32x4.splat(0)' : `v128.load(sums, ${j * 16})`};`);
const variant = (width: number, begins: boolean): string => `${begins ? 'First' : 'Next'}${width}`;
const add = (width: number): string => lines(width, (j) => `      s${j} = madd(x, v128.load(row, ${j * 16}), s${j});`);
// From the last to the first: see `storePair`.
const keep = (width: number): string => vectorsOf(width).toReversed().map((j) => `    v128.store(sums, s${j}, ${j * 16});`).join('\n');

function examples(width: number, begins: boolean): string {
  return `
function addExamples${variant(width, begins)}(${examplesParameters}): void {
  const last = sums + <usize>count * step;
  for (; sums < last; sums += step, cursors += 4, counts += 4) {
    const begin = <usize>load<u32>(cursors);
    const end = begin + <usize>load<u32>(counts);
    store<u32>(cursors, <u32>end);
    ${begins ? '' : 'if (begin == end) continue;'}
${start(width, begins)}
    for (let i = begin; i < end; i++) {
      const x = v128.load32_splat(table + (<usize>load<u8>(values + i) << 2));
      const row = w + <usize>load<u16>(columns + (i << 1)) * ${width * 4};
${add(width)}
    }
${keep(width)}
  }
}`;
}

function features(width: number, begins: boolean): string {
  return `
function addFeatures${variant(width, begins)}(${featuresParameters}): void {
  const last = sums + <usize>count * step;
  for (; sums < last; sums += step, lists += listStep) {
    ${begins ? 'if (skips)' : ''} {
      let any: u64 = 0;
      for (let word = 0; word < words; word++) any |= load<u64>(lists + (<usize>word << 3));
      if (any == 0) continue;
    }
${start(width, begins)}
    let cursor = cursors;
    let block = dy;
    for (let word = 0; word < words; word++, cursor += 256, block += ${width * 4 * 64}) {
      for (let bits = load<u64>(lists + (<usize>word << 3)); bits != 0; bits &= bits - 1) {
        const r = <usize>ctz(bits);
        const value = <usize>load<u32>(cursor + (r << 2));
        store<u32>(cursor + (r << 2), <u32>value + 1);
        const x = v128.load32_splat(table + (<usize>load<u8>(value) << 2));
        const row = block + r * ${width * 4};
${add(width)}
      }
    }
${keep(width)}
  }
}`;
}

function dispatcher(name: string, parameters: string, widths: readonly number[]): string {
  const names = parameters.split(', ').map((parameter) => parameter.split(':')[0]).join(', ');
  const pick = (begins: boolean) => `switch (width >> 3) {
${widths.map((width) => `      case ${width / 8}: ${name}${variant(width, begins)}(${names}); break;`).join('\n')}
    }`;
  return `
export function ${name}(width: i32, begins: bool, ${parameters}): void {
  if (begins) {
    ${pick(true)}
  } else {
    ${pick(false)}
  }
}`;
}
