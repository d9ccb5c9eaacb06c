import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescentError } from '../../shared/api/errors.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import { checkSet, compareWithPublished, setInFolder } from '../../engine/data/find.ts';
import { gunzipIfNeeded, isGzip } from '../../engine/data/gzip.ts';
import type { IdxRole, KnownFile, KnownSet } from '../../engine/data/known-sets.ts';
import { fileError } from './checkpoints.ts';
import { putInPlace } from './dataset-import.ts';

export interface FetchProgress {
  /** Bytes of all four files that have arrived, those of an earlier attempt included. */
  readonly received: number;
  /** Bytes there will be; what mirrors say may differ a little from what is expected at first. */
  readonly total: number;
}

export interface FetchOptions {
  /** Addresses to try in turn; left out, those known for the set. */
  readonly mirrors?: readonly string[];
  readonly onProgress?: (progress: FetchProgress) => void;
  /** Stops the download; what has arrived is kept for the next attempt. */
  readonly signal?: AbortSignal;
  /** Milliseconds without a byte after which a mirror counts as down. */
  readonly patience?: number;
}

/** The small files first: a mirror that serves something else is found out at once. */
const fetchOrder: readonly IdxRole[] = ['testLabels', 'trainLabels', 'testImages', 'trainImages'];

/**
 * Downloads a published set into `<target>/<name>`, file by file, each from the first mirror that serves the published contents. The set
 * stands there complete and verified or not at all. An interrupted download goes on where it stopped, from the same mirror.
 * @returns the set's folder
 * @throws DescentError `network`, `dataset-damaged` (a wrong checksum from every mirror that answered), `cancelled`, `io` (a full disk, no permission)
 */
export async function fetchSet(set: KnownSet, target: string, options: FetchOptions = {}): Promise<string> {
  const directory = join(target, set.name);
  const present = await setInFolder(set, directory);
  if (present.state === 'found' && (await checkSet(present)).verified) return directory;

  const partial = `${directory}.download`;
  const sizes = new Map(fetchOrder.map((role) => [role, { received: 0, total: set.files[role].packedBytes }]));
  const report = (role: IdxRole, received: number, total: number): void => {
    sizes.set(role, { received, total: Math.max(total, received) });
    const all = [...sizes.values()];
    options.onProgress?.({ received: all.reduce((sum, size) => sum + size.received, 0), total: all.reduce((sum, size) => sum + size.total, 0) });
  };
  try {
    await mkdir(partial, { recursive: true });
    let mirrors = options.mirrors ?? set.mirrors;
    for (const role of fetchOrder) {
      const used = await fetchFile(set, set.files[role], partial, mirrors, { ...options, onBytes: (received, total) => { report(role, received, total); } });
      mirrors = [used, ...mirrors.filter((mirror) => mirror !== used)];
    }
    await putInPlace(partial, directory);
    return directory;
  } catch (cause) {
    if (cause instanceof DescentError) throw cause;
    throw fileError(directory, cause);
  }
}

interface FileOptions extends FetchOptions {
  readonly onBytes: (received: number, total: number) => void;
}

/** Downloads one file, trying the mirrors in turn; returns the mirror that served it. */
async function fetchFile(set: KnownSet, file: KnownFile, folder: string, mirrors: readonly string[], options: FileOptions): Promise<string> {
  const done = join(folder, `${file.name}.gz`);
  const part = `${done}.part`;
  const finished = await fileSize(done);
  if (finished !== undefined) {
    options.onBytes(finished, finished);
    return mirrors[0] ?? '';
  }
  const failures: MirrorFailure[] = [];
  const waiting = [...(await inOrderOfPart(part, mirrors))];
  for (let mirror = waiting.shift(); mirror !== undefined; mirror = waiting.shift()) {
    const hadPart = ((await fileSize(part)) ?? 0) > 0;
    try {
      await download(new URL(`${file.name}.gz`, mirror), part, file, options);
      await requirePublished(file, part, mirror);
      await rename(part, done);
      await rm(`${part}.json`, { force: true });
      return mirror;
    } catch (error) {
      if (options.signal?.aborted) throw cancelled(set);
      if (!(error instanceof MirrorFailure)) throw error;
      if (error.kind !== 'wrong') {
        failures.push(error);
        continue;
      }
      await discard(part);
      // The fault may lie in what an earlier attempt left: the same mirror gets a second chance from the beginning.
      if (hadPart) waiting.unshift(mirror);
      else failures.push(error);
    }
  }
  throw explain(set, file, failures);
}

/** Why one mirror did not serve a file. */
class MirrorFailure extends Error {
  /** `unreachable` = no answer, `refused` = an answer that is not the file, `wrong` = a file, but not the published one. */
  readonly kind: 'unreachable' | 'refused' | 'wrong';

  readonly why: Localized;

  constructor(kind: MirrorFailure['kind'], why: Localized, cause?: unknown) {
    super(why.en, { cause });
    this.kind = kind;
    this.why = why;
  }
}

/** What a partial file is a part of, kept beside it. */
interface PartOrigin {
  readonly url: string;
  /** The server's name for this version of the file: its ETag, or the date of its last change. */
  readonly version: string;
}

async function readOrigin(part: string): Promise<PartOrigin | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(`${part}.json`, 'utf8'));
    if (typeof value !== 'object' || value === null || !('url' in value && 'version' in value)) return undefined;
    const { url, version } = value;
    return typeof url === 'string' && typeof version === 'string' ? { url, version } : undefined;
  } catch {
    return undefined;
  }
}

/** The mirrors, beginning with the one that an interrupted download came from. */
async function inOrderOfPart(part: string, mirrors: readonly string[]): Promise<readonly string[]> {
  const origin = await readOrigin(part);
  const first = mirrors.filter((mirror) => origin?.url.startsWith(mirror));
  return [...first, ...mirrors.filter((mirror) => !first.includes(mirror))];
}

async function discard(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(`${part}.json`, { force: true });
}

/** Downloads `url` into `part`, going on after the bytes that are there where they are the beginning of the same file. */
async function download(url: URL, part: string, file: KnownFile, { signal, patience = 30_000, onBytes }: FileOptions): Promise<void> {
  const stalled = new AbortController();
  const timer = setTimeout(() => { stalled.abort(); }, patience);
  const stop = signal === undefined ? stalled.signal : AbortSignal.any([signal, stalled.signal]);
  try {
    const response = await request(url, part, stop);
    const resumed = response.status === 206;
    let received = resumed ? ((await fileSize(part)) ?? 0) : 0;
    const length = Number(response.headers.get('content-length') ?? NaN);
    const total = Number.isFinite(length) ? received + length : file.packedBytes;
    if (!resumed) await noteOrigin(url, part, response);
    const output = await open(part, resumed ? 'a' : 'w');
    try {
      onBytes(received, total);
      for await (const chunk of bodyOf(response)) {
        timer.refresh();
        received += chunk.length;
        if (received > 2 * file.bytes) throw new MirrorFailure('wrong', { en: `${url.href} sends more than the file can hold`, zh: `${url.href} 发来的内容超出文件应有的大小` });
        await output.writeFile(chunk);
        onBytes(received, total);
      }
    } finally {
      await output.close();
    }
    if (Number.isFinite(length) && received < total) throw new MirrorFailure('unreachable', { en: `${url.host} broke off after ${count(received)} of ${count(total)} bytes`, zh: `${url.host} 在 ${count(total)} 字节中的第 ${count(received)} 字节处中断` });
  } catch (error) {
    if (error instanceof DescentError || error instanceof MirrorFailure || signal?.aborted) throw error;
    if (isFileSystemError(error)) throw fileError(part, error);
    const why = stalled.signal.aborted ? { en: `sent nothing for ${count(patience / 1000)} s`, zh: `在 ${count(patience / 1000)} 秒内没有发来任何内容` } : reasonOf(error);
    throw new MirrorFailure('unreachable', by(url.host, why), error);
  } finally {
    clearTimeout(timer);
  }
}

function bodyOf(response: Response): AsyncIterable<Uint8Array> {
  if (response.body === null) throw new MirrorFailure('refused', by(new URL(response.url).host, { en: 'answered with nothing', zh: '没有回应任何内容' }));
  return response.body as AsyncIterable<Uint8Array>;
}

/** Asks for the file, or for the rest of it where the beginning is there and has not changed since. */
async function request(url: URL, part: string, signal: AbortSignal): Promise<Response> {
  const origin = await readOrigin(part);
  const have = (await fileSize(part)) ?? 0;
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (have > 0 && origin?.url === url.href && origin.version !== '') Object.assign(headers, { range: `bytes=${have}-`, 'if-range': origin.version });
  const response = await fetch(url, { headers, signal });
  if (response.status === 416) {
    // Nothing follows what is there: a whole file that was not checked yet, or another one. Begin anew.
    await response.body?.cancel();
    await discard(part);
    return request(url, part, signal);
  }
  const begins = new RegExp(`^bytes ${have}-`).test(response.headers.get('content-range') ?? '');
  if (response.status === 200 || (response.status === 206 && begins)) return response;
  await response.body?.cancel();
  throw new MirrorFailure('refused', by(url.host, { en: `answered ${response.status} ${response.statusText}`.trim(), zh: `回应 ${response.status} ${response.statusText}`.trim() }));
}

async function noteOrigin(url: URL, part: string, response: Response): Promise<void> {
  const tag = response.headers.get('etag') ?? '';
  // A weak tag does not promise the same bytes.
  const version = tag !== '' && !tag.startsWith('W/') ? tag : (response.headers.get('last-modified') ?? '');
  await writeFile(`${part}.json`, JSON.stringify({ url: url.href, version } satisfies PartOrigin));
}

/** Checks the contents of a downloaded file against the published checksum. */
async function requirePublished(file: KnownFile, part: string, mirror: string): Promise<void> {
  const packed = await readFile(part);
  const host = new URL(mirror).host;
  let compared: ReturnType<typeof compareWithPublished>;
  try {
    if (!isGzip(packed)) throw new MirrorFailure('wrong', by(host, { en: 'sent something else than a gzip file', zh: '发来的不是 gzip 文件' }));
    compared = compareWithPublished(file, await gunzipIfNeeded(packed, file.name, file.bytes), packed);
  } catch (error) {
    if (error instanceof MirrorFailure) throw error;
    throw new MirrorFailure('wrong', by(host, { en: 'sent a damaged file', zh: '发来的文件已损坏' }), error);
  }
  if (compared !== 'published') throw new MirrorFailure('wrong', by(host, { en: 'sent a file whose checksum is not the published one', zh: '发来的文件与公布的校验和不符' }));
}

function explain(set: KnownSet, file: KnownFile, failures: readonly MirrorFailure[]): DescentError {
  const why = failures.length === 0 ? [{ en: 'no mirror is known', zh: '没有已知的镜像' }] : failures.map((failure) => failure.why);
  const reasons: Localized = { en: why.map(({ en }) => en).join('; '), zh: why.map(({ zh }) => zh).join('；') };
  const values = { set: set.name, title: set.title, file: `${file.name}.gz`, reasons };
  if (failures.some(({ kind }) => kind === 'wrong')) return refusal('dataset-damaged', 'set-wrong-at-mirrors', values);
  return failures.every(({ kind }) => kind === 'unreachable') ? refusal('network', 'set-unreachable', values) : refusal('network', 'set-at-no-mirror', values);
}

function cancelled(set: KnownSet): DescentError {
  return refusal('cancelled', 'download-stopped', { set: set.name, title: set.title });
}

const by = (host: string, { en, zh }: Localized): Localized => ({ en: `${host} ${en}`, zh: `${host} ${zh}` });
const count = (value: number): string => value.toLocaleString('en-US');

/** What a failed request means, in words. */
function reasonOf(error: unknown): Localized {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const said = code === '' ? (cause instanceof Error ? cause.message : String(cause)) : code;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { en: 'cannot be found (no network, or no name service)', zh: '找不到（没有网络，或域名无法解析）' };
    case 'ECONNREFUSED':
      return { en: 'refuses the connection', zh: '拒绝连接' };
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return { en: 'broke the connection', zh: '中断了连接' };
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return { en: 'cannot be reached', zh: '无法连接' };
    default:
      return { en: `failed (${said})`, zh: `失败（${said}）` };
  }
}

/** Errors of files come as they are; those of connections come wrapped by fetch. */
function isFileSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

async function fileSize(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
