import { describe, expect, it } from 'vitest';
import type { Kernels } from '../../../src/engine/kernels/kernels.ts';
import { selectKernels, surveyKernels, kernelNames } from '../../../src/engine/kernels/select.ts';
import { placeCases, selfTest } from '../../../src/engine/kernels/self-test.ts';
import { CaseRun } from '../../../src/engine/kernels/self-test/case-run.ts';
import type { KernelCase } from '../../../src/engine/kernels/self-test/case-space.ts';
import { affineCase, elementsCase, rowsCase, sparseCase } from '../../../src/engine/kernels/self-test/cases.ts';

/** Sizes that leave last tiles, vectors, blocks and words of every fullness. */
const sizes = [1, 3, 5, 7, 17, 31, 100, 101, 513];

/** Every size meets every other in one of the three places. */
const triples = sizes.flatMap((a, i) => sizes.map((b, j) => [a, b, sizes[(i + 2 * j) % sizes.length]] as const)).filter(([a, b, c]) => a * b * c <= 4_000_000);

const cases: readonly KernelCase[] = [
  ...triples.map(([batch, inputs, outputs]) => affineCase(batch, inputs, outputs)),
  ...triples.map(([batch, features, outputs]) => sparseCase(batch, features, outputs)),
  ...sizes.flatMap((batch) => sizes.filter((columns) => columns > 1 && batch * columns <= 60_000).map((columns) => rowsCase(batch, columns))),
  ...[...sizes, 4095, 4096, 9000].map(elementsCase),
  sparseCase(40, 300, 20, 0),
  sparseCase(40, 300, 20, 1),
];

const wasmNames = kernelNames.filter((name) => name !== 'plain');

it('every set gives what the plain loops give, and writes nothing else, over odd sizes, empty last tiles and a batch of one', () => {
  for (const kernelCase of cases) {
    // The plain loops run once per case, not once per set.
    const run = new CaseRun(kernelCase);
    for (const name of wasmNames) expect(run.check(selectKernels(name).chosen.create(run.memory)), name).toBeUndefined();
  }
});

describe.each(wasmNames)('the kernels %s', (name) => {
  const { chosen } = selectKernels(name);

  it('still do after the optimizing compiler has taken over', () => {
    expect(selfTest(chosen.create, placeCases(), 400)).toBeUndefined();
  });

  it('give the same bits however a range is split', () => {
    for (const kernelCase of [affineCase(31, 101, 50), affineCase(7, 17, 513), sparseCase(70, 300, 120), rowsCase(31, 101), elementsCase(9000)]) {
      const run = new CaseRun(kernelCase);
      const kernels = chosen.create(run.memory);
      run.run(kernels);
      const whole = run.outcome();
      for (const parts of [2, 3, 7]) {
        run.run(inParts(kernels, parts));
        expect(Buffer.compare(run.outcome(), whole), `${kernelCase.name} in ${parts} parts`).toBe(0);
      }
    }
  });
});

/** Calls every ranged kernel once for each part of its range; reductions to a number stay whole. */
function inParts(kernels: Kernels, parts: number): Kernels {
  const whole = new Set(['sum', 'sumPartials', 'allFinite', 'countEqual', 'countOutside', 'moments']);
  const ranged = (kernel: (...args: number[]) => unknown) => (...args: number[]) => {
    const [from, to] = args.slice(-2);
    const cut = (part: number) => from + Math.floor(((to - from) * part) / parts);
    for (let part = 0; part < parts; part++) {
      if (cut(part) < cut(part + 1)) kernel(...args.slice(0, -2), cut(part), cut(part + 1));
    }
  };
  return Object.fromEntries(Object.entries(kernels).map(([name, kernel]) => [name, whole.has(name) || typeof kernel !== 'function' ? kernel : ranged(kernel)])) as Kernels;
}

/** All that a case leaves behind. */
function outcome(name: string, kernelCase: KernelCase): Uint8Array {
  const run = new CaseRun(kernelCase);
  run.run(selectKernels(name).chosen.create(run.memory));
  return run.outcome();
}

describe('sets of kernels', () => {
  it.each([['relaxed-wide', 'relaxed'], ['strict-wide', 'strict']])('%s and %s give the same bits', (wide, narrow) => {
    for (const kernelCase of [affineCase(31, 101, 50), sparseCase(70, 300, 120), rowsCase(31, 101), elementsCase(9000)]) {
      expect(Buffer.compare(outcome(wide, kernelCase), outcome(narrow, kernelCase)), kernelCase.name).toBe(0);
    }
  });

  it('are chosen by speed among those that pass, with a version to record', () => {
    const { chosen, version, speeds } = selectKernels();
    expect(wasmNames).toContain(chosen.name);
    expect(chosen.name).toBe(speeds.toSorted((a, b) => b.gigaflops - a.gigaflops)[0].name);
    expect(version).toMatch(/^[0-9a-f]{16}$/);
  });

  it('are all accounted for by a survey', () => {
    const { speeds, leftOut } = surveyKernels();
    expect([...speeds, ...leftOut].map(({ name }) => name).toSorted()).toEqual(wasmNames.toSorted());
  });

  it('refuse a name that is none, with those there are', () => {
    expect(() => selectKernels('fast')).toThrow('There are no kernels "fast". Choose one of: relaxed-wide, relaxed, strict-wide, strict, plain.');
  });
});

describe('the self-test', () => {
  const { create } = selectKernels('strict').chosen;
  /** The strict kernels, but after each call of one of them something goes wrong in the memory. */
  const broken = (name: keyof Kernels, wrong: (floats: Float32Array, args: readonly number[]) => void) => (memory: Parameters<typeof create>[0]): Kernels => {
    const kernels = create(memory);
    const kernel = kernels[name] as (...args: number[]) => void;
    const breaks = (...args: number[]): void => {
      kernel(...args);
      wrong(new Float32Array(memory.buffer), args);
    };
    return { ...kernels, [name]: breaks };
  };

  it('finds a wrong result', () => {
    const wrong = broken('columnSums', (floats, [out]) => void (floats[out / 4] += 0.01));
    expect(selfTest(wrong)).toMatch(/affine 1×1×1: floats at \d+, element 0 of 1 is/);
  });

  it('finds a write beyond the end of a tensor', () => {
    const wrong = broken('scale', (floats, [y, , , , to]) => void (floats[y / 4 + to] = 5));
    expect(selfTest(wrong)).toMatch(/elements \d+: \d+ bytes/);
  });
});
