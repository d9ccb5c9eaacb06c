// Rows of a mini-batch, gathered and scaled. x [batch, features].

import { four, storeFirst, storePair } from './simd';

// @ts-ignore: decorator
@inline
function rowNumber(rows: usize, r: i32): usize {
  return <usize>load<i32>(rows + (<usize>r << 2));
}

/** Four bytes at a pointer as four floats. */
// @ts-ignore: decorator
@inline
function fourBytes(pointer: usize): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pointer))));
}

/**
 * Brings a batch's images into the cache: asked for all at once, they come many times faster than one after the other when their turn has
 * come. @returns something that hangs on every load, or they would be left out
 */
function fetchImages(images: usize, rows: usize, features: usize, from: i32, to: i32): u32 {
  let any: u32 = 0;
  for (let r = from; r < to; r++) {
    const image = images + rowNumber(rows, r) * features;
    for (let i: usize = 0; i < features; i += 64) any |= load<u8>(image + i);
  }
  return any;
}

export function gatherBytes(x: usize, images: usize, rows: usize, factor: f64, features: i32, from: i32, to: i32): void {
  if (from >= to) return;
  const scale = four(factor);
  store<u32>(x + <usize>from * <usize>features * 4, fetchImages(images, rows, features, from, to));
  for (let r = from; r < to; r++) {
    let pixel = images + rowNumber(rows, r) * <usize>features;
    let target = x + <usize>r * <usize>features * 4;
    let left = features;
    for (; left >= 16; left -= 16, pixel += 16, target += 64) {
      const bytes = v128.load(pixel);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const high = i16x8.extend_high_i8x16_u(bytes);
      const a = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low)), scale);
      const b = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low)), scale);
      const c = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high)), scale);
      const d = f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high)), scale);
      storePair(target, a, b);
      v128.store(target, d, 48);
      v128.store(target, c, 32);
    }
    for (; left > 0; left -= 4, pixel += 4, target += 16) storeFirst(target, f32x4.mul(fourBytes(pixel), scale), left);
  }
}

export function gatherBytesStandardized(
  x: usize, images: usize, rows: usize, mean: usize, factor: usize, features: i32, from: i32, to: i32,
): void {
  for (let r = from; r < to; r++) {
    let pixel = images + rowNumber(rows, r) * <usize>features;
    let target = x + <usize>r * <usize>features * 4;
    let m = mean;
    let f = factor;
    for (let left = features; left > 0; left -= 4, pixel += 4, target += 16, m += 16, f += 16) {
      storeFirst(target, f32x4.mul(f32x4.sub(fourBytes(pixel), v128.load(m)), v128.load(f)), left);
    }
  }
}

export function gatherFloats(x: usize, data: usize, rows: usize, features: i32, from: i32, to: i32): void {
  const bytes = <usize>features * 4;
  for (let r = from; r < to; r++) memory.copy(x + <usize>r * bytes, data + rowNumber(rows, r) * bytes, bytes);
}

export function gatherFloatsStandardized(
  x: usize, data: usize, rows: usize, mean: usize, factor: usize, features: i32, from: i32, to: i32,
): void {
  const bytes = <usize>features * 4;
  for (let r = from; r < to; r++) {
    let value = data + rowNumber(rows, r) * bytes;
    let target = x + <usize>r * bytes;
    let m = mean;
    let f = factor;
    for (let left = features; left > 0; left -= 4, value += 16, target += 16, m += 16, f += 16) {
      storeFirst(target, f32x4.mul(f32x4.sub(v128.load(value), v128.load(m)), v128.load(f)), left);
    }
  }
}

export function gatherLabels(labels: usize, data: usize, rows: usize, from: i32, to: i32): void {
  for (let r = from; r < to; r++) store<i32>(labels + (<usize>r << 2), load<i32>(data + (rowNumber(rows, r) << 2)));
}
