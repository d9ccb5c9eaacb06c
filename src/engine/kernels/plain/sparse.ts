import { none, type SparseKernels, type Pointer } from '../kernels.ts';
import { header, tableOffset } from '../sparse.ts';
import { activated, at, type Views } from './views.ts';

/** The first layer over images that are mostly zero. What each does: `../kernels.ts`. */
export function plainSparse(views: Views): SparseKernels {
  const { f32, i32, u32, u16, u8 } = views;

  const featuresOf = (images: Pointer): number => i32[at(images) + header.features];

  /** The non-zeros of one example, from the dataset's lists. */
  function forNonZeros(images: Pointer, example: number, each: (column: number, value: number) => void): void {
    const start = at(u32[at(images) + header.start]) + example;
    const columns = u32[at(images) + header.columns] >>> 1;
    const values = u32[at(images) + header.values];
    for (let i = u32[start]; i < u32[start + 1]; i++) each(u16[columns + i], f32[at(images + tableOffset) + u8[values + i]]);
  }

  /** xᵀ·dy for the features from … to − 1, [to − from, outputs]. */
  function sparseGradient(
    images: Pointer, rows: Pointer, dy: Pointer, batch: number, outputs: number, from: number, to: number,
  ): Float64Array {
    const sums = new Float64Array((to - from) * outputs);
    for (let r = 0; r < batch; r++) {
      forNonZeros(images, i32[at(rows) + r], (column, value) => {
        if (column < from || column >= to) return;
        for (let j = 0; j < outputs; j++) sums[(column - from) * outputs + j] += value * f32[at(dy) + r * outputs + j];
      });
    }
    return sums;
  }

  /** Where the bit of row r stands in the list of feature k: 64-bit words, the rows of the batch in ascending bits. */
  const listByte = (lists: Pointer, batch: number, k: number, r: number): number => lists + k * Math.ceil(batch / 64) * 8 + (r >>> 3);

  return {
    gatherSparse(x, images, rows, from, to) {
      const features = featuresOf(images);
      f32.fill(0, at(x) + from * features, at(x) + to * features);
      for (let r = from; r < to; r++) {
        forNonZeros(images, i32[at(rows) + r], (column, value) => {
          f32[at(x) + r * features + column] = value;
        });
      }
    },

    sparseForward(y, images, rows, w, b, outputs, activation, _workspace, from, to) {
      for (let r = from; r < to; r++) {
        for (let j = 0; j < outputs; j++) {
          let sum = 0;
          forNonZeros(images, i32[at(rows) + r], (column, value) => {
            sum += value * f32[at(w) + column * outputs + j];
          });
          if (b !== none) sum += f32[at(b) + j];
          f32[at(y) + r * outputs + j] = activated(sum, activation);
        }
      }
    },

    sparseTranspose(lists, images, rows, batch, from, to) {
      const words = Math.ceil(batch / 64);
      u8.fill(0, lists + from * words * 8, lists + to * words * 8);
      for (let r = 0; r < batch; r++) {
        forNonZeros(images, i32[at(rows) + r], (column) => {
          if (column >= from && column < to) u8[listByte(lists, batch, column, r)] |= 1 << (r & 7);
        });
      }
    },

    sparseWeightGradient(dw, _lists, images, rows, dy, batch, outputs, _workspace, from, to) {
      f32.set(sparseGradient(images, rows, dy, batch, outputs, from, to), at(dw) + from * outputs);
    },

    sparseWeightStep(w, _lists, images, rows, dy, batch, outputs, rate, l2, _workspace, from, to) {
      sparseGradient(images, rows, dy, batch, outputs, from, to).forEach((gradient, n) => {
        const i = at(w) + from * outputs + n;
        f32[i] -= Math.fround(rate) * Math.fround(Math.fround(gradient) + Math.fround(l2) * f32[i]);
      });
    },
  };
}
