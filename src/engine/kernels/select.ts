import { setFlagsFromString } from 'node:v8';
import { refusal } from '../../shared/api/reasons.ts';
import { compiledKernels, kernelsHash } from './generated/index.ts';
import { compileKernels, instantiateKernels, moduleBytes } from './instantiate.ts';
import { fused, none, workspaceBytes, type KernelSet } from './kernels.ts';
import { MemoryLayout } from './memory.ts';
import { plainKernels } from './plain.ts';
import { placeCases, selfTest } from './self-test.ts';
import type { CaseRun } from './self-test/case-run.ts';
import { validate, type SharedMemory } from './webassembly.ts';

/** How a choice came about; `descent doctor` shows it and a run keeps it. */
export interface KernelSelection {
  /** Passed its self-test on this machine. */
  readonly chosen: KernelSet;
  /** Names the sources the modules were made from. */
  readonly version: string;
  /** Speed of a small matrix product, 10⁹ operations per second, of the sets that were tried. */
  readonly speeds: readonly { readonly name: string; readonly gigaflops: number }[];
  /** Sets that cannot be used here, and why. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
  /** Measures how fast a product can be here at all: 10⁹ operations per second of one tile that never leaves the first-level cache. */
  roofline(): number;
}

/**
 * The names that can be asked for. `strict` gives the same bits on every machine; `plain` is the specification, very slow.
 * The two `relaxed` sets give the same bits as each other, and so do the two `strict` ones: they differ in speed alone.
 */
export const kernelNames: readonly string[] = [...compiledKernels.map(({ name }) => name), plainKernels.name];

/** V8 joins pairs of 128-bit operations to 256 bits with this. Experimental: hence the self-test, and modules that do not need it. */
const revectorize = '--experimental-wasm-revectorize';

let automatic: KernelSelection | undefined;
const forced = new Map<string, KernelSelection>();

/**
 * Chooses the kernels for this machine: of the sets that its engine accepts and that pass their self-test, the fastest. Chosen once per
 * thread.
 * @param name a set to use in any case
 * @throws {DescentError} `usage` where there is no such set, `internal` where the set asked for does not work here
 */
export function selectKernels(name?: string): KernelSelection {
  if (name === undefined) return (automatic ??= fastest());
  const known = forced.get(name);
  if (known) return known;
  if (!kernelNames.includes(name)) {
    throw refusal('usage', 'no-such-kernels', { name, names: kernelNames });
  }
  const selection = only(name);
  forced.set(name, selection);
  return selection;
}

/** Tries every set: all speeds, and all that is left out. For `descent doctor`. */
export function surveyKernels(): KernelSelection {
  const speeds: KernelSelection['speeds'][number][] = [];
  const leftOut: KernelSelection['leftOut'][number][] = [];
  const cases = new Cases();
  for (const candidate of compiledKernels) {
    const tried = attempt(candidate, cases);
    if (typeof tried === 'string') leftOut.push({ name: candidate.name, reason: tried });
    else speeds.push({ name: candidate.name, gigaflops: speed(tried) });
  }
  return { ...selectKernels(), speeds, leftOut };
}

type Candidate = (typeof compiledKernels)[number];

/** The first kind that works, strict only where there is no relaxed SIMD; of its two modules the faster. */
function fastest(): KernelSelection {
  const leftOut: { name: string; reason: string }[] = [];
  const cases = new Cases();
  for (const relaxed of [true, false]) {
    const tried: { chosen: KernelSet; gigaflops: number }[] = [];
    for (const candidate of compiledKernels.filter((one) => one.relaxed === relaxed)) {
      const chosen = attempt(candidate, cases);
      if (typeof chosen === 'string') leftOut.push({ name: candidate.name, reason: chosen });
      else tried.push({ chosen, gigaflops: speed(chosen) });
    }
    // The probe has called the products hundreds of times: now the optimizing compiler's code is tested.
    tried.sort((a, b) => b.gigaflops - a.gigaflops);
    for (const { chosen } of tried) {
      const problem = cases.problemOf(chosen.create);
      if (problem !== undefined) leftOut.push({ name: chosen.name, reason: `${selfTestFailed}: ${problem}` });
      else return { chosen, version: kernelsHash, speeds: tried.map(({ chosen: { name }, gigaflops }) => ({ name, gigaflops })), leftOut, roofline: () => peak(chosen) };
    }
  }
  return { chosen: plainKernels, version: kernelsHash, speeds: [], leftOut, roofline: () => peak(plainKernels) };
}

function only(name: string): KernelSelection {
  const candidate = compiledKernels.find((one) => one.name === name);
  const chosen = candidate === undefined ? plainKernels : attempt(candidate, new Cases());
  if (typeof chosen === 'string') throw refusal('internal', 'kernels-fail', { name, why: chosen });
  return { chosen, version: kernelsHash, speeds: [], leftOut: [], roofline: () => peak(chosen) };
}

const selfTestFailed = 'it failed its self-test';

/** The self-test's cases, for all the sets of a choice: the plain loops, which take the longest, run once. */
class Cases {
  #placed: readonly CaseRun[] | undefined;

  /** @returns what is wrong with a set, or undefined */
  problemOf(create: KernelSet['create']): string | undefined {
    const cases = this.#placed ?? placeCases();
    // A set that is wrong, or throws, may have written anywhere: the next one must not be blamed for it.
    this.#placed = undefined;
    const problem = selfTest(create, cases);
    if (problem === undefined) this.#placed = cases;
    return problem;
  }
}

/** Compiles and tests a set. @returns why it cannot be used, where it cannot */
function attempt({ name, wide, base64 }: Candidate, cases: Cases): KernelSet | string {
  const bytes = moduleBytes(base64);
  if (!validate(bytes)) return 'this machine’s WebAssembly engine does not know its instructions';
  if (wide) setFlagsFromString(revectorize);
  try {
    const module = compileKernels(bytes);
    const create = (memory: SharedMemory) => instantiateKernels(module, memory);
    const problem = cases.problemOf(create);
    return problem === undefined ? { name, create, module } : `${selfTestFailed}: ${problem}`;
  } catch (error) {
    return `it does not start: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Milliseconds a probe may take, and at least so many rounds. */
const probeMilliseconds = 25;
const probeRounds = 40;

/** Speed of X·W with [48, 96]·[96, 96], best of many calls, 10⁹ operations per second. */
function speed(kernels: KernelSet): number {
  const [batch, inputs, outputs] = [48, 96, 96];
  const layout = new MemoryLayout();
  const [x, w, y] = [layout.floats(batch * inputs), layout.floats(inputs * outputs), layout.floats(batch * outputs)];
  const workspace = layout.allocate(workspaceBytes(batch, inputs, outputs));
  const { affineForward } = kernels.create(layout.createMemory());
  const best = fastestOf(() => affineForward(y, x, w, none, inputs, outputs, fused.none, workspace, 0, batch), 20, probeMilliseconds);
  return (2 * batch * inputs * outputs) / best / 1e6;
}

/** Speed of xᵀ·dy with [128, 240] and [128, 16], whose operands stay in the caches: all but the multiplications is negligible. */
function peak(kernels: KernelSet): number {
  const [batch, inputs, outputs] = [128, 240, 16];
  const layout = new MemoryLayout();
  const [x, dy, dw] = [layout.floats(batch * inputs), layout.floats(batch * outputs), layout.floats(inputs * outputs)];
  const workspace = layout.allocate(workspaceBytes(batch, inputs, outputs));
  const { affineWeightGradient } = kernels.create(layout.createMemory());
  const best = fastestOf(() => affineWeightGradient(dw, x, dy, batch, inputs, outputs, workspace, 0, inputs), 50, 10 * probeMilliseconds);
  return (2 * batch * inputs * outputs) / best / 1e6;
}

/** Milliseconds of one call, best of many rounds of `repeats`. */
function fastestOf(call: () => void, repeats: number, milliseconds: number): number {
  let best = Infinity;
  const begin = performance.now();
  for (let round = 0; round < probeRounds || performance.now() - begin < milliseconds; round++) {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) call();
    best = Math.min(best, (performance.now() - start) / repeats);
  }
  return best;
}
