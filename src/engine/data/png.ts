import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { inkOf, type InkOnPaper } from '../../shared/digits/ink.ts';
import type { Language, Localized } from '../../shared/schema/localized.ts';
import { DescentError } from '../../shared/api/errors.ts';

/** Pictures beyond this side are refused: reading one takes 4 bytes of memory per pixel. */
export const largestSide = 4096;
/** Bytes of a file, at most. */
const largestFile = 64 * 2 ** 20;

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** What stands in the way of reading a picture. */
type PictureProblem =
  | { readonly kind: 'not-png'; readonly looksLike: string | null }
  | { readonly kind: 'too-large'; readonly width: number; readonly height: number }
  | { readonly kind: 'file-too-large'; readonly bytes: number }
  | { readonly kind: 'damaged'; readonly reason: Localized };

/**
 * Reads a PNG file of any kind (grey, colour, palette, with or without transparency, up to 16 bits, interlaced or not) as ink on paper.
 * @param file its name, for messages
 * @throws {DescentError} `file-invalid` that names the file, what was expected and what came
 */
export function readPicture(bytes: Uint8Array, file: string, language: Language = 'en'): InkOnPaper {
  const problem = problemOf(bytes);
  if (problem) throw pictureError(file, problem, language);
  try {
    // What some programs write behind the end is no part of the picture.
    const { width, height, data } = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, endOf(bytes)));
    return inkOf({ width, height, data });
  } catch (cause) {
    throw pictureError(file, { kind: 'damaged', reason: reasonOf(cause) }, language, cause);
  }
}

/** What can be said before anything is unpacked. */
function problemOf(bytes: Uint8Array): PictureProblem | undefined {
  if (bytes.length > largestFile) return { kind: 'file-too-large', bytes: bytes.length };
  if (signature.some((byte, i) => bytes[i] !== byte)) return { kind: 'not-png', looksLike: kindOf(bytes) };
  if (bytes.length < 33) return { kind: 'damaged', reason: reasons.short };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width > largestSide || height > largestSide) return { kind: 'too-large', width, height };
  if (width === 0 || height === 0) return { kind: 'damaged', reason: { en: `a picture of ${width} × ${height} pixels`, zh: `图片为 ${width} × ${height} 像素` } };
  return unpacksTooFar(bytes, width * height) ? { kind: 'damaged', reason: { en: 'it holds more pixels than it says', zh: '内容多于所声明的像素' } } : undefined;
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
} as const;

/** What the decoder found, in words for people. */
function reasonOf(error: unknown): Localized {
  const said = error instanceof Error ? error.message : String(error);
  if (/crc|content at end/i.test(said)) return reasons.altered;
  return /read requests|unexpected end|ran out of data/i.test(said) ? reasons.short : reasons.contents;
}

function pictureError(file: string, problem: PictureProblem, language: Language, cause?: unknown): DescentError {
  return new DescentError('file-invalid', `${file}${language === 'en' ? ': ' : '：'}${words(problem)[language]}`, { file, problem: problem.kind }, { cause });
}

function words(problem: PictureProblem): Localized {
  switch (problem.kind) {
    case 'not-png': {
      const { looksLike } = problem;
      return {
        en: `expected a PNG picture, found ${looksLike ? `a ${looksLike} file` : 'something else'}. Save it as PNG and try again.`,
        zh: `应为 PNG 图片，实际是${looksLike ? ` ${looksLike} 文件` : '其他内容'}。请另存为 PNG 后重试。`,
      };
    }
    case 'too-large':
      return {
        en: `expected at most ${largestSide} × ${largestSide} pixels, found ${problem.width} × ${problem.height}. Make it smaller and try again.`,
        zh: `图片最大为 ${largestSide} × ${largestSide} 像素，实际为 ${problem.width} × ${problem.height}。请缩小后重试。`,
      };
    case 'file-too-large':
      return {
        en: `expected a file of at most ${largestFile / 2 ** 20} MB, found ${Math.ceil(problem.bytes / 2 ** 20)} MB. Make the picture smaller and try again.`,
        zh: `文件最大为 ${largestFile / 2 ** 20} MB，实际为 ${Math.ceil(problem.bytes / 2 ** 20)} MB。请缩小图片后重试。`,
      };
    case 'damaged':
      return {
        en: `expected a whole PNG picture, but this one is damaged (${problem.reason.en}). Save it anew and try again.`,
        zh: `应为完整的 PNG 图片，但此文件已损坏（${problem.reason.zh}）。请重新保存后重试。`,
      };
  }
}
