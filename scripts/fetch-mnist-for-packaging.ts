import { join } from 'node:path';
import { mnist } from '../src/engine/data/known-sets.ts';
import { fetchSet } from '../src/main/services/dataset-fetch.ts';
import { root } from './support/run.ts';

/**
 * `node scripts/fetch-mnist-for-packaging.ts`: MNIST into packaged/datasets, from where electron-builder takes it into the installers, so that
 * an installed studio needs no network from its first start. Every file is compared with its published checksum; what is there already and
 * whole is not fetched again. Run where installers are made.
 */
let told = 0;
const folder = await fetchSet(mnist, join(root, 'packaged/datasets'), {
  onProgress({ received, total }) {
    const share = Math.floor((10 * received) / total);
    if (share > told) process.stdout.write(`${(told = share) * 10} %\n`);
  },
});
process.stdout.write(`MNIST, checked, is in ${folder}\n`);
