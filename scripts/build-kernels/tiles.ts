import { acrossTiles, lowTileRows, tileRows, wideTileRows, type Mode } from './modes.ts';

/**
 * The innermost loops of a matrix product, as the module `tiles`. Each walks tiles that lie one after the other, computes
 *
 *     sums[i, 0…width−1] = Σₖ a[i, k] · panel[k][0…width−1]
 *
 * for every tile, and does with the sums what its ending says. All sums stay in registers. One turn of k loads a row of the panel and one value of
 * a for each row of the tile, spread over a vector. The loop is not unrolled: it is bound by its multiplications already, and V8 would run out
 * of registers.
 */
interface Walk {
  readonly suffix: string;
  /** Values of a for the next k: `along` its rows each has a pointer of its own; `down` its columns they lie side by side. */
  readonly reads: 'along' | 'down';
  /** What the next tile is: the next rows of a under the same panel, or the next columns of the panel under the same rows. */
  readonly next: 'rows' | 'columns';
}

const walks = {
  /** X·W: the rows of a tile are rows of X. */
  along: { suffix: 'Along', reads: 'along', next: 'rows' },
  /** Xᵀ·dY: the rows of a tile are columns of X. */
  down: { suffix: 'Down', reads: 'down', next: 'rows' },
  /** dYᵀ·X, which is Xᵀ·dY lying on its side: for the few columns of dY that would not fill a panel. */
  across: { suffix: 'Across', reads: 'down', next: 'columns' },
} as const satisfies Record<string, Walk>;

/** What becomes of a tile's sums; `j` is a vector of a row that lies at `target`. Whatever it needs is loaded here, not kept in a register. */
interface Ending {
  readonly parameters?: string;
  /** What the vectors of every row share. */
  readonly shared?: (j: number) => readonly string[];
  /** Loaded before anything of the row is stored: only then does V8 join neighbouring vectors. */
  readonly load?: (j: number) => string;
  readonly value: (sum: string, j: number) => string;
}

const endings = {
  /** As they are. Where a tile is not full its last row is computed again in place of those that do not exist. */
  Sums: { value: (sum) => sum },
  /** y = max(sums + b, floor) */
  Forward: {
    parameters: 'b: usize, floor: usize',
    shared: (j) => [`const b${j} = v128.load(b, ${j * 16});`, ...(j === 0 ? ['const least = v128.load(floor);'] : [])],
    value: (sum, j) => `f32x4.pmax(f32x4.add(${sum}, b${j}), least)`,
  },
  /** dx = sums where mask > 0, else 0; mask is given by how far behind dx it lies. */
  Masked: {
    parameters: 'mask: usize',
    load: (j) => `v128.load(target + mask, ${j * 16})`,
    value: (sum, j) => `masked(${sum}, old${j})`,
  },
  /** w −= rate·sums */
  Step: {
    parameters: 'rate: usize',
    shared: (j) => (j === 0 ? ['const lr = v128.load(rate);'] : []),
    load: (j) => `v128.load(target, ${j * 16})`,
    value: (sum, j) => `nmadd(lr, ${sum}, old${j})`,
  },
} as const satisfies Record<string, Ending>;

export function tilesSource(mode: Mode): string {
  const half = mode.tileColumns / 8;
  const emit = (name: string, height: number, vectors: number, walk: keyof typeof walks, ending: keyof typeof endings) =>
    tiles(`${name}${height}${ending}${walks[walk].suffix}`, walks[walk], height, vectors, endings[ending], ending === 'Sums' && walk === 'along');
  return [
    `import { madd, masked, nmadd } from './simd';`,
    ...[tileRows, lowTileRows].flatMap((height) => [
      emit('whole', height, 2 * half, 'along', 'Sums'),
      emit('whole', height, 2 * half, 'along', 'Forward'),
      emit('whole', height, 2 * half, 'along', 'Masked'),
      emit('whole', height, 2 * half, 'down', 'Sums'),
      emit('whole', height, 2 * half, 'down', 'Step'),
      emit('half', height, half, 'along', 'Sums'),
    ]),
    emit('wide', wideTileRows, 3 * half, 'along', 'Sums'),
    ...acrossTiles.map(({ rows, tiles: width }) => emit('across', rows, 2 * half * width, 'across', 'Sums')),
  ].join('\n\n');
}

/**
 * @param vectors width of the tile in vectors of four
 * @param mayBePart the last tile may have fewer rows: the function is told how many there are in all, else how many tiles
 */
function tiles(name: string, { reads, next }: Walk, height: number, vectors: number, { parameters, shared, load, value }: Ending, mayBePart: boolean): string {
  const rows = [...Array(height).keys()];
  const columns = [...Array(vectors).keys()];
  const width = vectors * 16;
  const along = reads === 'along';
  const lines = (list: readonly string[]): string => list.join('\n');
  const pointer = (i: number): string => (i === 0 ? 'a' : mayBePart ? `count > ${i} ? r${i - 1} + stride : r${i - 1}` : `r${i - 1} + stride`);
  const panelStep = next === 'columns' ? 'panelStride' : String(width);
  return `
export function ${name}(target: usize, targetStride: usize, a: usize, stride: usize, nextTile: usize, panel: usize, panelStride: usize, depth: i32, count: i32${parameters ? `, ${parameters}` : ''}): void {
  for (; count > 0; count -= ${mayBePart ? height : 1}) {
    const end = panel + <usize>depth * ${panelStep};
${lines(along ? rows.map((i) => `    let r${i} = ${pointer(i)};`) : ['    let r0 = a;'])}
${lines(rows.flatMap((i) => columns.map((j) => `    let s${i}_${j} = f32x4.splat(0);`)))}
    for (let row = panel; row < end; row += ${panelStep}, ${along ? rows.map((i) => `r${i} += 4`).join(', ') : 'r0 += stride'}) {
${lines(columns.map((j) => `      const p${j} = v128.load(row, ${j * 16});`))}
${lines(rows.map((i) => lines([
  `      const a${i} = v128.load32_splat(${along ? `r${i}` : `r0, ${i * 4}`});`,
  ...columns.map((j) => `      s${i}_${j} = madd(a${i}, p${j}, s${i}_${j});`),
])))}
    }
${shared ? lines(columns.flatMap((j) => shared(j))) : ''}
${lines(rows.map((i) => `    {
${load ? lines(columns.map((j) => `      const old${j} = ${load(j)};`)) : ''}
${lines(columns.map((j) => `      const v${j} = ${value(`s${i}_${j}`, j)};`))}
${lines(columns.toReversed().map((j) => `      v128.store(target, v${j}, ${j * 16});`))}
      target += targetStride;
    }`))}
    ${next === 'columns' ? 'panel' : 'a'} += nextTile;
  }
}`;
}
