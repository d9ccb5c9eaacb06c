import { describe, expect, it } from 'vitest';
import { fused, none, sparseListBytes, workspaceBytes, type Kernels } from '../../../src/engine/kernels/kernels.ts';
import { bytesAt, floatsAt, intsAt, MemoryLayout } from '../../../src/engine/kernels/memory.ts';
import { selectKernels } from '../../../src/engine/kernels/select.ts';
import { placeSparseImages, sparseImages, sparseImagesOf, writeSparseImages } from '../../../src/engine/kernels/sparse.ts';
import { dropThreshold, streamKeyA, streamKeyB } from '../../../src/engine/kernels/stream.ts';

const names = ['relaxed-wide', 'relaxed', 'strict-wide', 'strict'];

const random = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};

describe.each(names)('with the kernels %s', (name) => {
  const { chosen } = selectKernels(name);

  it('a sparse first layer has the bits of the dense one', () => {
    const [batch, features, outputs, examples] = [100, 784, 120, 130];
    const next = random(5);
    const images = Uint8Array.from({ length: examples * features }, () => (next() < 0.2 ? Math.floor(256 * next()) : 0));
    const lists = sparseImages(images, features);
    const layout = new MemoryLayout();
    const at = placeSparseImages(layout, lists);
    const [bytes, rows, x] = [layout.allocate(images.length), layout.ints(batch), layout.floats(batch * features)];
    const [w, b, dy] = [layout.floats(features * outputs), layout.floats(outputs), layout.floats(batch * outputs)];
    const [y1, y2, dw1, dw2, w1, w2] = [batch, batch, features, features, features, features].map((n) => layout.floats(n * outputs));
    const [columns, workspace] = [layout.allocate(sparseListBytes(batch, features)), layout.allocate(workspaceBytes(batch, features, outputs))];
    const memory = layout.createMemory();
    const kernels = chosen.create(memory);
    writeSparseImages(memory, at, lists, 1 / 255);
    bytesAt(memory, bytes, images.length).set(images);
    intsAt(memory, rows, batch).set(Array.from({ length: batch }, () => Math.floor(next() * examples)));
    for (const [pointer, length] of [[w, features * outputs], [b, outputs], [dy, batch * outputs]]) {
      floatsAt(memory, pointer, length).set(Array.from({ length }, () => next() - 0.5));
    }
    for (const pointer of [w1, w2]) floatsAt(memory, pointer, features * outputs).set(floatsAt(memory, w, features * outputs));

    kernels.gatherBytes(x, bytes, rows, 1 / 255, features, 0, batch);
    kernels.affineForward(y1, x, w, b, features, outputs, fused.relu, workspace, 0, batch);
    kernels.affineWeightGradient(dw1, x, dy, batch, features, outputs, workspace, 0, features);
    kernels.affineWeightStep(w1, x, dy, batch, features, outputs, 0.1, 0.01, workspace, 0, features);
    kernels.sparseForward(y2, at.images, rows, w, b, outputs, fused.relu, workspace, 0, batch);
    kernels.sparseTranspose(columns, at.images, rows, batch, 0, features);
    kernels.sparseWeightGradient(dw2, columns, at.images, rows, dy, batch, outputs, workspace, 0, features);
    kernels.sparseWeightStep(w2, columns, at.images, rows, dy, batch, outputs, 0.1, 0.01, workspace, 0, features);
    for (const [dense, sparse, n] of [[y1, y2, batch], [dw1, dw2, features], [w1, w2, features]]) {
      expect(floatsAt(memory, sparse, n * outputs)).toEqual(floatsAt(memory, dense, n * outputs));
    }
  });

  it('a step of plain SGD in one has the bits of gradient, decay and step apart', () => {
    const [batch, inputs, outputs] = [37, 61, 29];
    const next = random(9);
    const layout = new MemoryLayout();
    const [x, dy] = [layout.floats(batch * inputs), layout.floats(batch * outputs)];
    const [w1, w2, dw] = [1, 2, 3].map(() => layout.floats(inputs * outputs));
    const workspace = layout.allocate(workspaceBytes(batch, inputs, outputs));
    const memory = layout.createMemory();
    const kernels = chosen.create(memory);
    for (const [pointer, length] of [[x, batch * inputs], [dy, batch * outputs], [w1, inputs * outputs]]) {
      floatsAt(memory, pointer, length).set(Array.from({ length }, () => next() - 0.5));
    }
    floatsAt(memory, w2, inputs * outputs).set(floatsAt(memory, w1, inputs * outputs));
    kernels.affineWeightStep(w1, x, dy, batch, inputs, outputs, 0.3, 0.05, workspace, 0, inputs);
    kernels.affineWeightGradient(dw, x, dy, batch, inputs, outputs, workspace, 0, inputs);
    kernels.addL2(dw, w2, 0.05, 0, inputs * outputs);
    kernels.sgd(w2, dw, 0.3, 0, inputs * outputs);
    expect(floatsAt(memory, w1, inputs * outputs)).toEqual(floatsAt(memory, w2, inputs * outputs));
  });

  it('sigmoid, tanh and softmax keep to float32 over the whole range, and NaN and infinity are passed on', () => {
    const values = [...Array.from({ length: 4001 }, (_, i) => (i - 2000) / 20), 1e-30, -1e-30, 1e-4, -1e-4, 0.6249, 0.6251, 3e38, -3e38];
    const n = values.length;
    const { kernels, x, y, memory } = elementwise(chosen.create, n);
    floatsAt(memory, x, n).set(values);
    kernels.tanhForward(y, x, 0, n);
    floatsAt(memory, y, n).forEach((got, i) => expect(Math.abs(got - Math.tanh(Math.fround(values[i])))).toBeLessThanOrEqual(3e-7 * Math.abs(Math.tanh(values[i])) + 1e-37));
    kernels.sigmoidForward(y, x, 0, n);
    floatsAt(memory, y, n).forEach((got, i) => expect(Math.abs(got - 1 / (1 + Math.exp(-Math.fround(values[i]))))).toBeLessThanOrEqual(2e-7));
    floatsAt(memory, x, 3).set([NaN, Infinity, -Infinity]);
    for (const [kernel, expected] of [['tanhForward', [NaN, 1, -1]], ['reluForward', [NaN, Infinity, 0]]] as const) {
      kernels[kernel](y, x, 0, 3);
      expect([...floatsAt(memory, y, 3)]).toEqual(expected);
    }
    kernels.sigmoidForward(y, x, 0, 3);
    expect(floatsAt(memory, y, 3)[0]).toBeNaN();
    expect(kernels.allFinite(x, 0, 3)).toBe(0);
    expect(kernels.allFinite(x, 3, n)).toBe(1);
  });

  it('a loss of huge outputs is finite, one of NaN is NaN', () => {
    const { kernels, x, y, memory } = elementwise(chosen.create, 12);
    floatsAt(memory, x, 12).set([1e30, -1e30, 0, 88, 200, -500, NaN, 0, 0, 1, 2, 3]);
    const [labels, loss] = [y + 64, y + 128];
    intsAt(memory, labels, 4).set([0, 1, 1, 2]);
    kernels.softmaxCrossEntropy(none, loss, x, labels, 3, 1, 0, 4);
    const [huge, large, notANumber, ordinary] = floatsAt(memory, loss, 4);
    expect(huge).toBe(0);
    expect(large).toBe(0);
    expect(notANumber).toBeNaN();
    expect(ordinary).toBeCloseTo(Math.log(Math.exp(-2) + Math.exp(-1) + 1), 6);
  });

  it('the small loss and gradient of a network that is sure keep their digits', () => {
    const { kernels, x, y, memory } = elementwise(chosen.create, 6);
    floatsAt(memory, x, 6).set([20, 0, 0, 0, 10, 1]);
    const [labels, loss] = [y + 64, y + 128];
    intsAt(memory, labels, 2).set([0, 1]);
    kernels.softmaxCrossEntropy(y, loss, x, labels, 3, 1, 0, 2);
    const [tiny, small] = floatsAt(memory, loss, 2);
    const relative = (got: number, expected: number) => Math.abs(got / expected - 1);
    expect(relative(tiny, Math.log1p(2 * Math.exp(-20)))).toBeLessThan(1e-5);
    expect(relative(small, Math.log1p(Math.exp(-10) + Math.exp(-9)))).toBeLessThan(1e-5);
    const rest = 2 * Math.exp(-20);
    expect(relative(floatsAt(memory, y, 1)[0], -rest / (1 + rest))).toBeLessThan(1e-5);
  });

  it('dropout drops the share it was asked to, by a stream that hangs on seed, step, layer and element alone', () => {
    const n = 100_000;
    const { kernels, x, y, memory } = elementwise(chosen.create, n);
    floatsAt(memory, x, n).fill(1);
    const kept = (seed: number, step: number, layer: number): Float32Array => {
      kernels.dropout(y, x, dropThreshold(0.3), 1 / 0.7, streamKeyA(seed, step, layer), streamKeyB(seed, step, layer), 0, n);
      return floatsAt(memory, y, n).slice();
    };
    const first = kept(1, 2, 3);
    expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
    // The share of a fair stream lies within five standard deviations.
    const share = (values: Float32Array) => values.filter((value) => value === 0).length / values.length;
    expect(Math.abs(share(first) - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / n));
    expect(kept(1, 2, 3)).toEqual(first);
    for (const other of [kept(2, 2, 3), kept(1, 3, 3), kept(1, 2, 4)]) {
      // Independent streams drop an element both with probability 0.09.
      const both = other.filter((value, i) => value === 0 && first[i] === 0).length / n;
      expect(Math.abs(both - 0.09)).toBeLessThan(5 * Math.sqrt((0.09 * 0.91) / n));
    }
  });
});

function elementwise(create: (memory: ReturnType<MemoryLayout['createMemory']>) => Kernels, n: number) {
  const layout = new MemoryLayout();
  const [x, y] = [layout.floats(n), layout.floats(n + 64)];
  const memory = layout.createMemory();
  return { kernels: create(memory), memory, x, y };
}

describe('lists of non-zeros', () => {
  it('are made for images of which many bytes are zero, once', () => {
    const images = new Uint8Array(20 * 16).fill(7, 0, 60);
    const lists = sparseImagesOf(images, 16, 20);
    expect(lists?.values.length).toBe(60);
    expect(sparseImagesOf(images, 16, 20)).toBe(lists);
    expect(sparseImagesOf(images, 16, 4)).toBeUndefined();
  });
});

describe('a session’s memory', () => {
  it('begins every tensor at a multiple of 64 bytes, and has nothing at 0', () => {
    const layout = new MemoryLayout();
    const pointers = [layout.floats(1), layout.ints(17), layout.allocate(3), layout.doubles(1)];
    expect(pointers.every((pointer) => pointer > 0 && pointer % 64 === 0)).toBe(true);
    expect(layout.createMemory().buffer.byteLength).toBe(layout.bytes);
  });

  it('says how much is needed where WebAssembly cannot hold it', () => {
    const layout = new MemoryLayout();
    expect(() => layout.floats(2 ** 30)).toThrow('This network and its data need 4,097 MB, the limit is 4,096 MB. Try fewer units per layer');
  });
});
