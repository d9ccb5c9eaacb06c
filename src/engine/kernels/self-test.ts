import type { Kernels } from './kernels.ts';
import { CaseRun } from './self-test/case-run.ts';
import type { KernelCase } from './self-test/case-space.ts';
import { quickCases } from './self-test/cases.ts';
import type { SharedMemory } from './webassembly.ts';

/**
 * Holds a set of kernels against the plain ones: every case is run by both over the same memory, and afterwards every byte of it is
 * compared, so that a write beyond a range is found as surely as a wrong result.
 */

/** Comparing takes longer than running, and code that the compiler has made stays. */
const comparedRounds = 10;

/** The cases as the plain loops leave them: made once, however many sets of kernels are held against them. */
export function placeCases(cases: readonly KernelCase[] = quickCases): readonly CaseRun[] {
  return cases.map((kernelCase) => new CaseRun(kernelCase));
}

/**
 * Holds kernels against the plain ones over small odd sizes.
 * @param create makes the kernels over a memory
 * @param rounds how often each case is run; the first finds wrong code, later ones what an optimizing compiler makes of it. Of many rounds every
 *   tenth is compared, and the last.
 * @returns what is wrong, or undefined
 */
export function selfTest(create: (memory: SharedMemory) => Kernels, cases: readonly CaseRun[] = placeCases(), rounds = 1): string | undefined {
  for (const run of cases) {
    const kernels = create(run.memory);
    for (let round = 0; round < rounds; round++) {
      if (round % comparedRounds !== 0 && round !== rounds - 1) {
        run.run(kernels);
        continue;
      }
      const problem = run.check(kernels);
      if (problem !== undefined) return round === 0 ? problem : `${problem} (after ${round} calls)`;
    }
  }
  return undefined;
}
