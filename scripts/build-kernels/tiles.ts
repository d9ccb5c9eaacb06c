import { lowTileRows, tileRows, type Mode } from './modes.ts';

/**
 * The innermost loops of a matrix product, as the module `tiles`:
 *
 *     sums[i, 0…width−1] = Σₖ a[i·stride + k·step] · panel[k][0…width−1]
 *
 * All sums stay in registers. One turn of k loads a row of the panel and one value of a for each row of the tile, spread over a vector.
 * For X·W `stride` is a row of x and `step` one value; for xᵀ·dy it is the other way round. A tile of which only `rows` exist reads its last row
 * again. The loop is not unrolled: it is bound by its multiplications already, and V8 would run out of registers. Stores go from the last
 * to the first: see `storePair`.
 */
export function tilesSource(mode: Mode): string {
  const tiles = [tileRows, lowTileRows].flatMap((rows) => [tile('wholeTile', rows, mode.tileColumns / 4), tile('halfTile', rows, mode.tileColumns / 8)]);
  return [`import { madd } from './simd';`, ...tiles].join('\n\n');
}

/** @param vectors width of the tile in vectors of four */
function tile(name: string, height: number, vectors: number): string {
  const rows = [...Array(height).keys()];
  const columns = [...Array(vectors).keys()];
  const width = vectors * 16;
  return `
export function ${name}${height}(sums: usize, a: usize, stride: usize, rows: i32, step: usize, panel: usize, depth: i32): void {
  const r0: usize = 0;
${rows.slice(1).map((i) => `  const r${i} = rows > ${i} ? r${i - 1} + stride : r${i - 1};`).join('\n')}
${rows.map((i) => columns.map((j) => `  let s${i}_${j} = f32x4.splat(0);`).join('\n')).join('\n')}
  const end = panel + <usize>depth * ${width};
  for (; panel < end; panel += ${width}, a += step) {
${columns.map((j) => `    const p${j} = v128.load(panel, ${j * 16});`).join('\n')}
${rows.map((i) => [
  `    const a${i} = v128.load32_splat(a + r${i});`,
  ...columns.map((j) => `    s${i}_${j} = madd(a${i}, p${j}, s${i}_${j});`),
].join('\n')).join('\n')}
  }
${rows.flatMap((i) => columns.map((j) => `  v128.store(sums, s${i}_${j}, ${i * width + j * 16});`)).toReversed().join('\n')}
}`;
}
