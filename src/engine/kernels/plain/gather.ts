import type { GatherKernels } from '../kernels.ts';
import { at, type Views } from './views.ts';

/** The data: one mini-batch made ready. What each does: `../kernels.ts`. */
export function plainGather(views: Views): GatherKernels {
  const { f32, i32, u8 } = views;

  return {
    gatherBytes(x, images, rows, factor, features, from, to) {
      for (let r = from; r < to; r++) {
        const image = images + i32[at(rows) + r] * features;
        for (let f = 0; f < features; f++) f32[at(x) + r * features + f] = u8[image + f] * Math.fround(factor);
      }
    },

    gatherBytesStandardized(x, images, rows, mean, factor, features, from, to) {
      for (let r = from; r < to; r++) {
        const image = images + i32[at(rows) + r] * features;
        for (let f = 0; f < features; f++) {
          f32[at(x) + r * features + f] = Math.fround(u8[image + f] - f32[at(mean) + f]) * f32[at(factor) + f];
        }
      }
    },

    gatherFloats(x, data, rows, features, from, to) {
      for (let r = from; r < to; r++) {
        const row = at(data) + i32[at(rows) + r] * features;
        for (let f = 0; f < features; f++) f32[at(x) + r * features + f] = f32[row + f];
      }
    },

    gatherFloatsStandardized(x, data, rows, mean, factor, features, from, to) {
      for (let r = from; r < to; r++) {
        const row = at(data) + i32[at(rows) + r] * features;
        for (let f = 0; f < features; f++) {
          f32[at(x) + r * features + f] = Math.fround(f32[row + f] - f32[at(mean) + f]) * f32[at(factor) + f];
        }
      }
    },

    gatherLabels(labels, data, rows, from, to) {
      for (let r = from; r < to; r++) i32[at(labels) + r] = i32[at(data) + i32[at(rows) + r]];
    },
  };
}
