import { PNG } from 'pngjs';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/engine/core/random.ts';
import { largestSide, readPicture } from '../../../src/engine/data/png.ts';
import { DescentError } from '../../../src/shared/api/errors.ts';
import { wordsOf } from '../../../src/shared/api/reasons.ts';
import { mutate } from '../../../scripts/support/fuzz/fuzz.ts';

/** A PNG file from its raw scan lines, filter bytes included: every kind the format knows can be written so. */
function pngOf({ width, height, depth, colour, lines, interlaced = false, before = [] }: { width: number; height: number; depth: number; colour: number; lines: readonly number[]; interlaced?: boolean; before?: readonly Buffer[] }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, Number(interlaced)], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), ...before, chunk('IDAT', deflateSync(Buffer.from(lines))), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc(body), 4 + body.length);
  return out;
}

function crc(bytes: Buffer): number {
  let value = 0xffff_ffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb8_8320 ^ (value >>> 1) : value >>> 1;
  }
  return (value ^ 0xffff_ffff) >>> 0;
}

// One white pixel on black, 4 × 3, in every kind.
const dot = [0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0];
const rows = (of: (value: number) => readonly number[]) => [0, 1, 2].flatMap((row) => [0, ...dot.slice(row * 4, row * 4 + 4).flatMap(of)]);
const palette = chunk('PLTE', Buffer.from([0, 0, 0, 255, 255, 255]));
const size = { width: 4, height: 3 };
const kinds: Record<string, Buffer> = {
  'grey of 8 bits': pngOf({ ...size, depth: 8, colour: 0, lines: rows((value) => [value]) }),
  'grey of 16 bits': pngOf({ ...size, depth: 16, colour: 0, lines: rows((value) => [value, value]) }),
  'grey of 1 bit': pngOf({ ...size, depth: 1, colour: 0, lines: [0, 0, 0, 0b0100_0000, 0, 0] }),
  'grey with opacity': pngOf({ ...size, depth: 8, colour: 4, lines: rows((value) => [value, 255]) }),
  colour: pngOf({ ...size, depth: 8, colour: 2, lines: rows((value) => [value, value, value]) }),
  'colour with opacity': pngOf({ ...size, depth: 8, colour: 6, lines: rows((value) => [value, value, value, 255]) }),
  'colour of 16 bits with opacity': pngOf({ ...size, depth: 16, colour: 6, lines: rows((value) => [value, value, value, value, value, value, 255, 255]) }),
  'a palette of 8 bits': pngOf({ ...size, depth: 8, colour: 3, before: [palette], lines: rows((value) => [value / 255]) }),
  'a palette of 2 bits': pngOf({ ...size, depth: 2, colour: 3, before: [palette], lines: [0, 0, 0, 0b0001_0000, 0, 0] }),
  // Passes: (0, 0); (2, 0); (0, 2) and (2, 2); x = 1 and 3 of rows 0 and 2; row 1.
  'interlaced grey': pngOf({ ...size, depth: 8, colour: 0, interlaced: true, lines: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0] }),
};

const words = (bytes: Uint8Array, language: 'en' | 'zh' = 'en'): string => {
  try {
    readPicture(bytes, 'digit.png');
  } catch (error) {
    expect(error).toBeInstanceOf(DescentError);
    expect((error as DescentError).code).toBe('file-invalid');
    return wordsOf(error as DescentError)[language];
  }
  return 'read';
};

describe('PNG pictures are read', () => {
  it.each(Object.keys(kinds))('as %s', (kind) => {
    const { width, height, values } = readPicture(kinds[kind], 'digit.png');
    expect([width, height, ...Array.from(values)]).toEqual([4, 3, ...dot]);
  });

  it('and a damaged one is refused with its name, what was expected, what came and what to try', () => {
    const sound = kinds['grey of 8 bits'];
    expect(words(Buffer.alloc(0))).toBe('digit.png: expected a PNG picture, found something else. Save it as PNG and try again.');
    expect(words(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toMatch(/found a JPEG file/);
    expect(words(sound.subarray(0, 40))).toMatch(/damaged \(it ends too early\)/);
    expect(words(sound.subarray(0, sound.length - 8))).toMatch(/damaged/);
    const flipped = Buffer.from(sound);
    flipped[50] ^= 1;
    expect(words(flipped)).toMatch(/damaged \(its contents were altered\)/);
    expect(words(flipped, 'zh')).toBe('digit.png：应为完整的 PNG 图片，但此文件已损坏（内容被改动）。请重新保存后重试。');
  });

  it('and one that would fill the memory is refused before it is unpacked', () => {
    expect(words(pngOf({ width: largestSide + 1, height: 2, depth: 8, colour: 0, lines: [0] }))).toMatch(/at most 4096 × 4096 pixels, found 4097 × 2/);
    const bomb = pngOf({ ...size, depth: 8, colour: 0, interlaced: true, lines: Array.from({ length: 200_000 }, () => 0) });
    expect(words(bomb)).toMatch(/more pixels than it says/);
    expect(words(pngOf({ width: 0, height: 3, depth: 8, colour: 0, lines: [0] }))).toMatch(/0 × 3 pixels/);
  });

  it('rubbish is read whole or refused with its reason', () => {
    const random = randomStream(3, 'fuzz-test', 0);
    const samples = Object.values(kinds);
    const outcomes = new Map<string, number>();
    for (let run = 0; run < 1000; run++) {
      const said = words(mutate(samples[random.below(samples.length)], random));
      const outcome = said === 'read' ? 'read' : 'refused';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(outcomes.get('refused')).toBeGreaterThan(500);
  });

  it('what stands behind the end of the picture does no harm', () => {
    const [sound] = Object.values(kinds);
    expect(Array.from(readPicture(Buffer.concat([sound, Buffer.from('made by a camera')]), 'digit.png').values)).toEqual(dot);
  });

  it('a photograph of ordinary size is read', () => {
    const picture = new PNG({ width: 1500, height: 900 });
    picture.data.fill(255);
    for (let y = 300; y < 600; y++) picture.data.fill(0, 4 * (y * 1500 + 700), 4 * (y * 1500 + 760));
    for (let i = 3; i < picture.data.length; i += 4) picture.data[i] = 255;
    const { width, height, values, darkOnLight } = readPicture(PNG.sync.write(picture), 'photo.png');
    expect([width, height, darkOnLight]).toEqual([500, 300, true]);
    expect(values[150 * 500 + 240]).toBe(255);
  });
});
