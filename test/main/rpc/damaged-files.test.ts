import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeIdx } from '../../../src/engine/data/idx.ts';
import { handlerOptions } from '../../../src/main/rpc/number-lists.ts';
import { createRouter } from '../../../src/main/rpc/router.ts';
import { spawnWorker } from '../../../src/main/workers/spawn.ts';
import { shownProblem } from '../../../src/renderer/client/problem.ts';
import { i18n } from '../../../src/renderer/locales/i18n.ts';
import { wordsOf } from '../../../src/shared/api/reasons.ts';
import type { Contract } from '../../../src/shared/api/contract.ts';
import { openStudio, temporaryFolder, untilState } from '../../support/studio.ts';

/** A file of the learner's own that is damaged: what a Chinese screen says, after worker threads, the store and the wire. */

beforeAll(() => void (i18n.global.locale.value = 'zh'));
afterAll(() => void (i18n.global.locale.value = 'en'));

function connect(home = temporaryFolder()) {
  const app = openStudio({ home, spawnWorker });
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(createRouter(app), handlerOptions).upgrade(port1, { context: { door: 'desktop', baseDirectory: home } });
  for (const port of [port1, port2]) port.start();
  const close = async () => {
    port1.close();
    await app.close();
  };
  return { app, close, client: createORPCClient<ContractRouterClient<Contract>>(new RPCLink({ port: port2 })) };
}

const fileOf = (name: string, contents: Uint8Array | string) => new File([typeof contents === 'string' ? contents : Uint8Array.from(contents)], name);
const images = writeIdx([2, 2, 2], new Uint8Array(8));
const labels = writeIdx([2], Uint8Array.of(0, 1));
const said = (asked: Promise<unknown>) => asked.then(() => 'read', (error: unknown) => shownProblem(error).message);

it('what is brought in and is damaged is refused in Chinese, with its place and what to try', async () => {
  const { client, close } = connect();
  const own = { name: '我的数据' };
  const idx = (a: Uint8Array, b: Uint8Array) => [fileOf('train-images', a), fileOf('train-labels', b), fileOf('test-images', images), fileOf('test-labels', labels)];
  expect(await said(client.data.importFiles({ files: idx(images.subarray(0, 20), labels), own }))).toBe('train-images：2 × 2 × 2 个值的文件应有 24 字节，实际有 20 字节，末尾缺少 4 字节。请重新复制或下载这个文件。');
  expect(await said(client.data.importFiles({ files: [fileOf('花.csv', '长,宽,种类\n1,2,a\n3,无,b\n')], own }))).toBe('花.csv 第 3 行“宽”列：应为数字，实际为“无”。请改正或删去这一行。');
  expect(await said(client.data.importFiles({ files: [fileOf('mnist.npz', 'PK')] }))).toBe('mnist.npz：应为 NumPy 压缩包（.npz），实际的 2 字节末尾没有 ZIP 目录：文件不完整，或是别的内容。请重新复制或下载这个文件。');
  expect(await said(client.testBench.picture({ file: fileOf('三.png', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)) }))).toBe('三.png：应为 PNG 图片，实际是 JPEG 文件。请另存为 PNG 后重试。');
  expect(await said(client.testBench.picture({ file: fileOf('三.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) }))).toBe('三.png：应为完整的 PNG 图片，但此文件已损坏（文件不完整）。请重新保存后重试。');
  await close();
});

it('a design on damaged data, a run and a search that it ends say why in Chinese, on screens and in reports, now and after the studio was opened again', async () => {
  const home = temporaryFolder();
  const path = join(home, 'flowers.csv');
  writeFileSync(path, '长,种类\n1,a\n,b\n');
  const document = { format: 'descent/experiment@1', name: '花', data: { source: 'csv', path, validation: 0.2 }, network: { layers: [{ type: 'affine', units: 2 }] }, training: { epochs: 1 } };
  const chinese = 'flowers.csv 第 3 行“长”列：应为数字，实际是空单元格。请改正或删去这一行。';
  const english = 'flowers.csv, line 3, column "长": expected a number, found an empty cell. Correct or leave out that row.';

  const first = connect(home);
  const { problems } = await first.client.design.analyze({ document: document });
  expect(problems).toMatchObject([{ path: 'data.source', message: { en: english, zh: chinese } }]);
  const { runs } = await first.client.experiments.start({ document: document as never });
  await untilState(first.app, runs[0].id, 'failed');
  const search = { method: 'random', trials: 2, space: { 'optimizer.lr': { distribution: 'log-uniform', low: 0.01, high: 0.1 } } };
  const { id } = await first.app.services.sweeps.start({ ...document, search }, { language: 'zh', baseDirectory: home });
  await first.app.services.sweeps.finished(id);
  await first.close();

  const { app, client, close } = connect(home);
  const run = await client.runs.get({ id: runs[0].id });
  const sweep = await client.sweeps.get({ id });
  for (const failure of [run.failure, sweep.failure]) expect(failure && wordsOf(failure)).toEqual({ en: english, zh: chinese });
  const source = { kind: 'run', id: run.id } as const;
  expect(await app.services.reports.page({ source, language: 'zh' })).toContain(chinese.replaceAll('"', '&quot;'));
  expect(await app.services.reports.page({ source, language: 'en' })).toContain(english.replaceAll('"', '&quot;'));
  await close();

  // As it was stored before failures of searches kept their detail: said as it stands.
  const db = new Database(join(home, 'descent.sqlite'));
  db.prepare('UPDATE sweeps SET failure = ?').run(JSON.stringify({ code: 'dataset-damaged', message: english }));
  db.close();
  const last = connect(home);
  const { failure } = await last.client.sweeps.get({ id });
  expect(failure).toEqual({ code: 'dataset-damaged', message: english, detail: {} });
  expect(failure && wordsOf(failure).zh).toBe(english);
  await last.close();
});
