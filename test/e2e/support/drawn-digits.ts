import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeDrawnSet } from '../../engine/support/drawn-set.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The runs that are there then. */
export const drawnRuns = { trained: 'Trained', hardly: 'Hardly trained' };

/** Trains the two-layer network in a home, and beside it the same for three steps, on a few thousand of the built-in digits: drawing all of them would take the test longer than the training. */
export async function trainOnDrawnDigits(home: string): Promise<void> {
  const file = join(home, 'two-layer.descent.json');
  const variants = [
    { name: drawnRuns.trained, set: {} },
    { name: drawnRuns.hardly, set: { training: { batchSize: 100, iterations: 3 } } },
  ];
  writeFileSync(file, JSON.stringify({ ...writeDrawnSet(home, { train: 8000, test: 1000, epochs: 12 }), variants }));
  const child = spawn(process.execPath, [join(root, 'bin/descent.mjs'), 'run', file, '--home', home], { stdio: 'ignore' });
  const code = await new Promise((ended) => child.once('exit', ended));
  if (code !== 0) throw new Error(`descent run ended with code ${String(code)}`);
}
