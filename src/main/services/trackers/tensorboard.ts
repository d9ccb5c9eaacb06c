import protobuf from 'protobufjs/light.js';
import type { Series, TrackedRun, TrackerFile } from './tracked.ts';

/**
 * TensorBoard's event files: TFRecords (tensorflow/core/lib/io/record_writer.h) of Event messages (tensorflow/core/util/event.proto), one file in
 * a folder for each run.
 */

export const Event = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: { wallTime: { id: 1, type: 'double' }, step: { id: 2, type: 'int64' }, fileVersion: { id: 3, type: 'string' }, summary: { id: 5, type: 'Summary' } },
    },
    Summary: { fields: { value: { id: 1, type: 'Value', rule: 'repeated' } } },
    Value: { fields: { tag: { id: 1, type: 'string' }, simpleValue: { id: 2, type: 'float' } } },
  },
}).lookupType('Event');

export function* tensorboardFiles(runs: Iterable<TrackedRun>): Generator<TrackerFile> {
  for (const run of runs) {
    const records = [record(Event.encode({ wallTime: run.startedAt / 1000, fileVersion: 'brain.Event:2' }).finish())];
    for (const series of run.series) {
      for (const { steps, values } of series.points()) {
        for (let i = 0; i < steps.length; i++) {
          const event = { wallTime: run.timeOf(steps[i]) / 1000, step: steps[i], summary: { value: [{ tag: tagOf(series), simpleValue: values[i] }] } };
          records.push(record(Event.encode(event).finish()));
        }
      }
    }
    yield { path: `${run.id}/events.out.tfevents.${Math.floor(run.startedAt / 1000)}.descent`, content: Buffer.concat(records) };
  }
}

/** `loss/train` from `trainLoss`: TensorBoard puts charts together by what stands before the slash. */
function tagOf({ name }: Series): string {
  const [, split, metric] = /^(train|validation|test)(Loss|Accuracy)$/.exec(name) ?? [];
  if (split !== undefined && metric !== undefined) return `${metric.toLowerCase()}/${split}`;
  return name === 'loss' ? 'loss/step' : name;
}

/** Length, its checksum, data, its checksum; all little-endian. */
function record(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 16);
  const view = new DataView(out.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedChecksum(out.subarray(0, 8)), true);
  out.set(data, 12);
  view.setUint32(12 + data.length, maskedChecksum(data), true);
  return out;
}

/** The masked CRC of TFRecords: a checksum of data that holds checksums would otherwise be weak. */
export function maskedChecksum(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** CRC-32C (Castagnoli, RFC 3720 B.4), bits reversed. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0x82f6_3b78 : remainder >>> 1;
  return remainder;
});
