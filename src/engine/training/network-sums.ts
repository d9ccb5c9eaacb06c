import { chunkCount, type Kernels, type Pointer } from '../kernels/kernels.ts';
import type { PlacedTensor } from './placement.ts';

/** Sums over all tensors of a network, in float64 and in an order that no number of threads changes. */
export class NetworkSums {
  readonly #kernels: Kernels;
  readonly #tensors: readonly PlacedTensor[];
  readonly #partials: Pointer;

  /** @param partials room for the partial sums of the largest tensor, float64 */
  constructor(kernels: Kernels, tensors: readonly PlacedTensor[], partials: Pointer) {
    this.#kernels = kernels;
    this.#tensors = tensors;
    this.#partials = partials;
  }

  /** ½·l2·ΣW² + l1·Σ|W| over the weights. */
  penalty({ l1, l2 }: { readonly l1: number; readonly l2: number }): number {
    if (l1 === 0 && l2 === 0) return 0;
    let squares = 0;
    let magnitudes = 0;
    for (const { plan, value } of this.#tensors) {
      if (!plan.isWeight) continue;
      if (l2 !== 0) squares += this.#squares(value, plan.elements);
      if (l1 !== 0) magnitudes += this.#magnitudes(value, plan.elements);
    }
    return 0.5 * l2 * squares + l1 * magnitudes;
  }

  /** L2 norm of the whole gradient, √Σg². */
  gradientNorm(): number {
    let squares = 0;
    for (const { plan, gradient } of this.#tensors) if (plan.trained) squares += this.#squares(gradient, plan.elements);
    return Math.sqrt(squares);
  }

  #squares(x: Pointer, elements: number): number {
    const chunks = chunkCount(elements);
    this.#kernels.chunkSquares(this.#partials, x, elements, 0, chunks);
    return this.#kernels.sumPartials(this.#partials, 0, chunks);
  }

  #magnitudes(x: Pointer, elements: number): number {
    const chunks = chunkCount(elements);
    this.#kernels.chunkMagnitudes(this.#partials, x, elements, 0, chunks);
    return this.#kernels.sumPartials(this.#partials, 0, chunks);
  }
}
