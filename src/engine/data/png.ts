import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { inkOf, type InkOnPaper } from '../../shared/digits/ink.ts';
import type { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import { dataError, somethingElse, type ProblemWords } from './problem.ts';

/** Pictures beyond this side are refused: reading one takes 4 bytes of memory per pixel. */
export const largestSide = 4096;
/** Bytes of a file, at most. */
const largestFile = 64 * 2 ** 20;

const code = 'file-invalid';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Reads a PNG file of any kind (grey, colour, palette, with or without transparency, up to 16 bits, interlaced or not) as ink on paper.
 * @param file its name, for messages
 * @throws {DescentError} `file-invalid` that names the file, what was expected and what came
 */
export function readPicture(bytes: Uint8Array, file: string): InkOnPaper {
  refuseUnreadable(bytes, file);
  try {
    // What some programs write behind the end is no part of the picture.
    const { width, height, data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, endOf(bytes)));
    return inkOf({ width, height, data });
  } catch (cause) {
    throw damaged(file, reasonOf(cause), cause);
  }
}

/** Refuses what can be told before anything is unpacked. */
function refuseUnreadable(bytes: Uint8Array, file: string): void {
  if (bytes.length > largestFile) throw dataError({ code, file, ...tooHeavy(bytes.length) });
  if (signature.some((byte, i) => bytes[i] !== byte)) throw dataError({ code, file, ...notPng(kindOf(bytes)) });
  if (bytes.length < 33) throw damaged(file, reasons.short);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width > largestSide || height > largestSide) throw dataError({ code, file, ...tooWide(width, height) });
  if (width === 0 || height === 0) throw damaged(file, { en: `a picture of ${width} × ${height} pixels`, zh: `图片为 ${width} × ${height} 像素` });
  if (unpacksTooFar(bytes, width * height)) throw damaged(file, reasons.more);
}

/** An interlaced file whose contents unpack to far more than its pixels would fill the memory before anybody looked. */
function unpacksTooFar(bytes: Uint8Array, pixels: number): boolean {
  const interlaced = bytes[28] === 1;
  if (!interlaced) return false;
  const parts = [...chunksOf(bytes)].flatMap(({ type, data }) => (type === 'IDAT' ? [data] : []));
  try {
    // Eight bytes are the most that a pixel takes; a filter byte stands before each row of each of the seven passes.
    inflateSync(Buffer.concat(parts), { maxOutputLength: 8 * pixels + 7 * (largestSide + 1) });
    return false;
  } catch (error) {
    return error instanceof RangeError;
  }
}

/** The chunks of a file, as far as they are whole. */
function* chunksOf(bytes: Uint8Array): Generator<{ readonly type: string; readonly data: Uint8Array; readonly end: number }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return;
    yield { type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), data: bytes.subarray(at + 8, end - 4), end };
    at = end;
  }
}

/** Where the last chunk ends. */
function endOf(bytes: Uint8Array): number {
  for (const { type, end } of chunksOf(bytes)) if (type === 'IEND') return end;
  return bytes.length;
}

/** What a file that is no PNG seems to be. */
function kindOf(bytes: Uint8Array): string | null {
  const starts = (...expected: number[]) => expected.every((byte, i) => bytes[i] === byte);
  if (bytes.length === 0) return null;
  if (starts(0xff, 0xd8, 0xff)) return 'JPEG';
  if (starts(0x47, 0x49, 0x46, 0x38)) return 'GIF';
  if (starts(0x42, 0x4d)) return 'BMP';
  if (starts(0x52, 0x49, 0x46, 0x46)) return 'WebP';
  return null;
}

const reasons = {
  short: { en: 'it ends too early', zh: '文件不完整' },
  altered: { en: 'its contents were altered', zh: '内容被改动' },
  contents: { en: 'its contents cannot be unpacked', zh: '内容无法解压' },
  more: { en: 'it holds more pixels than it says', zh: '内容多于所声明的像素' },
} as const satisfies Record<string, Localized>;

/** What the decoder found, in words for people. */
function reasonOf(error: unknown): Localized {
  const said = error instanceof Error ? error.message : String(error);
  if (/crc|content at end/i.test(said)) return reasons.altered;
  return /read requests|unexpected end|ran out of data/i.test(said) ? reasons.short : reasons.contents;
}

const damaged = (file: string, why: Localized, cause?: unknown): DescentError => refusal(code, 'picture-damaged', { file, why }, { cause });

const notPng = (looksLike: string | null): ProblemWords => ({
  expected: { en: 'a PNG picture', zh: '应为 PNG 图片' },
  received: looksLike === null ? somethingElse : { en: `a ${looksLike} file`, zh: `实际是 ${looksLike} 文件` },
  suggestion: { en: 'Save it as PNG and try again', zh: '请另存为 PNG 后重试' },
});

const tooWide = (width: number, height: number): ProblemWords => ({
  expected: { en: `at most ${largestSide} × ${largestSide} pixels`, zh: `图片最大为 ${largestSide} × ${largestSide} 像素` },
  received: { en: `${width} × ${height}`, zh: `实际为 ${width} × ${height}` },
  suggestion: { en: 'Make it smaller and try again', zh: '请缩小后重试' },
});

const tooHeavy = (bytes: number): ProblemWords => ({
  expected: { en: `a file of at most ${largestFile / 2 ** 20} MB`, zh: `文件最大为 ${largestFile / 2 ** 20} MB` },
  received: { en: `${Math.ceil(bytes / 2 ** 20)} MB`, zh: `实际为 ${Math.ceil(bytes / 2 ** 20)} MB` },
  suggestion: { en: 'Make the picture smaller and try again', zh: '请缩小图片后重试' },
});
