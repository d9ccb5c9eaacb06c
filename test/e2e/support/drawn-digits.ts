import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { writeIdx } from '../../../src/engine/data/idx.ts';
import { drawnSet } from '../../engine/support/drawn-set.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Trains the two-layer network in a home, on a few thousand of the built-in digits: drawing all of them would take the test longer than the training. */
export async function trainOnDrawnDigits(home: string): Promise<void> {
  const { train, test } = drawnSet(8000, 1000);
  const write = (name: string, images: Uint8Array, labels: ArrayLike<number>): void => {
    writeFileSync(join(home, `${name}-images`), writeIdx([labels.length, 28, 28], images));
    writeFileSync(join(home, `${name}-labels`), writeIdx([labels.length], Uint8Array.from(labels)));
  };
  write('train', train.features as Uint8Array, train.labels);
  write('test', test.features as Uint8Array, test.labels);
  const document = {
    format: 'descent/experiment@1',
    name: 'Two layers',
    data: { source: 'idx', trainImages: 'train-images', trainLabels: 'train-labels', testImages: 'test-images', testLabels: 'test-labels' },
    network: { init: { scheme: 'he-normal' }, layers: [{ type: 'affine', units: 50 }, { type: 'relu' }, { type: 'affine', units: 10 }] },
    optimizer: { type: 'sgd', lr: 0.1 },
    training: { batchSize: 100, epochs: 12 },
  };
  const file = join(home, 'two-layer.descent.json');
  writeFileSync(file, JSON.stringify(document));
  const child = spawn(process.execPath, [join(root, 'bin/descent.mjs'), 'run', file, '--home', home], { stdio: 'ignore' });
  const code = await new Promise((ended) => child.once('exit', ended));
  if (code !== 0) throw new Error(`descent run ended with code ${String(code)}`);
}
