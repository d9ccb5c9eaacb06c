import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient, type ORPCError } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { App } from '../../../src/main/app.ts';
import { handlerOptions } from '../../../src/main/rpc/number-lists.ts';
import { createRouter } from '../../../src/main/rpc/router.ts';
import { serve, type StudioServer } from '../../../src/main/server/server.ts';
import type { Contract } from '../../../src/shared/api/contract.ts';
import type { RunEvent } from '../../../src/shared/api/records.ts';
import { fakeDocument, openStudio, temporaryFolder, untilState } from '../../support/studio.ts';

type Client = ContractRouterClient<Contract>;

/** A served studio with a page of two lines. */
async function served(options: { app?: App; port?: number } = {}): Promise<StudioServer & { app: App; token: string }> {
  const renderer = join(temporaryFolder(), 'renderer');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Descent</title>');
  writeFileSync(join(renderer, 'assets', 'app.js'), 'export {};');
  const app = options.app ?? openStudio();
  const server = await serve({ app, renderer, port: options.port ?? 0 });
  onTestFinished(() => server.close());
  return { ...server, app, token: new URL(server.url).searchParams.get('token') ?? '' };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function get(port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

/** How a WebSocket's wish to connect ends: "open" or the status it is refused with. */
function knock(port: number, headers: Record<string, string>, path = '/rpc'): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => {
      socket.close();
      resolve('open');
    });
    socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.on('error', () => undefined);
  });
}

async function cookieOf(port: number, token: string): Promise<string> {
  const { headers } = await get(port, `/?token=${token}`);
  return (headers['set-cookie']?.[0] ?? '').split(';')[0];
}

describe('the loopback server', () => {
  it('lets whoever brings the token in, and keeps it in a cookie that no script reads', async () => {
    const { port, token } = await served();
    const first = await get(port, `/runs?token=${token}&tab=loss`);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/runs?tab=loss');
    expect(first.headers['set-cookie']?.[0]).toMatch(new RegExp(`^descent-${port}=[\\w-]{32}; HttpOnly; SameSite=Strict; Path=/$`));
    const cookie = await cookieOf(port, token);
    expect(await get(port, '/', { cookie })).toMatchObject({ status: 200, body: expect.stringContaining('<title>Descent') as string });
    expect(await get(port, '/runs/abc', { cookie })).toMatchObject({ status: 200, body: expect.stringContaining('<title>Descent') as string });
    expect((await get(port, '/assets/app.js', { cookie })).headers['content-type']).toContain('javascript');
    expect(await get(port, '/', { 'x-descent-token': token })).toMatchObject({ status: 200 });
  });

  it('refuses everybody else', async () => {
    const { port, token } = await served();
    const cookie = await cookieOf(port, token);
    expect((await get(port, '/')).status).toBe(401);
    expect((await get(port, '/?token=wrong')).status).toBe(401);
    expect((await get(port, '/', { cookie: `${cookie}x` })).status).toBe(401);
    expect((await get(port, '/', { cookie, host: 'evil.example' })).status).toBe(403);
    expect((await get(port, '/', { cookie, host: `evil.example:${port}` })).status).toBe(403);
    expect((await get(port, '/', { cookie, origin: 'https://evil.example' })).status).toBe(403);
    expect((await get(port, '/', { cookie }, 'POST')).status).toBe(405);
    expect((await get(port, '/../../package.json', { cookie })).body).not.toContain('descent-studio');
    expect((await get(port, '/%2e%2e/%2e%2e/package.json', { cookie })).body).not.toContain('descent-studio');
  });

  it('refuses WebSockets without the token, from another page, or for another path', async () => {
    const { port, token } = await served();
    const cookie = await cookieOf(port, token);
    const origin = `http://127.0.0.1:${port}`;
    expect(await knock(port, { cookie, origin })).toBe('open');
    expect(await knock(port, { 'x-descent-token': token })).toBe('open');
    expect(await knock(port, {})).toBe('401');
    expect(await knock(port, { cookie, origin: 'https://evil.example' })).toBe('403');
    expect(await knock(port, { cookie, origin, host: 'evil.example' })).toBe('403');
    expect(await knock(port, { cookie, origin }, '/other')).toBe('404');
  });

  it('sends strict headers with every answer', async () => {
    const { port } = await served();
    const { headers } = await get(port, '/');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'( 'sha256-[\w+\/=]{44}'){2};.*frame-ancestors 'none'/);
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin' });
  });

  it('lets browsers keep what is named after its contents, and no other file', async () => {
    const { port, token } = await served();
    const cookie = await cookieOf(port, token);
    expect((await get(port, '/assets/app.js', { cookie })).headers['cache-control']).toContain('immutable');
    for (const page of ['/', '/runs/abc', '/index.html']) expect((await get(port, page, { cookie })).headers['cache-control']).toBe('no-cache');
  });

  it('takes the next free port where the one wanted is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => other.once('listening', listening));
    onTestFinished(() => void other.close());
    const address = other.address();
    const taken = typeof address === 'object' && address ? address.port : 0;
    const { port } = await served({ port: taken });
    expect(port).toBeGreaterThan(taken);
  });

  it('says what to do where the screens are not built', async () => {
    await expect(serve({ app: openStudio(), renderer: temporaryFolder(), port: 0 })).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('npm run build') as string });
  });
});

const doors: [string, () => Promise<{ client: Client; app: App }>][] = [
  [
    'a WebSocket',
    async () => {
      const { app, port, token } = await served();
      const websocket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { 'x-descent-token': token } });
      onTestFinished(() => websocket.terminate());
      return { app, client: createORPCClient<Client>(new SocketLink({ websocket })) };
    },
  ],
  [
    'a MessagePort',
    () => {
      const app = openStudio();
      const { port1, port2 } = new MessageChannel();
      onTestFinished(() => port1.close());
      new RPCHandler(createRouter(app), handlerOptions).upgrade(port1, { context: { door: 'desktop', baseDirectory: temporaryFolder() } });
      port1.start();
      port2.start();
      return Promise.resolve({ app, client: createORPCClient<Client>(new PortLink({ port: port2 })) });
    },
  ],
];

describe.each(doors)('the contract over %s', (_name, connect) => {
  it('starts a run, tells of it while it trains, and answers its curves', async () => {
    const { client, app } = await connect();
    const events: RunEvent[] = [];
    const stream = await client.runs.watch();
    const { runs } = await client.experiments.start({ document: fakeDocument('over the wire') as never });
    const [{ id }] = runs;
    for await (const event of stream) {
      events.push(event);
      if (event.type === 'changed' && event.run.state === 'done') break;
    }
    expect(events.flatMap((event) => (event.type === 'recorded' ? (event.points['loss']?.steps ?? []) : []))).toHaveLength(100);
    const [loss] = await client.runs.series({ id, names: ['loss'], points: 10 });
    expect(loss).toMatchObject({ total: 100, steps: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100] });
    expect(loss.max[0]).toBe(1);
    const [whole] = await client.runs.series({ id, names: ['loss'], points: 1000 });
    expect(whole.last).toEqual(Array.from({ length: 100 }, (_, i) => 1 / (i + 1)));
    expect((await client.runs.list({})).runs.map((run) => run.id)).toEqual([id]);
    expect(await client.runs.compare({ ids: [id, 'no-such-run'], names: ['lr'], points: 2 })).toEqual([{ runId: id, series: [expect.objectContaining({ name: 'lr', last: [0.1, 0.1] })] }]);
    await untilState(app, id, 'done');
  });

  it('carries coded errors with their detail', async () => {
    const { client } = await connect();
    const error = (await client.experiments.start({ document: fakeDocument('bad', { network: { layers: [{ type: 'affine', units: 0 }] } }) as never }).catch((thrown: unknown) => thrown)) as ORPCError<string, { problems: { path: string }[] }>;
    expect(error).toMatchObject({ code: 'document-invalid', message: expect.stringContaining('network.layers.0.units') as string });
    expect(error.data.problems[0].path).toBe('network.layers.0.units');
    await expect(client.runs.get({ id: 'no-such-run' })).rejects.toMatchObject({ code: 'not-found', message: 'There is no run "no-such-run".' });
    await expect(client.runs.get({ id: '../../etc' })).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('id: ') as string });
    await expect(client.runs.series({ id: 'no-such-run', names: [] })).rejects.toMatchObject({ code: 'usage' });
  });

  it('describes the system, its catalog, recipes and datasets', async () => {
    const { client } = await connect();
    expect((await client.system.info()).environment.cpu).not.toBe('');
    expect((await client.system.catalog()).layer.map(({ type }) => type)).toContain('affine');
    const [first] = await client.recipes.list();
    expect(first).toMatchObject({ name: 'first-network', runs: 1 });
    expect((await client.recipes.get({ name: 'first-network' })).document.network.layers).toHaveLength(3);
    expect((await client.datasets.list()).map(({ type, state }) => [type, state])).toContainEqual(['digits', 'built-in']);
    const examples = await client.datasets.examples({ type: 'digits', count: 12 });
    expect(examples.labels).toHaveLength(12);
    expect(Buffer.from(examples.pixels, 'base64')).toHaveLength(12 * 784);
  });

  it('carries a whole experiment out and in again', async () => {
    const { client, app } = await connect();
    const { experiment, runs } = await client.experiments.start({ document: fakeDocument('to hand on') as never });
    await untilState(app, runs[0].id, 'done');
    const file = await client.experiments.export({ id: experiment.id });
    expect(file.name).toBe(`${experiment.id}.descent`);
    const imported = await client.experiments.import({ file: new File([await file.arrayBuffer()], file.name) });
    expect(imported.experiment.id).not.toBe(experiment.id);
    expect(imported.runs[0]).toMatchObject({ name: 'to hand on', state: 'done', final: runs[0].final ?? expect.anything() });
  });
});
