// The three matrix products of an affine layer. Each packs its right operand, then walks panels of columns and, inside, tiles of rows: a panel
// stays in the first-level cache while all tiles pass it (for the weights it is the other way round). The sums of a tile come back in `sums` and go on from there (see epilogue.ts).
//
// Packing space: 512 bytes for sums, then the panel; for the weights a tile of xᵀ and all panels.

import { storeForward, storeMasked, storeStep } from './epilogue';
import { tileColumns, tileRows } from './mode';
import { packColumns, packSixColumns, packTransposed, panelWidth, tileHeight } from './pack';
import { four } from './simd';
import { halfTile4, halfTile6, wholeTile4, wholeTile6 } from './tiles';

const sumBytes: usize = 512;

// @ts-ignore: decorator
@inline
function tile(sums: usize, a: usize, stride: usize, rows: i32, step: usize, panel: usize, depth: i32, height: i32, width: i32): void {
  if (width == tileColumns) {
    if (height == tileRows) wholeTile6(sums, a, stride, rows, step, panel, depth);
    else wholeTile4(sums, a, stride, rows, step, panel, depth);
  } else {
    if (height == tileRows) halfTile6(sums, a, stride, rows, step, panel, depth);
    else halfTile4(sums, a, stride, rows, step, panel, depth);
  }
}

/** Panels of w that are packed together: its rows are then read in longer pieces. */
const panelGroup: usize = 4;

/** Packs up to a group of panels, `left` columns to go. */
function packPanels(panels: usize, panelBytes: usize, w: usize, rows: i32, stride: usize, left: i32): void {
  if (left >= 4 * tileColumns && tileColumns == 16) {
    for (const end = panels + panelBytes; panels < end; panels += 64, w += stride) {
      for (let i: usize = 0; i < 4; i++) {
        const source = w + (i << 6);
        const target = panels + i * panelBytes;
        const a = v128.load(source);
        const b = v128.load(source, 16);
        const c = v128.load(source, 32);
        const d = v128.load(source, 48);
        v128.store(target, d, 48);
        v128.store(target, c, 32);
        v128.store(target, b, 16);
        v128.store(target, a);
      }
    }
    return;
  }
  for (let place: usize = 0; place < panelGroup && left > 0; place++, left -= tileColumns) {
    packColumns(panels + place * panelBytes, w + place * (tileColumns * 4), rows, stride, panelWidth(left));
  }
}

/** Outputs from which on a tile of xᵀ is packed: it is read once for every panel. */
const packingOutputs = 256;

export function affineForward(
  y: usize, x: usize, w: usize, b: usize, inputs: i32, outputs: i32, activation: i32, workspace: usize, from: i32, to: i32,
): void {
  const rowBytes = <usize>inputs * 4;
  const outBytes = <usize>outputs * 4;
  const panels = workspace + sumBytes;
  const panelBytes = <usize>inputs * (tileColumns * 4);
  for (let j = 0; j < outputs; j += tileColumns) {
    const width = panelWidth(outputs - j);
    const used = min(width, outputs - j);
    const column = <usize>j * 4;
    const place = <usize>(j / tileColumns) % panelGroup;
    if (place == 0) packPanels(panels, panelBytes, w + column, inputs, outBytes, outputs - j);
    const panel = panels + place * panelBytes;
    for (let r = from; r < to; ) {
      const height = tileHeight(to - r);
      const rows = min(height, to - r);
      tile(workspace, x + <usize>r * rowBytes, rowBytes, rows, 4, panel, inputs, height, width);
      storeForward(y + <usize>r * outBytes + column, outBytes, workspace, <usize>width * 4, rows, used, b ? b + column : 0, activation);
      r += height;
    }
  }
}

export function affineInputGradient(
  dx: usize, dy: usize, w: usize, mask: usize, inputs: i32, outputs: i32, workspace: usize, from: i32, to: i32,
): void {
  const rowBytes = <usize>inputs * 4;
  const outBytes = <usize>outputs * 4;
  const panel = workspace + sumBytes;
  for (let k = 0; k < inputs; k += tileColumns) {
    const width = panelWidth(inputs - k);
    const used = min(width, inputs - k);
    const column = <usize>k * 4;
    packTransposed(panel, w + <usize>k * outBytes, used, outputs, outBytes, width);
    for (let r = from; r < to; ) {
      const height = tileHeight(to - r);
      const rows = min(height, to - r);
      tile(workspace, dy + <usize>r * outBytes, outBytes, rows, 4, panel, outputs, height, width);
      const offset = <usize>r * rowBytes + column;
      storeMasked(dx + offset, rowBytes, workspace, <usize>width * 4, rows, used, mask ? mask + offset : 0);
      r += height;
    }
  }
}

/**
 * Walks xᵀ·dy. Here the tiles are the outer loop: the rows of w that a tile changes are then passed from one end to the other, which the
 * processor foresees. All panels of dy are packed first and come from the second-level cache; the tile of xᵀ stays in the first.
 * `stepping` takes the SGD step with the sums, otherwise they are stored.
 */
// @ts-ignore: decorator
@inline
function weights(
  w: usize, x: usize, dy: usize, batch: i32, inputs: i32, outputs: i32, workspace: usize, from: i32, to: i32, stepping: bool, rate: v128, l2: v128, decays: bool,
): void {
  const rowBytes = <usize>inputs * 4;
  const outBytes = <usize>outputs * 4;
  const packed = workspace + sumBytes;
  const panels = packed + ((<usize>batch * (tileRows * 4) + 63) & ~63);
  let panel = panels;
  for (let j = 0; j < outputs; j += tileColumns) {
    const width = panelWidth(outputs - j);
    packColumns(panel, dy + <usize>j * 4, batch, outBytes, width);
    panel += <usize>batch * <usize>width * 4;
  }
  for (let k = from; k < to; ) {
    const height = tileHeight(to - k);
    const rows = min(height, to - k);
    const packs = outputs >= packingOutputs && height == tileRows;
    if (packs) packSixColumns(packed, x + <usize>k * 4, batch, rowBytes);
    const a = packs ? packed : x + <usize>k * 4;
    const step = packs ? <usize>tileRows * 4 : rowBytes;
    panel = panels;
    for (let j = 0; j < outputs; j += tileColumns) {
      const width = panelWidth(outputs - j);
      const used = min(width, outputs - j);
      tile(workspace, a, 4, rows, step, panel, batch, height, width);
      const target = w + <usize>k * outBytes + <usize>j * 4;
      if (stepping) storeStep(target, outBytes, workspace, <usize>width * 4, rows, used, rate, l2, decays);
      else storeMasked(target, outBytes, workspace, <usize>width * 4, rows, used, 0);
      panel += <usize>batch * <usize>width * 4;
    }
    k += height;
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
