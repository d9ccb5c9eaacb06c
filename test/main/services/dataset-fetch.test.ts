import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkSet, setInFolder } from '../../../src/engine/data/find.ts';
import { mnist } from '../../../src/engine/data/known-sets.ts';
import { fetchSet, type FetchProgress } from '../../../src/main/services/dataset-fetch.ts';
import { worded } from '../../../src/shared/api/reasons.ts';
import { errorOf } from '../../engine/data/support.ts';
import { breakingOff, smallSet, startMirror, type Manner, type Mirror } from './dataset-mirror.ts';

const { set, packed } = smallSet();
const images = 'train-images-idx3-ubyte.gz';
const fetchedNames = [...packed.keys()];
const opened: Mirror[] = [];
let target: string;

beforeEach(async () => { target = await mkdtemp(join(tmpdir(), 'descent-fetch-')); });
afterEach(async () => {
  await Promise.all(opened.splice(0).map((mirror) => mirror.close()));
  await rm(target, { recursive: true, force: true });
});

async function mirror(manner?: Manner, files: ReadonlyMap<string, Buffer> = packed): Promise<Mirror> {
  const started = await startMirror(files, manner);
  opened.push(started);
  return started;
}

/** An address where nobody listens. */
async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

async function expectWhole(): Promise<void> {
  const found = await setInFolder(set, join(target, 'small'));
  if (found.state === 'missing') throw new Error('the set is not there');
  expect(await checkSet(found)).toEqual({ verified: true, problem: null, differs: null });
  expect(await readdir(target)).toEqual(['small']);
}

describe('a set is fetched', () => {
  test('whole, verified, with progress from nothing to all', async () => {
    const { url, asked } = await mirror();
    const progress: FetchProgress[] = [];
    expect(await fetchSet(set, target, { mirrors: [url], onProgress: (each) => { progress.push(each); } })).toBe(join(target, 'small'));
    await expectWhole();
    const total = [...packed.values()].reduce((sum, { length }) => sum + length, 0);
    expect(progress.at(-1)).toEqual({ received: total, total });
    expect(progress.map(({ received }) => received)).toEqual(progress.map(({ received }) => received).sort((a, b) => a - b));
    expect(asked.map(({ path }) => path)).toEqual(['t10k-labels-idx1-ubyte.gz', 'train-labels-idx1-ubyte.gz', 't10k-images-idx3-ubyte.gz', images]);
  });

  test('once: what is there and verified is not fetched again, what is damaged is', async () => {
    const { url, asked } = await mirror();
    await fetchSet(set, target, { mirrors: [url] });
    await fetchSet(set, target, { mirrors: [url] });
    expect(asked).toHaveLength(4);
    await writeFile(join(target, 'small', images), 'damaged');
    await fetchSet(set, target, { mirrors: [url] });
    expect(asked).toHaveLength(8);
    await expectWhole();
  });

  test('from the next mirror where one is down, lacks a file, or serves another', async () => {
    const other = new Map([...packed].map(([name, bytes]) => [name, name === images ? gzipSync('something else') : bytes]));
    const lacking = new Map([...packed].filter(([name]) => name.includes('labels')));
    const good = await mirror();
    await fetchSet(set, target, { mirrors: [await nobody(), (await mirror(undefined, lacking)).url, (await mirror(undefined, other)).url, good.url] });
    await expectWhole();
    expect(good.asked.map(({ path }) => path)).toEqual([images]);
  });

  test('however a mirror packed it, as long as the contents are the published ones', async () => {
    const repacked = new Map([...packed].map(([name, bytes]) => [name, gzipSync(gunzipSync(bytes), { level: 1 })]));
    await fetchSet(set, target, { mirrors: [(await mirror(undefined, repacked)).url] });
    await expectWhole();
  });
});

const real = process.env.DESCENT_DATASETS ?? '';
const realFiles = fetchedNames.map((name) => join(real, name));

test.skipIf(real === '' || !realFiles.every((file) => existsSync(file)))('the real MNIST is fetched from a mirror, interrupted and resumed (needs DESCENT_DATASETS)', async () => {
  const files = new Map(await Promise.all(realFiles.map(async (file, i) => [fetchedNames[i], await readFile(file)] as const)));
  const { url, asked } = await mirror(breakingOff(images, 0.5), files);
  await errorOf(() => fetchSet(mnist, target, { mirrors: [url] }));
  expect(await fetchSet(mnist, target, { mirrors: [url] })).toBe(join(target, 'mnist'));
  expect(asked).toHaveLength(5);
  const found = await setInFolder(mnist, join(target, 'mnist'));
  if (found.state === 'missing') throw new Error('the set is not there');
  expect(await checkSet(found)).toEqual({ verified: true, problem: null, differs: null });
});

describe('an interrupted download', () => {
  test('that broke off goes on where it stopped', async () => {
    const { url, asked } = await mirror(breakingOff(images, 0.6));
    const error = await errorOf(() => fetchSet(set, target, { mirrors: [url] }));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(/^Small was not downloaded: 127\.0\.0\.1:\d+ (broke (the connection|off).*|failed .*)\. Check the network connection and try again \(what has arrived is kept\), or get the four files elsewhere and copy them with "descent data import DIR"\.$/);
    expect(existsSync(join(target, 'small'))).toBe(false);
    const kept = (await readFile(join(target, 'small.download', `${images}.part`))).length;
    expect(kept).toBeGreaterThan(0);

    await fetchSet(set, target, { mirrors: [url] });
    await expectWhole();
    expect(asked.at(-1)).toEqual({ path: images, range: `bytes=${kept}-` });
    expect(asked).toHaveLength(5);
  });

  test('that was stopped goes on where it stopped', async () => {
    const { url, asked } = await mirror();
    const controller = new AbortController();
    const error = await errorOf(() => fetchSet(set, target, { mirrors: [url], signal: controller.signal, onProgress: ({ received, total }) => { if (received > total / 2) controller.abort(); } }));
    expect(error.code).toBe('cancelled');
    expect(error.message).toBe('The download of Small was stopped; what has arrived is kept, and the next attempt goes on from there.');
    expect(existsSync(join(target, 'small'))).toBe(false);
    await fetchSet(set, target, { mirrors: [url] });
    await expectWhole();
    // The three small files were not asked for again.
    expect(asked.filter(({ path }) => path !== images)).toHaveLength(3);
  });

  test('begins anew where the file at the mirror has changed, or what was kept is damaged', async () => {
    const { url } = await mirror(breakingOff(images, 0.6));
    await errorOf(() => fetchSet(set, target, { mirrors: [url] }));
    const part = join(target, 'small.download', `${images}.part`);
    const kept = await readFile(part);
    kept[1000] ^= 1;
    await writeFile(part, kept);
    const { url: unbroken, asked } = await mirror();
    const origin = JSON.parse(await readFile(`${part}.json`, 'utf8')) as { version: string };
    await writeFile(`${part}.json`, JSON.stringify({ url: `${unbroken}${images}`, version: origin.version }));
    await fetchSet(set, target, { mirrors: [unbroken] });
    await expectWhole();
    expect(asked.map(({ range }) => range)).toEqual([`bytes=${kept.length}-`, undefined]);
  });

  test('begins anew where the mirror says that nothing follows', async () => {
    let broken = false;
    const once: Manner = (...asked) => !broken && (broken = breakingOff(images, 0.6)(...asked));
    const { url, asked } = await mirror(once);
    await errorOf(() => fetchSet(set, target, { mirrors: [url] }));
    const whole = packed.get(images) ?? Buffer.alloc(0);
    await writeFile(join(target, 'small.download', `${images}.part`), Buffer.concat([whole, Buffer.from('more')]));
    await fetchSet(set, target, { mirrors: [url] });
    expect(asked.filter(({ path }) => path === images).map(({ range }) => range)).toEqual([undefined, `bytes=${whole.length + 4}-`, undefined]);
    await expectWhole();
  });
});

describe('what goes wrong is said plainly, and nothing half-fetched takes the set’s place', () => {
  test('no mirror can be reached', async () => {
    const error = await errorOf(async () => fetchSet(set, target, { mirrors: [await nobody(), await nobody()] }));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(/^Small was not downloaded: 127\.0\.0\.1:\d+ refuses the connection; 127\.0\.0\.1:\d+ refuses the connection\. Check the network connection and try again/);
  });

  test('there is no network at all', async () => {
    const error = await errorOf(() => fetchSet(set, target, { mirrors: ['http://mirror.invalid/'] }));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(/^Small was not downloaded: mirror\.invalid (cannot be (found|reached)|refuses|failed)/);
  });

  test('every mirror serves something else', async () => {
    const page = new Map([...packed.keys()].map((name) => [name, Buffer.from('<html>Please log in to this network</html>')]));
    const error = await errorOf(async () => fetchSet(set, target, { mirrors: [(await mirror(undefined, page)).url] }));
    expect(error.code).toBe('dataset-damaged');
    expect(error.message).toMatch(/^Small was not downloaded: expected the published contents of t10k-labels-idx1-ubyte\.gz, but 127\.0\.0\.1:\d+ sent something else than a gzip file\. Nothing of it was kept\. Try again later/);
    expect(worded(error.detail, 'zh')).toMatch(/^Small 没有下载成功：应为公开发布的 t10k-labels-idx1-ubyte\.gz，但127\.0\.0\.1:\d+ 发来的不是 gzip 文件。内容没有保留。请稍后再试/);
    expect(existsSync(join(target, 'small'))).toBe(false);
  });

  test('a wrong checksum', async () => {
    const labels = 't10k-labels-idx1-ubyte.gz';
    const altered = gunzipSync(packed.get(labels) ?? Buffer.alloc(0));
    altered[20] ^= 1;
    const error = await errorOf(async () => fetchSet(set, target, { mirrors: [(await mirror(undefined, new Map([...packed, [labels, gzipSync(altered)]]))).url] }));
    expect(error.message).toMatch(/sent a file whose checksum is not the published one\. Nothing of it was kept/);
    expect(await readdir(join(target, 'small.download'))).toEqual([]);
  });

  test('a mirror that stops sending', async () => {
    const silent: Manner = (_, response, body) => {
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 10));
      return true;
    };
    const error = await errorOf(async () => fetchSet(set, target, { mirrors: [(await mirror(silent)).url], patience: 100 }));
    expect(error.message).toMatch(/127\.0\.0\.1:\d+ sent nothing for 0\.1 s\./);
  });

  test('a mirror that never stops sending', async () => {
    const endless: Manner = (_, response, body) => {
      response.writeHead(200);
      const more = (): void => { while (response.writable && response.write(Buffer.alloc(65_536, body))) continue; };
      response.on('drain', more);
      more();
      return true;
    };
    const error = await errorOf(async () => fetchSet(set, target, { mirrors: [(await mirror(endless)).url] }));
    expect(error.message).toMatch(/sends more than the file can hold/);
  });

  test('a mirror without the file', async () => {
    const error = await errorOf(async () => fetchSet(set, target, { mirrors: [(await mirror(undefined, new Map())).url] }));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(/^Small was not downloaded: no mirror has t10k-labels-idx1-ubyte\.gz \(127\.0\.0\.1:\d+ answered 404 Not Found\)\. Try again later/);
  });

  test.skipIf(process.platform !== 'linux')('a full disk (Linux: /dev/full is one)', async () => {
    const { url } = await mirror();
    await mkdir(join(target, 'small.download'));
    await symlink('/dev/full', join(target, 'small.download', `${images}.part`));
    const error = await errorOf(() => fetchSet(set, target, { mirrors: [url] }));
    expect(error.code).toBe('io');
    expect(error.message).toMatch(/train-images-idx3-ubyte\.gz\.part cannot be written: the disk is full\. Make room, then try again\.$/);
    expect(existsSync(join(target, 'small'))).toBe(false);
    await rm(join(target, 'small.download', `${images}.part`));
    await fetchSet(set, target, { mirrors: [url] });
    await expectWhole();
  });

  test('a target that is a file', async () => {
    await writeFile(join(target, 'a-file'), '');
    const { url } = await mirror();
    expect((await errorOf(() => fetchSet(set, join(target, 'a-file'), { mirrors: [url] }))).code).toBe('io');
  });
});
