import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStudio, temporaryFolder } from '../../support/studio.ts';

it('says of a missing set what was looked for and where, and the ways to get it', async () => {
  const home = temporaryFolder();
  const folder = temporaryFolder();
  const { datasets } = openStudio({ home, datasetFolders: [folder] }).services;
  const mnist = (await datasets.list()).find(({ type }) => type === 'mnist');
  expect(mnist).toMatchObject({ state: 'missing', directory: null });
  for (const part of ['train-images-idx3-ubyte', folder, join(home, 'datasets'), 'DESCENT_DATASETS', 'descent data import DIR', 'descent data fetch mnist']) for (const language of ['en', 'zh'] as const) expect(mnist?.message?.[language]).toContain(part);
  expect(mnist?.message?.zh).toMatch(/^没有找到 MNIST。/);
});

it('settles "auto" for the built-in digits where MNIST is missing, and says so', async () => {
  const { datasets } = openStudio().services;
  const data = { source: 'auto', validation: 0, scaling: 'unit' } as const;
  expect((await datasets.locate(data, '/')).source).toBe('digits');
  expect(await datasets.insteadOfMnist(data, '/')).toMatch(/^Training on the built-in digits\. MNIST was not found/);
  expect(await datasets.insteadOfMnist({ ...data, source: 'digits' }, '/')).toBeUndefined();
});

it('names the damaged file of a set that was found', async () => {
  const folder = join(temporaryFolder(), 'mnist');
  mkdirSync(folder);
  for (const name of ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) writeFileSync(join(folder, name), 'damaged');
  const { datasets } = openStudio({ datasetFolders: [folder] }).services;
  expect(await datasets.verify('mnist')).toMatchObject({ state: 'damaged', verified: false, message: { en: expect.stringMatching(/^t.*-ubyte: expected the magic number/) as string, zh: expect.stringMatching(/^t.*-ubyte：开头应为 IDX 文件的标识（魔数）.*实际为 64 61 6d 61。/) as string } });
});

it('shows the first built-in digits without drawing them all', async () => {
  const { datasets } = openStudio().services;
  const few = await datasets.examples('digits', 10);
  const more = await datasets.examples('digits', 30);
  expect(few.shape).toEqual([1, 28, 28]);
  expect(more.labels.slice(0, 10)).toEqual(few.labels);
  expect(Buffer.from(more.pixels, 'base64').subarray(0, 7840).equals(Buffer.from(few.pixels, 'base64'))).toBe(true);
  await expect(datasets.examples('spiral', 3)).rejects.toMatchObject({ code: 'not-found' });
});

it('fetches known sets alone, and stops when it is told to', async () => {
  const { datasets } = openStudio().services;
  await expect(datasets.fetch('mnits')).rejects.toMatchObject({ code: 'not-found' });
  const stopped = datasets.fetchWithProgress('mnist', AbortSignal.abort());
  await expect(stopped.next()).rejects.toMatchObject({ code: 'cancelled' });
});
