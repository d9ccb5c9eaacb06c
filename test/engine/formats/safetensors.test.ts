import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../../src/engine/formats/safetensors.ts';

const file = { tensors: { 'layers.0.weight': { shape: [2, 3], data: Float32Array.of(1, -2, 3, 0.5, 0, -7) }, labels: { shape: [2], data: Int32Array.of(-1, 70000) }, bytes: { shape: [3], data: Uint8Array.of(0, 127, 255) }, exact: { shape: [1, 1], data: Float64Array.of(0.1) } }, metadata: { format: 'test' } };

/** A file with one tensor of two elements. */
function handmade(dtype: string, data: readonly number[], header: Record<string, unknown> = {}): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify({ x: { dtype, shape: [2], data_offsets: [0, data.length], ...header } }));
  const out = new Uint8Array(8 + json.length + data.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true);
  out.set(json, 8);
  out.set(data, 8 + json.length);
  return out;
}

describe('safetensors', () => {
  it('gives back what was written, and writes the same bytes for it', () => {
    const bytes = writeSafetensors(file);
    expect(readSafetensors(bytes, 'test.safetensors')).toEqual(file);
    expect(writeSafetensors(readSafetensors(bytes, 'test.safetensors'))).toEqual(bytes);
    expect(new DataView(bytes.buffer).getBigUint64(0, true) % 8n).toBe(0n);
  });

  it('is laid out as the format says', () => {
    const bytes = writeSafetensors({ tensors: { a: { shape: [1], data: Float32Array.of(1) } }, metadata: {} });
    const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + header.length))).toBe(header);
    expect([...bytes.subarray(-4)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('reads half precision and whole numbers of other programs', () => {
    expect([...readSafetensors(handmade('F16', [0x00, 0x3c, 0x00, 0xc1]), 'x').tensors.x.data]).toEqual([1, -2.5]);
    expect([...readSafetensors(handmade('F16', [0x01, 0x00, 0x00, 0x7c]), 'x').tensors.x.data]).toEqual([2 ** -24, Infinity]);
    expect([...readSafetensors(handmade('BF16', [0x80, 0x3f, 0x40, 0xc0]), 'x').tensors.x.data]).toEqual([1, -3]);
    expect([...readSafetensors(handmade('I64', [5, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]), 'x').tensors.x.data]).toEqual([5, -1]);
  });

  it.each([
    ['nothing at all', new Uint8Array(3), /model: expected a safetensors file, found 3 bytes\. Save the tensors again/],
    ['a header longer than the file', Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 1), /expected a header of 255 bytes, found 1 bytes/],
    ['a header that is no JSON', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 64, 64), /expected a JSON header/],
    ['a file that is cut short', handmade('F32', [0, 0, 0, 0, 0, 0, 0, 0]).subarray(0, -3), /the file is cut short/],
    ['an unknown element type', handmade('F7', [0, 0]), /expected the element type of x to be one of F64, F32, .*found "F7"/],
    ['a tensor of another size than its shape', handmade('F32', [0, 0, 0, 0]), /expected 8 bytes for x of shape \[2\], found 4/],
    ['offsets that are no numbers', handmade('F32', [0, 0], { data_offsets: ['a', 2] }), /expected shape and offsets of x/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'model')).toThrow(message);
  });
});
