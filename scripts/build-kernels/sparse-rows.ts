import type { Mode } from './modes.ts';

/**
 * The innermost loops of the sparse first layer, as the module `sparse-rows`: for each multiple of eight columns up to the mode's most, one
 * loop that adds up scaled rows in registers, and a function that picks the loop for a width.
 *
 * - `addExampleRows`: sums += Σ table[value]·w[column] over `count` non-zeros of an example.
 * - `addBatchRows`: sums += Σ table[byte under the cursor]·dy[r] over the bits r of a feature's list; moves the cursors on.
 *
 * Where `begins`, the sums start from zero instead.
 */
export function sparseRowsSource(mode: Mode): string {
  const widths = [...Array(mode.sparseColumns / 8).keys()].map((i) => (i + 1) * 8);
  return [
    `import { madd } from './simd';`,
    ...widths.flatMap((width) => [exampleRows(width), batchRows(width)]),
    dispatcher('addExampleRows', 'exampleRows', 'column: usize, value: usize, count: i32, table: usize, w: usize, stride: usize', widths),
    dispatcher('addBatchRows', 'batchRows', 'list: usize, words: i32, cursors: usize, table: usize, dy: usize, stride: usize', widths),
  ].join('\n\n');
}

const vectorsOf = (width: number): number[] => [...Array(width / 4).keys()];
const starts = (width: number): string => vectorsOf(width).map((j) => `  let s${j} = v128.load(sums, ${j * 16});`).join('\n');
const sums = (width: number): string => vectorsOf(width).map((j) => `s${j} = madd(x, v128.load(row, ${j * 16}), s${j});`).join('\n');
const stores = (width: number): string => vectorsOf(width).map((j) => `  v128.store(sums, s${j}, ${j * 16});`).join('\n');

function exampleRows(width: number): string {
  return `
function exampleRows${width}(sums: usize, begins: bool, column: usize, value: usize, count: i32, table: usize, w: usize, stride: usize): void {
  if (begins) memory.fill(sums, 0, ${width * 4});
${starts(width)}
  const end = value + <usize>count;
  for (; value < end; value++, column += 2) {
    const x = v128.load32_splat(table + (<usize>load<u8>(value) << 2));
    const row = w + <usize>load<u16>(column) * stride;
    ${sums(width)}
  }
${stores(width)}
}`;
}

function batchRows(width: number): string {
  return `
function batchRows${width}(sums: usize, begins: bool, list: usize, words: i32, cursors: usize, table: usize, dy: usize, stride: usize): void {
  if (begins) memory.fill(sums, 0, ${width * 4});
${starts(width)}
  const end = list + (<usize>words << 3);
  for (; list < end; list += 8, cursors += 256, dy += stride << 6) {
    for (let bits = load<u64>(list); bits != 0; bits &= bits - 1) {
      const r = <usize>ctz(bits);
      const cursor = cursors + (r << 2);
      const value = load<u32>(cursor);
      store<u32>(cursor, value + 1);
      const x = v128.load32_splat(table + (<usize>load<u8>(value) << 2));
      const row = dy + r * stride;
      ${sums(width)}
    }
  }
${stores(width)}
}`;
}

/** @param parameters after `width, sums, begins` */
function dispatcher(name: string, loop: string, parameters: string, widths: readonly number[]): string {
  const names = parameters.split(', ').map((parameter) => parameter.split(':')[0]).join(', ');
  return `
export function ${name}(width: i32, sums: usize, begins: bool, ${parameters}): void {
  switch (width >> 3) {
${widths.map((width) => `    case ${width / 8}: ${loop}${width}(sums, begins, ${names}); break;`).join('\n')}
  }
}`;
}
