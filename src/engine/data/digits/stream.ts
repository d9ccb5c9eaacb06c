import { cos, log, sin } from '../../core/portable-math.ts';
import { randomStream } from '../../core/random.ts';

/** The random numbers of one generated image. */
export interface DigitStream {
  /** Uniform in the open interval (0, 1). */
  uniform(): number;
  /** Uniform in (low, high). */
  between(low: number, high: number): number;
  /** Standard normal. An image takes some three hundred, so both numbers of Box and Muller's pairs are used. */
  normal(): number;
}

/** The stream of image `index` under `seed`; both are whole numbers below 2³². */
export function digitStream(seed: number, index: number): DigitStream {
  const random = randomStream(seed, 'digits', index);
  let spare = 0;
  let hasSpare = false;
  return {
    uniform: () => random.uniform(),
    between: (low, high) => low + (high - low) * random.uniform(),
    normal() {
      if (hasSpare) {
        hasSpare = false;
        return spare;
      }
      const radius = Math.sqrt(-2 * log(random.uniform()));
      const angle = 2 * Math.PI * random.uniform();
      spare = radius * sin(angle);
      hasSpare = true;
      return radius * cos(angle);
    },
  };
}
