import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { featureSize, type Dataset } from '../../engine/data/dataset.ts';
import type { Timing } from '../../engine/bench/bench.ts';

const run = promisify(execFile);

/** Another library's times for the same networks, where it is installed. */
export interface PeerResult {
  readonly version: string;
  readonly nets: Readonly<Record<string, Readonly<Record<string, Pick<Timing, 'best' | 'median'>>>>>;
}

/** A library to measure beside Descent: programs that may have it, and the script that measures it. */
const peers = [
  { name: 'PyTorch', programs: ['python3', '/usr/bin/python3', 'python'], script: 'peer_torch.py' },
  { name: 'NumPy', programs: ['python3', '/usr/bin/python3', 'python'], script: 'peer_numpy.py' },
  { name: 'TensorFlow.js (wasm)', programs: [process.execPath], script: 'peer_tensorflow.mjs' },
] as const;

/** One thread each, as Descent is measured. */
const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** Ten minutes: with a plain BLAS PyTorch is slow. */
const timeout = 600_000;

/**
 * Measures the libraries that are installed on the training examples of a dataset of images; those that are not are left out.
 * @param scripts folder of the scripts
 * @param folder where TensorFlow.js would be installed
 */
export async function measurePeers(scripts: string, folder: string, dataset: Dataset, onProgress: (name: string) => void): Promise<Record<string, PeerResult>> {
  const { features, labels } = dataset.train;
  const results: Record<string, PeerResult> = {};
  if (!(features instanceof Uint8Array)) return results;
  const directory = await mkdtemp(join(tmpdir(), 'descent-bench-'));
  try {
    const [images, classes] = [join(directory, 'images'), join(directory, 'labels')];
    await writeFile(images, features);
    await writeFile(classes, Uint8Array.from(labels));
    for (const { name, programs, script } of peers) {
      onProgress(name);
      for (const program of programs) {
        try {
          const { stdout } = await run(program, [join(scripts, script), images, classes, String(featureSize(dataset))], { cwd: folder, env: { ...process.env, ...oneThread }, timeout });
          results[name] = JSON.parse(stdout) as PeerResult;
          break;
        } catch {
          // Not installed there.
        }
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return results;
}
