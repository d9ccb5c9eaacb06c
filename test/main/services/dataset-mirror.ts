import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { writeIdx } from '../../../src/engine/data/idx.ts';
import { mnist, type IdxRole, type KnownFile, type KnownSet } from '../../../src/engine/data/known-sets.ts';

/** A published set small enough to serve in a test: its description, and the gzip files by name. */
export function smallSet(): { set: KnownSet; packed: Map<string, Buffer> } {
  const packed = new Map<string, Buffer>();
  const file = (role: IdxRole, shape: number[]): KnownFile => {
    const length = shape.reduce((product, side) => product * side);
    // Little that gzip could shorten, so that a download has a middle to stop in.
    const data = Uint8Array.from({ length }, (_, i) => (shape.length === 1 ? i % 10 : createByte(i)));
    const contents = writeIdx(shape, data);
    const bytes = gzipSync(contents);
    const { name } = mnist.files[role];
    packed.set(`${name}.gz`, bytes);
    return { name, bytes: contents.length, contents: createHash('sha256').update(contents).digest('hex'), packedBytes: bytes.length };
  };
  const files = { trainImages: file('trainImages', [400, 28, 28]), trainLabels: file('trainLabels', [400]), testImages: file('testImages', [50, 28, 28]), testLabels: file('testLabels', [50]) };
  return { set: { ...mnist, name: 'small', title: { en: 'Small', zh: 'Small' }, train: 400, test: 50, files, mirrors: [] }, packed };
}

const createByte = (i: number): number => (Math.imul(i ^ (i >>> 7), 0x9e3779b1) >>> 13) & 0xff;

export interface Mirror {
  readonly url: string;
  /** The requests that came: path and range. */
  readonly asked: { readonly path: string; readonly range: string | undefined }[];
  close(): Promise<void>;
}

/** How a mirror answers one request; true where it has answered in its own way. */
export type Manner = (request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean;

/** A mirror on the loopback interface that serves files under /, with ranges and an ETag, unless its manner says otherwise. */
export async function startMirror(files: ReadonlyMap<string, Buffer>, manner: Manner = () => false): Promise<Mirror> {
  const asked: Mirror['asked'] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    asked.push({ path, range: request.headers.range });
    const body = files.get(path);
    if (body === undefined) {
      response.writeHead(404).end('not here');
      return;
    }
    if (manner(request, response, body)) return;
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    const begin = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (begin > 0 && request.headers['if-range'] === etag) {
      if (begin >= body.length) response.writeHead(416).end();
      else response.writeHead(206, { etag, 'content-length': body.length - begin, 'content-range': `bytes ${begin}-${body.length - 1}/${body.length}` }).end(body.subarray(begin));
      return;
    }
    response.writeHead(200, { etag, 'content-length': body.length }).end(body);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => { resolve(); });
        server.closeAllConnections();
      }),
  };
}

/** Sends the first `share` of a file, then breaks the connection: for requests of the named file that are no continuation. */
export const breakingOff = (name: string, share: number): Manner => (request, response, body) => {
  if (request.url !== `/${name}` || request.headers.range !== undefined) return false;
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  response.writeHead(200, { etag, 'content-length': body.length });
  response.write(body.subarray(0, Math.floor(share * body.length)), () => setTimeout(() => response.destroy(), 300));
  return true;
};
