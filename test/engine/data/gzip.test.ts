import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gunzipIfNeeded } from '../../../src/engine/data/gzip.ts';
import { errorOf } from './support.ts';

const contents = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
const packed = new Uint8Array(gzipSync(contents));

describe('decompression', () => {
  test('gives back the contents of a gzip file, and other bytes as they are', async () => {
    expect(Buffer.from(await gunzipIfNeeded(packed, 'f.gz'))).toEqual(Buffer.from(contents));
    expect(await gunzipIfNeeded(contents, 'f')).toBe(contents);
  });

  test('says where a file is cut short', async () => {
    const error = await errorOf(() => gunzipIfNeeded(packed.subarray(0, 100), 'f.gz'));
    expect(error.message).toBe('f.gz: expected a whole gzip file, found one that is cut short after 100 bytes. Copy or download the file again.');
    expect(error.code).toBe('dataset-damaged');
  });

  test('notices a flipped bit anywhere in the compressed data and its checksum', async () => {
    for (let at = 10; at < packed.length; at += 7) {
      const flipped = packed.slice();
      flipped[at] ^= 1 << at % 8;
      const error = await errorOf(() => gunzipIfNeeded(flipped, 'f.gz'));
      expect(error.message).toMatch(/^f\.gz: expected (an intact|a whole) gzip file, found one /);
    }
  });

  test('does not unpack more than it may', async () => {
    const bomb = gzipSync(new Uint8Array(1_000_000));
    const error = await errorOf(() => gunzipIfNeeded(bomb, 'bomb.gz', 999_999));
    expect(error.message).toBe('bomb.gz: expected at most 999,999 bytes when decompressed, found more. Copy or download the file again.');
    expect((await gunzipIfNeeded(bomb, 'bomb.gz', 1_000_000)).length).toBe(1_000_000);
  });
});
