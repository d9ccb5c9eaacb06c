// The three matrix products of an affine layer. Each packs its right operand, then walks panels of columns and, inside, tiles of rows: a panel
// stays in the first-level cache while the tiles pass it. A tile that is full in both directions ends in its place; the sums of others go
// through the packing space and are taken on from there (see epilogue.ts).
//
// Packing space: 128 bytes of constants, then panels and sums; each product says in which order.

import { storeAcross, storeForward, storeMasked, storeStep } from './epilogue';
import { lowTileRows, tileColumns, tileRows } from './mode';
import { packColumns, packSixColumns, packTransposed, panelWidth } from './pack';
import { four } from './simd';
import {
  across2SumsAcross, across4SumsAcross, across6SumsAcross, half4SumsAlong, half6SumsAlong, whole4ForwardAlong, whole4MaskedAlong, whole4StepDown,
  whole4SumsAlong, whole4SumsDown, whole6ForwardAlong, whole6MaskedAlong, whole6StepDown, whole6SumsAlong, whole6SumsDown, wide3SumsAlong,
} from './tiles';

const constantBytes: usize = 128;

/** Of `rows` rows those that go to low tiles: sixes first, and fours at the end where they waste less. */
// @ts-ignore: decorator
@inline
function lowRows(rows: i32): i32 {
  const over = rows % tileRows;
  if (over == 5) return 0;
  return over == 2 && rows > 2 ? 2 * lowTileRows : over;
}

// @ts-ignore: decorator
@inline
function fullTiles(rows: i32): i32 {
  return (rows - lowRows(rows)) / tileRows;
}

// @ts-ignore: decorator
@inline
function fullLowTiles(rows: i32): i32 {
  return lowRows(rows) / lowTileRows;
}

/** Panels of w that are packed together: its rows are then read in longer pieces. */
const panelGroup: usize = 4;

/** Packs up to a group of panels, `left` columns to go. */
function packPanels(panels: usize, panelBytes: usize, w: usize, rows: i32, stride: usize, left: i32): void {
  if (tileColumns == 16 && left >= 64 && panelWidth(left - 48) == 16) {
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
  for (let place: usize = 0; place < panelGroup && left > 0; place++) {
    const width = panelWidth(left);
    packColumns(panels + place * panelBytes, w + place * (tileColumns * 4), rows, stride, width);
    left -= width;
  }
}

/** Sums of all rows under a panel, one row after the other; up to five more are written. */
function sumsAlong(sums: usize, a: usize, stride: usize, rows: i32, panel: usize, depth: i32, width: i32): void {
  const sumStride = <usize>width * 4;
  if (width > tileColumns) {
    wide3SumsAlong(sums, sumStride, a, stride, 3 * stride, panel, 0, depth, rows);
    return;
  }
  const low = lowRows(rows);
  const high = rows - low;
  const lowSums = sums + <usize>high * sumStride;
  const lowA = a + <usize>high * stride;
  if (width == tileColumns) {
    whole6SumsAlong(sums, sumStride, a, stride, tileRows * stride, panel, 0, depth, high);
    whole4SumsAlong(lowSums, sumStride, lowA, stride, lowTileRows * stride, panel, 0, depth, low);
  } else {
    half6SumsAlong(sums, sumStride, a, stride, tileRows * stride, panel, 0, depth, high);
    half4SumsAlong(lowSums, sumStride, lowA, stride, lowTileRows * stride, panel, 0, depth, low);
  }
}

export function affineForward(
  y: usize, x: usize, w: usize, b: usize, inputs: i32, outputs: i32, activation: i32, workspace: usize, from: i32, to: i32,
): void {
  const rowBytes = <usize>inputs * 4;
  const outBytes = <usize>outputs * 4;
  const panelBytes = <usize>inputs * (tileColumns * 4);
  const zeros = workspace;
  const floor = workspace + tileColumns * 4;
  const panels = workspace + constantBytes;
  const sums = panels + 5 * panelBytes;
  for (let i: usize = 0; i < <usize>tileColumns * 4; i += 16) v128.store(zeros + i, f32x4.splat(0));
  v128.store(floor, f32x4.splat(activation ? 0 : -Infinity));
  const rows = to - from;
  const high = fullTiles(rows);
  const low = fullLowTiles(rows);
  const a = x + <usize>from * rowBytes;
  for (let j = 0, place: usize = 0; j < outputs; place = (place + 1) % panelGroup) {
    const width = panelWidth(outputs - j);
    const used = min(width, outputs - j);
    const column = <usize>j * 4;
    const target = y + <usize>from * outBytes + column;
    const bias = b ? b + column : 0;
    if (place == 0) packPanels(panels, panelBytes, w + column, inputs, outBytes, outputs - j);
    const panel = panels + place * panelBytes;
    let done = 0;
    if (width == tileColumns && used == tileColumns) {
      const start = bias ? bias : zeros;
      done = high * tileRows;
      whole6ForwardAlong(target, outBytes, a, rowBytes, tileRows * rowBytes, panel, 0, inputs, high, start, floor);
      whole4ForwardAlong(target + <usize>done * outBytes, outBytes, a + <usize>done * rowBytes, rowBytes, lowTileRows * rowBytes, panel, 0, inputs, low, start, floor);
      done += low * lowTileRows;
    }
    if (done < rows) {
      sumsAlong(sums, a + <usize>done * rowBytes, rowBytes, rows - done, panel, inputs, width);
      storeForward(target + <usize>done * outBytes, outBytes, sums, <usize>width * 4, rows - done, used, bias, activation);
    }
    j += width;
  }
}

export function affineInputGradient(
  dx: usize, dy: usize, w: usize, mask: usize, inputs: i32, outputs: i32, workspace: usize, from: i32, to: i32,
): void {
  const rowBytes = <usize>inputs * 4;
  const outBytes = <usize>outputs * 4;
  const panel = workspace + constantBytes;
  const sums = panel + <usize>outputs * (2 * tileColumns * 4);
  const rows = to - from;
  const high = fullTiles(rows);
  const low = fullLowTiles(rows);
  const a = dy + <usize>from * outBytes;
  for (let k = 0; k < inputs; ) {
    const width = panelWidth(inputs - k);
    const used = min(width, inputs - k);
    packTransposed(panel, w + <usize>k * outBytes, used, outputs, outBytes, width);
    const target = dx + <usize>from * rowBytes + <usize>k * 4;
    let done = 0;
    if (mask && width == tileColumns && used == tileColumns) {
      done = high * tileRows;
      whole6MaskedAlong(target, rowBytes, a, outBytes, tileRows * outBytes, panel, 0, outputs, high, mask - dx);
      whole4MaskedAlong(target + <usize>done * rowBytes, rowBytes, a + <usize>done * outBytes, outBytes, lowTileRows * outBytes, panel, 0, outputs, low, mask - dx);
      done += low * lowTileRows;
    }
    if (done < rows) {
      const offset = <usize>done * rowBytes;
      sumsAlong(sums, a + <usize>done * outBytes, outBytes, rows - done, panel, outputs, width);
      storeMasked(target + offset, rowBytes, sums, <usize>width * 4, rows - done, used, mask ? target + offset + (mask - dx) : 0);
    }
    k += width;
  }
}

/** Tiles of xᵀ that pass a panel of dy before the next: the panel then comes from the first-level cache. */
const tileGroup = 4;

/** Outputs from which on tiles of xᵀ are packed: they are read once for every panel. */
const packingOutputs = 256;

/** Columns of dy that do not fill a panel: up to twelve are taken across, more fill one with what lies behind them. */
// @ts-ignore: decorator
@inline
function acrossColumns(outputs: i32): i32 {
  const over = outputs % tileColumns;
  return over * 4 <= tileColumns * 3 ? over : 0;
}

/**
 * Walks xᵀ·dy. Here groups of tiles are the outer loop: the rows of w that they change are then passed from one end to the other, which the
 * processor foresees. All panels of dy are packed first and come from the second-level cache; the tiles of xᵀ stay in the first.
 * `stepping` takes the SGD step with the sums, otherwise they are stored.
 */
// @ts-ignore: decorator
@inline
function weights(
  w: usize, x: usize, dy: usize, batch: i32, inputs: i32, outputs: i32, workspace: usize, from: i32, to: i32, stepping: bool, rate: v128, l2: v128, decays: bool,
): void {
  const rowBytes = <usize>inputs * 4;
  const outBytes = <usize>outputs * 4;
  const constants = workspace;
  const packed = workspace + constantBytes;
  const panels = packed + ((<usize>batch * (tileGroup * tileRows * 4) + 63) & ~63);
  const panelBytes = <usize>batch * (tileColumns * 4);
  const whole = outputs - acrossColumns(outputs);
  const sums = panels + <usize>((whole + tileColumns - 1) / tileColumns) * panelBytes;
  v128.store(constants, rate);
  for (let j = 0, panel = panels; j < whole; j += tileColumns, panel += panelBytes) packColumns(panel, dy + <usize>j * 4, batch, outBytes, tileColumns);
  const packs = outputs >= packingOutputs;
  for (let k = from; k < to && whole > 0; k += tileGroup * tileRows) {
    const rows = min(to - k, tileGroup * tileRows);
    const high = fullTiles(rows);
    const low = fullLowTiles(rows);
    const done = high * tileRows + low * lowTileRows;
    let a = x + <usize>k * 4;
    let stride = rowBytes;
    let next: usize = tileRows * 4;
    const lowA = a + <usize>(high * tileRows) * 4;
    const lastA = a + <usize>done * 4;
    if (packs) {
      for (let i = 0; i < high; i++) packSixColumns(packed + <usize>(i * batch) * (tileRows * 4), a + <usize>(i * tileRows) * 4, batch, rowBytes);
      a = packed;
      stride = tileRows * 4;
      next = <usize>batch * (tileRows * 4);
    }
    for (let j = 0, panel = panels; j < whole; j += tileColumns, panel += panelBytes) {
      const used = min(tileColumns, whole - j);
      const target = w + <usize>k * outBytes + <usize>j * 4;
      const sumStride: usize = tileColumns * 4;
      let stored = 0;
      if (stepping && !decays && used == tileColumns) {
        whole6StepDown(target, outBytes, a, stride, next, panel, 0, batch, high, constants);
        whole4StepDown(target + <usize>(high * tileRows) * outBytes, outBytes, lowA, rowBytes, lowTileRows * 4, panel, 0, batch, low, constants);
        stored = done;
      } else {
        whole6SumsDown(sums, sumStride, a, stride, next, panel, 0, batch, high);
        whole4SumsDown(sums + <usize>(high * tileRows) * sumStride, sumStride, lowA, rowBytes, lowTileRows * 4, panel, 0, batch, low);
      }
      if (stored == rows) continue;
      // Sums of rows that fill no tile; the others that are computed with them are not looked at.
      if (done < rows) whole6SumsDown(sums + <usize>(done - stored) * sumStride, sumStride, lastA, rowBytes, 0, panel, 0, batch, 1);
      const first = target + <usize>stored * outBytes;
      if (stepping) storeStep(first, outBytes, sums, sumStride, rows - stored, used, rate, l2, decays);
      else storeMasked(first, outBytes, sums, sumStride, rows - stored, used, 0);
    }
  }
  for (let j = whole; j < outputs; ) {
    const left = outputs - j;
    const columns = left == 7 || left == 8 ? 4 : min(left, 6);
    const width = columns <= 2 ? 2 * tileColumns : tileColumns;
    const height = columns <= 2 ? 2 : columns <= 4 ? 4 : 6;
    const bytes = <usize>width * 4;
    const tiles = (to - from + width - 1) / width;
    const a = dy + <usize>j * 4;
    const panel = x + <usize>from * 4;
    if (height == 2) across2SumsAcross(sums, bytes, a, outBytes, bytes, panel, rowBytes, batch, tiles);
    else if (height == 4) across4SumsAcross(sums, bytes, a, outBytes, bytes, panel, rowBytes, batch, tiles);
    else across6SumsAcross(sums, bytes, a, outBytes, bytes, panel, rowBytes, batch, tiles);
    storeAcross(w + <usize>from * outBytes + <usize>j * 4, outBytes, sums, bytes, height, to - from, columns, stepping, rate, l2, decays);
    j += columns;
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
