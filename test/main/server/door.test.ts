import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Pace } from '../../../src/main/server/pages.ts';
import { serve } from '../../../src/main/server/server.ts';
import { openStudio, temporaryFolder } from '../../support/studio.ts';

/** What strangers send to the browser's door: on the wire, byte by byte, as no browser would. */

let port: number;
let token: string;
/** Unforeseen errors that the server met. */
let reported: unknown[];

beforeEach(async () => {
  const folder = temporaryFolder();
  const renderer = join(folder, 'renderer');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Descent</title>');
  writeFileSync(join(renderer, 'assets', 'app.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'the secret');
  reported = [];
  const server = await serve({ app: openStudio(), renderer, port: 0, report: (error) => reported.push(error) });
  onTestFinished(() => server.close());
  port = server.port;
  token = new URL(server.url).searchParams.get('token') ?? '';
});

/** Sends bytes as they are and gives back all that comes until the other side ends; `cut` ends this side at once. */
function raw(bytes: string, cut = false): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => (cut ? socket.end(bytes, 'latin1') : socket.write(bytes, 'latin1')));
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

const asked = (path: string, more = ''): Promise<string> => raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nx-descent-token: ${token}\r\nConnection: close\r\n${more}\r\n`);

const upgrade = (path: string, more = `x-descent-token: ${token}\r\n`): Promise<string> =>
  raw(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`);

async function page(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { 'x-descent-token': token } });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

/** The code with which the studio lets go of a page. */
const lettingGo = async (socket: WebSocket): Promise<number> => ((await once(socket, 'close')) as [number])[0];

/** That the studio still answers. */
async function stillThere(): Promise<void> {
  expect(await asked('/')).toContain('<title>Descent');
}

/** Ways out of the folder that were ever tried on a server: plain, encoded, twice encoded, with backslashes, null bytes, overlong UTF-8. */
const waysOut = [
  '/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/%2e%2e%2fsecret.txt', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt',
  '/%252e%252e%252fsecret.txt', '/..\\secret.txt', '/..%5csecret.txt', '/%5c..%5csecret.txt', '/..%c0%afsecret.txt', '/%c0%ae%c0%ae/secret.txt', '/..%00/secret.txt',
  '/secret.txt%00.js', '/assets/app.js%00', '/....//secret.txt', '/.%2e/secret.txt', '/%2e%2e;/secret.txt', '/%', '/%zz', '/%ff', '/%e0%a4%a', '/C:/secret.txt', '/file:///etc/passwd', '/~/secret.txt', `/${'../'.repeat(500)}etc/passwd`,
];

describe('the browser’s door', () => {
  it('opens to this machine alone', async () => {
    for (const { address } of Object.values(networkInterfaces()).flatMap((all) => all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4')) {
      const socket = connect({ host: address, port });
      expect(await Promise.race([once(socket, 'connect').then(() => 'open'), once(socket, 'error').then(() => 'refused')]).catch(() => 'refused')).toBe('refused');
      socket.destroy();
    }
    await stillThere();
  });

  it('leads out of the studio’s folder by no path', async () => {
    for (const path of waysOut) {
      const answer = await asked(path);
      expect(answer, path).toMatch(/^HTTP\/1\.1 (200|400|404)/);
      expect(answer, path).not.toMatch(/the secret|root:/);
    }
    await stillThere();
  });

  it('refuses or answers addresses that are none, with and without an upgrade, and stays', async () => {
    for (const path of ['//', '///', '//evil.example/', 'http://[', 'http://evil.example/', '*', '/\\', '/?token=%', '/?token', `/?${'x'.repeat(10_000)}`]) {
      expect(await asked(path), path).toMatch(/^HTTP\/1\.1 (200|400|404)/);
      expect(await upgrade(path), path).toMatch(/^HTTP\/1\.1 404/);
      expect(await upgrade(path, ''), path).toMatch(/^HTTP\/1\.1 401/);
    }
    await stillThere();
  });

  it('stays whatever bytes come instead of a request', async () => {
    const requests = ['', '\0', 'GET', 'GET / HTTP/1.1\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(5000)}\r\n`, `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`, '\x16\x03\x01\x02\0\x01', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'];
    for (const request of requests) expect(await raw(request, true), request.slice(0, 20)).toMatch(/^(|HTTP\/1\.1 4\d\d [^]*)$/);
    expect(await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(await raw(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4\d\d/);
    await stillThere();
  });

  it('refuses every host but its own, also for a WebSocket', async () => {
    for (const host of ['', 'localhost', '127.0.0.1', 'evil.example:PORT', '127.0.0.1:1', '127.0.0.1.evil.example:PORT', '0.0.0.0:PORT', '[::1]:PORT', '127.0.0.1:PORT@evil.example', 'http://127.0.0.1:PORT']) {
      const named = host.replace('PORT', String(port));
      expect(await raw(`GET / HTTP/1.1\r\nHost: ${named}\r\nx-descent-token: ${token}\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403/);
      expect(await raw(`GET /rpc HTTP/1.1\r\nHost: ${named}\r\nx-descent-token: ${token}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403/);
    }
  });

  it('refuses pages of every other origin, also for a WebSocket', async () => {
    for (const origin of ['null', 'https://127.0.0.1:PORT', 'http://127.0.0.1', 'http://evil.example', 'http://127.0.0.1:PORT.evil.example', 'file://', 'descent://studio']) {
      const named = `Origin: ${origin.replace('PORT', String(port))}\r\n`;
      expect(await asked('/', named)).toMatch(/^HTTP\/1\.1 403/);
      expect(await upgrade('/rpc', `${named}x-descent-token: ${token}\r\n`)).toMatch(/^HTTP\/1\.1 403/);
    }
  });

  it('lets go of a page that sends what is no message of the contract', async () => {
    const rubbish = ['', 'x', '{', 'null', '[]', '1', '"text"', '{}', '{"i":1}', '{"i":"1","p":null}', '{"i":"1","p":{}}', '{"i":"1","p":{"u":5}}', '{"i":"1","t":3}', '{"i":"1","p":{"u":"/runs/get","h":{"content-type":"multipart/form-data"}}}', Buffer.from([0xff]), Buffer.from([0, 0xff, 1, 2]), Buffer.alloc(1000, 7)];
    for (const message of rubbish) {
      const socket = await page();
      socket.send(message);
      expect(await lettingGo(socket), String(message)).toBe(1007);
    }
    await stillThere();
  });

  it('answers what is asked of no procedure, or with rubbish for input, in a code', async () => {
    const socket = await page();
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const questions = [
      '{"i":"a","p":{"u":"/nothing"}}', '{"i":"b","p":{"u":"/runs/get","b":{"json":{"id":"../../etc"}}}}', '{"i":"c","p":{"u":"/runs/get","b":[]}}', '{"i":"d","p":{"u":"/__proto__/constructor"}}',
      '{"i":"e","p":{"u":"/runs/get","b":{"json":{"id":"x"},"meta":[[9,"a","b"]]}}}', '{"i":"f","p":{"u":"/runs/get","b":{"json":null,"meta":[[1,"__proto__","x"]]}}}', `{"i":"g","p":{"u":"/experiments/check","b":{"json":{"document":${deep}}}}}`,
      `{"i":"h","p":{"u":"/design/analyze","b":{"json":{"document":${deep}}}}}`,
    ];
    for (const question of questions) {
      socket.send(question);
      const [answer] = (await Promise.race([once(socket, 'message'), once(socket, 'close').then(([code]) => [Buffer.from(`closed ${String(code)}`)])])) as [Buffer];
      expect(answer.toString(), question.slice(0, 80)).toMatch(/"s":4\d\d|"json":\{"problems"|closed/);
      expect(answer.toString()).not.toMatch(/node_modules|\.ts:\d+|at \w+ \(/);
    }
    expect(reported).toEqual([]);
    await stillThere();
  });

  it('takes no message beyond its limit: it is refused by the length it announces', async () => {
    const socket = await page();
    const header = Buffer.alloc(14);
    header[0] = 0x82; // one binary message, whole
    header[1] = 0x80 | 127; // masked, its length in eight bytes
    header.writeBigUInt64BE(BigInt(256 * 2 ** 20 + 1), 2);
    (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(header);
    expect(await lettingGo(socket)).toBe(1009);
    await stillThere();
  });

  it('serves so many pages and no more', async () => {
    const pages = await Promise.all(Array.from({ length: 64 }, page));
    expect(await upgrade('/rpc')).toMatch(/^HTTP\/1\.1 503/);
    pages[0].close();
    await once(pages[0], 'close');
    await expect.poll(() => page().then(() => true, () => false)).toBe(true);
  });

  it('reads a page that sends too fast more slowly, and answers it all the same', async () => {
    const socket = await page();
    const questions = 1100;
    let answers = 0;
    const all = new Promise<void>((done) => socket.on('message', () => ++answers === questions && done()));
    for (let i = 0; i < questions; i++) socket.send(`{"i":"${i}","p":{"u":"/nothing"}}`);
    await all;
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });
});

it('a page has credit for a thousand messages at once and for three hundred a second', () => {
  let now = 0;
  const pace = new Pace(() => now);
  const takes = (count: number) => Array.from({ length: count }, () => pace.take());
  expect(takes(999).every((wait) => wait === 0)).toBe(true);
  expect(pace.take()).toBeGreaterThan(0);
  expect(takes(300).at(-1)).toBeCloseTo(1000, -2);
  now += 1100;
  expect(pace.take()).toBe(0);
  now += 60_000;
  expect(takes(999).every((wait) => wait === 0)).toBe(true);
  expect(pace.take()).toBeGreaterThan(0);
});
