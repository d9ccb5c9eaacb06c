/** The reader of pictures. */
import { crc32 } from 'node:zlib';
import { PNG } from 'pngjs';
import type { RandomStream } from '../../../src/engine/core/random.ts';
import { readPicture } from '../../../src/engine/data/png.ts';
import { mutate, type FuzzTarget } from './fuzz.ts';

function picture(colorType: 0 | 2 | 4 | 6): Uint8Array {
  const png = new PNG({ width: 9, height: 7 });
  png.data.forEach((_, i) => (png.data[i] = (37 * i) % 256));
  return new Uint8Array(PNG.sync.write(png, { colorType }));
}

/** Damaged bytes whose checksums are made good in every other case: else nothing would ever get past them. */
function damage(sample: Uint8Array, random: RandomStream): Uint8Array {
  const bytes = mutate(sample, random);
  const view = new DataView(bytes.buffer);
  if (random.below(2) === 0) return bytes;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) break;
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)));
    at = end + 4;
  }
  return bytes;
}

export const pictureTargets: readonly FuzzTarget[] = [{ name: 'PNG picture', samples: ([0, 2, 4, 6] as const).map(picture), damage, codes: ['file-invalid'], read: (input) => readPicture(input, 'fuzzed') }];
