import { chunkCount, fused, none, sparseListBytes } from '../kernels.ts';
import { placeSparseImages, sparseImages, writeSparseImages } from '../sparse.ts';
import { dropThreshold, streamKeyA, streamKeyB } from '../stream.ts';
import type { KernelCase } from './case-space.ts';

/** Every product of an affine layer [batch, inputs] → [batch, outputs], with all that can be fused. */
export function affineCase(batch: number, inputs: number, outputs: number): KernelCase {
  return {
    name: `affine ${batch}×${inputs}×${outputs}`,
    place(space) {
      const x = space.random(batch * inputs);
      const w = space.random(inputs * outputs);
      const [b, dy] = [space.random(outputs), space.random(batch * outputs)];
      const [y, z] = [space.room(batch * outputs), space.room(batch * outputs)];
      const [dx, dxMasked, dw, db] = [space.room(batch * inputs), space.room(batch * inputs), space.room(inputs * outputs), space.room(outputs)];
      const [w1, w2] = [space.random(inputs * outputs), space.random(inputs * outputs)];
      const workspace = space.workspace(batch, inputs, outputs);
      return (kernels) => {
        kernels.affineForward(y, x, w, b, inputs, outputs, fused.relu, workspace, 0, batch);
        kernels.affineForward(z, x, w, none, inputs, outputs, fused.none, workspace, 0, batch);
        kernels.affineInputGradient(dx, dy, w, none, inputs, outputs, workspace, 0, batch);
        kernels.affineInputGradient(dxMasked, dy, w, x, inputs, outputs, workspace, 0, batch);
        kernels.affineWeightGradient(dw, x, dy, batch, inputs, outputs, workspace, 0, inputs);
        kernels.affineWeightStep(w1, x, dy, batch, inputs, outputs, 0.1, 0, workspace, 0, inputs);
        kernels.affineWeightStep(w2, x, dy, batch, inputs, outputs, 0.1, 0.01, workspace, 0, inputs);
        kernels.columnSums(db, dy, batch, outputs, 0, outputs);
      };
    },
  };
}

/** The sparse first layer over examples of the given density. */
export function sparseCase(batch: number, features: number, outputs: number, density = 0.3): KernelCase {
  return {
    name: `sparse ${batch}×${features}×${outputs}`,
    place(space) {
      const examples = batch + 3;
      const images = sparseImages(space.randomBytes(examples * features, density), features);
      const at = placeSparseImages(space.layout, images);
      space.writers.push((memory) => writeSparseImages(memory, at, images, 1 / 255));
      const rows = space.randomInts(batch, examples);
      const [w, b, dy] = [space.random(features * outputs), space.random(outputs), space.random(batch * outputs)];
      const [x, y, z, dw] = [space.room(batch * features), space.room(batch * outputs), space.room(batch * outputs), space.room(features * outputs)];
      const [w1, w2] = [space.random(features * outputs), space.random(features * outputs)];
      const lists = space.scratch(sparseListBytes(batch, features));
      const workspace = space.workspace(batch, features, outputs);
      return (kernels) => {
        kernels.gatherSparse(x, at.images, rows, 0, batch);
        kernels.sparseForward(y, at.images, rows, w, b, outputs, fused.relu, workspace, 0, batch);
        kernels.sparseForward(z, at.images, rows, w, none, outputs, fused.none, workspace, 0, batch);
        kernels.sparseTranspose(lists, at.images, rows, batch, 0, features);
        kernels.sparseWeightGradient(dw, lists, at.images, rows, dy, batch, outputs, workspace, 0, features);
        kernels.sparseWeightStep(w1, lists, at.images, rows, dy, batch, outputs, 0.1, 0, workspace, 0, features);
        kernels.sparseWeightStep(w2, lists, at.images, rows, dy, batch, outputs, 0.1, 0.01, workspace, 0, features);
      };
    },
  };
}

/** Gathers, losses, batch normalization and looks over [batch, columns]. */
export function rowsCase(batch: number, columns: number): KernelCase {
  return {
    name: `rows ${batch}×${columns}`,
    place(space) {
      const examples = batch + 2;
      const n = batch * columns;
      const images = space.bytes(space.randomBytes(examples * columns, 0.5));
      const data = space.random(examples * columns);
      const [mean, factor] = [space.random(columns), space.random(columns)];
      const rows = space.randomInts(batch, examples);
      const allLabels = space.randomInts(examples, columns);
      const labels = space.ints(Array.from({ length: batch }, () => 0));
      const [g1, g2, g3, g4] = [space.room(n), space.room(n), space.room(n), space.room(n)];
      const [x, dy, target] = [space.random(n, -4, 4), space.random(n), space.random(n)];
      const [p, dp, dz, de, loss, loss2] = [space.room(n), space.room(n), space.room(n), space.room(n), space.room(batch), space.room(batch)];
      const [best, counts] = [space.ints(Array.from({ length: batch }, () => 0)), space.ints(Array.from({ length: columns * columns }, () => 0))];
      const [gamma, beta, bm, bi] = [space.random(columns), space.random(columns), space.room(columns), space.room(columns)];
      const [rm, rv] = [space.random(columns), space.random(columns, 0, 1)];
      const [bn, bp, bd, dgamma, dbeta, bn2, bd2] = [space.room(n), space.room(n), space.room(n), space.room(columns), space.room(columns), space.room(n), space.room(n)];
      return (kernels) => {
        kernels.gatherBytes(g1, images, rows, 1 / 255, columns, 0, batch);
        kernels.gatherBytesStandardized(g2, images, rows, mean, factor, columns, 0, batch);
        kernels.gatherFloats(g3, data, rows, columns, 0, batch);
        kernels.gatherFloatsStandardized(g4, data, rows, mean, factor, columns, 0, batch);
        kernels.gatherLabels(labels, allLabels, rows, 0, batch);
        kernels.softmaxForward(p, x, columns, 0, batch);
        kernels.softmaxBackward(dp, dy, p, columns, 0, batch);
        kernels.softmaxCrossEntropy(dz, loss, x, labels, columns, 1 / batch, 0, batch);
        kernels.softmaxCrossEntropy(none, loss, x, labels, columns, 1 / batch, 0, batch);
        kernels.meanSquaredError(de, loss2, x, target, columns, 1 / batch, 0, batch);
        kernels.argmax(best, x, columns, 0, batch);
        kernels.confusion(counts, best, labels, columns, 0, batch);
        kernels.batchNormForward(bn, x, gamma, beta, bm, bi, rm, rv, batch, columns, 0.9, 1e-3, fused.relu, 0, columns);
        kernels.batchNormForward(bn2, x, gamma, beta, bm, bi, rm, rv, batch, columns, 0.9, 1e-3, fused.none, 0, columns);
        kernels.batchNormPredict(bp, x, gamma, beta, rm, rv, columns, 1e-3, fused.relu, 0, batch);
        kernels.batchNormBackward(bd, dgamma, dbeta, dy, x, gamma, bm, bi, bn, batch, columns, 0, columns);
        kernels.batchNormBackward(bd2, dgamma, dbeta, dy, x, gamma, bm, bi, none, batch, columns, 0, columns);
        return [kernels.countEqual(best, labels, 0, batch)];
      };
    },
    // A batch of one has no variance: 1/√epsilon then magnifies what rounding leaves.
    tolerance: 1e-4,
  };
}

/** Everything that works element by element, and the sums over elements. */
export function elementsCase(n: number): KernelCase {
  return {
    name: `elements ${n}`,
    place(space) {
      const [x, dy, g] = [space.random(n, -6, 6), space.random(n), space.random(n)];
      const out = Array.from({ length: 10 }, () => space.room(n));
      const parameters = Array.from({ length: 6 }, () => space.random(n));
      const [v1, v2, h1, h2, m, v] = [space.random(n), space.random(n), space.random(n, 0, 1), space.random(n, 0, 1), space.random(n), space.random(n, 0, 1)];
      const [decayed, penalized, clipped] = [space.random(n), space.random(n), space.random(n)];
      const chunks = chunkCount(n);
      const [squares, magnitudes, moments] = [space.doubles(chunks), space.doubles(chunks), space.doubles(5)];
      const counts = space.ints([0, 0, 0, 0, 0, 0, 0]);
      return (kernels) => {
        kernels.reluForward(out[0], x, 0, n);
        kernels.reluBackward(out[1], dy, x, 0, n);
        kernels.leakyReluForward(out[2], x, 0.01, 0, n);
        kernels.leakyReluBackward(out[3], dy, x, 0.01, 0, n);
        kernels.sigmoidForward(out[4], x, 0, n);
        kernels.sigmoidBackward(out[5], dy, out[4], 0, n);
        kernels.tanhForward(out[6], x, 0, n);
        kernels.tanhBackward(out[7], dy, out[6], 0, n);
        kernels.scale(out[8], x, 0.3, 0, n);
        kernels.dropout(out[9], x, dropThreshold(0.4), 1 / 0.6, streamKeyA(1, 2, 3), streamKeyB(1, 2, 3), 0, n);
        kernels.sgd(parameters[0], g, 0.1, 0, n);
        kernels.momentum(parameters[1], g, v1, 0.1, 0.9, 0, n);
        kernels.nesterov(parameters[2], g, v2, 0.1, 0.9, 0, n);
        kernels.adagrad(parameters[3], g, h1, 0.1, 1e-7, 0, n);
        kernels.rmsprop(parameters[4], g, h2, 0.01, 0.99, 1e-7, 0, n);
        kernels.adam(parameters[5], g, m, v, 0.01, 0.9, 0.999, 1e-3, 0.99, 0, n);
        kernels.addL2(decayed, x, 0.01, 0, n);
        kernels.addL1(penalized, x, 0.01, 0, n);
        kernels.clipValue(clipped, 0.5, 0, n);
        kernels.chunkSquares(squares, x, n, 0, chunks);
        kernels.chunkMagnitudes(magnitudes, x, n, 0, chunks);
        kernels.moments(moments, x, 0, n);
        kernels.histogram(counts, x, -5, 5, 7, 0, n);
        return [kernels.sum(x, 0, n), kernels.sumPartials(squares, 0, chunks), kernels.allFinite(x, 0, n), kernels.countOutside(x, -1, 2, 0, n)];
      };
    },
  };
}

/** What is run before a set of kernels is used: small, with empty last tiles, batches of one, several blocks and pieces. */
export const quickCases: readonly KernelCase[] = [
  ...([[1, 1, 1], [3, 5, 7], [7, 31, 3], [12, 16, 32], [17, 101, 10], [31, 7, 50], [5, 3, 513]] as const).map(([batch, inputs, outputs]) => affineCase(batch, inputs, outputs)),
  ...([[1, 1, 1], [5, 7, 17], [67, 100, 31], [3, 130, 120]] as const).map(([batch, features, outputs]) => sparseCase(batch, features, outputs)),
  ...([[1, 3], [5, 10], [17, 31]] as const).map(([batch, columns]) => rowsCase(batch, columns)),
  ...[1, 7, 17, 101].map(elementsCase),
];
