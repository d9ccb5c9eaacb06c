/** A way to compile the kernels. The same sources give every module; the modes differ in instructions and in how much is held in registers. */
export interface Mode {
  readonly name: string;
  /** Fused multiply-add (relaxed SIMD). Without it every machine computes the same bits. */
  readonly relaxed: boolean;
  /**
   * Width of a tile. 16 columns keep 24 vectors of 128 bits: right where V8 joins pairs of them to 256 bits, too many registers where it
   * does not. There 8 are best.
   */
  readonly tileColumns: 8 | 16;
  /** Most columns a sparse row is added up in at once; a multiple of 8. */
  readonly sparseColumns: number;
}

export const modes = [
  { name: 'relaxed-wide', relaxed: true, tileColumns: 16, sparseColumns: 104 },
  { name: 'relaxed', relaxed: true, tileColumns: 8, sparseColumns: 56 },
  { name: 'strict-wide', relaxed: false, tileColumns: 16, sparseColumns: 96 },
  { name: 'strict', relaxed: false, tileColumns: 8, sparseColumns: 48 },
] as const satisfies readonly Mode[];

/** Rows of a tile: with 16 columns twelve sums of 256 bits, two of a panel and one of x fill the fifteen registers V8 has. */
export const tileRows = 6;

/** Rows of a lower tile, for what sixes leave over: as fast per row, and one or two of them seldom waste more than a row. */
export const lowTileRows = 4;

/** Rows of a wide tile, one and a half tiles of columns: nine sums of 256 bits still keep the multipliers busy. */
export const wideTileRows = 3;

/** Tiles that lie across: rows, and how many whole tiles wide they are, so that there are eight sums of 256 bits at least. */
export const acrossTiles = [
  { rows: 2, tiles: 2 },
  { rows: 4, tiles: 1 },
  { rows: 6, tiles: 1 },
] as const;

/** The constants of a mode, as the module `mode` that the sources import. */
export function modeSource(mode: Mode, chunkElements: number): string {
  return [
    `export const relaxed: bool = ${mode.relaxed};`,
    `export const tileRows: i32 = ${tileRows};`,
    `export const lowTileRows: i32 = ${lowTileRows};`,
    `export const wideTileRows: i32 = ${wideTileRows};`,
    `export const tileColumns: i32 = ${mode.tileColumns};`,
    `export const sparseColumns: i32 = ${mode.sparseColumns};`,
    `export const chunkElements: i32 = ${chunkElements};`,
  ].join('\n');
}
