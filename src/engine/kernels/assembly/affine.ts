// The three matrix products of an affine layer. Each packs its operands, then walks panels of columns and, inside, tiles of rows: a panel
// stays in the first-level cache while all tiles pass it. The sums of a tile come back in `sums` and go on from there (see epilogue.ts).
//
// Packing space: 512 bytes for sums, the panel, then the tiles of rows.

import { storeForward, storeMasked, storeStep } from './epilogue';
import { tileColumns, tileRows } from './mode';
import { packColumns, packedRowBytes, packRows, packTransposed, panelWidth } from './pack';
import { four } from './simd';
import { halfTile, wholeTile } from './tiles';

const sumBytes: usize = 512;

// @ts-ignore: decorator
@inline
function tile(sums: usize, a: usize, step: usize, panel: usize, depth: i32, width: i32): void {
  if (width == tileColumns) wholeTile(sums, a, step, panel, depth);
  else halfTile(sums, a, step, panel, depth);
}

export function affineForward(
  y: usize, x: usize, w: usize, b: usize, inputs: i32, outputs: i32, activation: i32, workspace: usize, from: i32, to: i32,
): void {
  const rowBytes = <usize>inputs * 4;
  const outBytes = <usize>outputs * 4;
  const tiles = workspace + sumBytes;
  const panel = tiles + packedRowBytes(to - from, inputs);
  packRows(tiles, x + <usize>from * rowBytes, to - from, inputs, rowBytes);
  for (let j = 0; j < outputs; j += tileColumns) {
    const width = panelWidth(outputs - j);
    const used = min(width, outputs - j);
    const column = <usize>j * 4;
    packColumns(panel, w + column, inputs, outBytes, width);
    let a = tiles;
    for (let r = from; r < to; r += tileRows, a += rowBytes * tileRows) {
      tile(workspace, a, tileRows * 4, panel, inputs, width);
      storeForward(y + <usize>r * outBytes + column, outBytes, workspace, <usize>width * 4, min(tileRows, to - r), used, b ? b + column : 0, activation);
    }
  }
}

export function affineInputGradient(
  dx: usize, dy: usize, w: usize, mask: usize, inputs: i32, outputs: i32, workspace: usize, from: i32, to: i32,
): void {
  const rowBytes = <usize>inputs * 4;
  const outBytes = <usize>outputs * 4;
  const tiles = workspace + sumBytes;
  const panel = tiles + packedRowBytes(to - from, outputs);
  packRows(tiles, dy + <usize>from * outBytes, to - from, outputs, outBytes);
  for (let k = 0; k < inputs; k += tileColumns) {
    const width = panelWidth(inputs - k);
    const used = min(width, inputs - k);
    const column = <usize>k * 4;
    packTransposed(panel, w + <usize>k * outBytes, used, outputs, outBytes, width);
    let a = tiles;
    for (let r = from; r < to; r += tileRows, a += outBytes * tileRows) {
      tile(workspace, a, tileRows * 4, panel, outputs, width);
      const offset = <usize>r * rowBytes + column;
      storeMasked(dx + offset, rowBytes, workspace, <usize>width * 4, min(tileRows, to - r), used, mask ? mask + offset : 0);
    }
  }
}

/** Walks xᵀ·dy; the tiles' rows are neighbours in x already, so only dy is packed. `step` 0 stores the gradient, 1 takes the step. */
// @ts-ignore: decorator
@inline
function weights(
  w: usize, x: usize, dy: usize, batch: i32, inputs: i32, outputs: i32, workspace: usize, from: i32, to: i32, stepping: bool, rate: v128, l2: v128, decays: bool,
): void {
  const rowBytes = <usize>inputs * 4;
  const outBytes = <usize>outputs * 4;
  const panel = workspace + sumBytes;
  for (let j = 0; j < outputs; j += tileColumns) {
    const width = panelWidth(outputs - j);
    const used = min(width, outputs - j);
    const column = <usize>j * 4;
    packColumns(panel, dy + column, batch, outBytes, width);
    for (let k = from; k < to; k += tileRows) {
      tile(workspace, x + <usize>k * 4, rowBytes, panel, batch, width);
      const target = w + <usize>k * outBytes + column;
      if (stepping) storeStep(target, outBytes, workspace, <usize>width * 4, min(tileRows, to - k), used, rate, l2, decays);
      else storeMasked(target, outBytes, workspace, <usize>width * 4, min(tileRows, to - k), used, 0);
    }
  }
}

export function affineWeightGradient(
  dw: usize, x: usize, dy: usize, batch: i32, inputs: i32, outputs: i32, workspace: usize, from: i32, to: i32,
): void {
  weights(dw, x, dy, batch, inputs, outputs, workspace, from, to, false, f32x4.splat(0), f32x4.splat(0), false);
}

export function affineWeightStep(
  w: usize, x: usize, dy: usize, batch: i32, inputs: i32, outputs: i32, rate: f64, l2: f64, workspace: usize, from: i32, to: i32,
): void {
  weights(w, x, dy, batch, inputs, outputs, workspace, from, to, true, four(rate), four(l2), l2 != 0);
}
