import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createApp, environmentOptions } from '../src/main/app.ts';
import { spawnWorker } from '../src/main/workers/spawn.ts';
import { unfinishedStates } from '../src/shared/api/records.ts';
import type { ExperimentDocument } from '../src/shared/experiment/document.ts';
import { tolerance } from '../src/shared/labs/expected.ts';
import { root } from './support/run.ts';

/**
 * `node scripts/check-recipes.ts [NAME…] [--seeds N] [--from SEED]`: runs the chapter's recipes through the app's services, three seeds each, and
 * prints for every row what was expected, what came, and whether it agrees (mean ± (4·sd + 0.01)). Ends with 1 where one does not.
 * MNIST must be found (`DESCENT_DATASETS`): the expected numbers are MNIST's.
 */

const { values: flags, positionals: wanted } = parseArgs({ allowPositionals: true, options: { seeds: { type: 'string', default: '3' }, from: { type: 'string' } } });
const seeds = Number(flags.seeds);

const home = mkdtempSync(join(tmpdir(), 'descent-recipes-'));
const app = createApp({ ...environmentOptions(), home, resources: join(root, 'resources'), spawnWorker });
const { learn, recipes, experiments, datasets } = app.services;
let rows = 0;
let agree = 0;

const number = (value: number | null, digits: number) => (value === null ? '–' : value.toFixed(digits)).padStart(9);

/** Starts a recipe and waits until all its runs, or the whole search, have ended. */
async function train(name: string): Promise<{ experimentId: string; seconds: number }> {
  const { document } = await recipes.get(name);
  const { repeats: written, ...single } = document;
  const repeats = Math.max(seeds, written ?? 1);
  const seed = flags.from === undefined ? single.seed : Number(flags.from);
  const asked: ExperimentDocument = single.search ? { ...single, seed } : { ...single, seed, repeats };
  const began = performance.now();
  const { experiment } = await experiments.start(asked, { language: 'en', baseDirectory: root });
  const planned = asked.search?.trials ?? 1;
  for (;;) {
    await new Promise((done) => setTimeout(done, 300));
    const runs = experiments.runs(experiment.id);
    if (runs.length >= planned && runs.every(({ state }) => !unfinishedStates.some((unfinished) => unfinished === state))) break;
  }
  return { experimentId: experiment.id, seconds: (performance.now() - began) / 1000 };
}

try {
  const { instead } = await datasets.locate({ source: 'auto', validation: 0, scaling: 'unit' }, root);
  if (instead) throw new Error('MNIST is not found: set DESCENT_DATASETS to its folder. The expected numbers are MNIST’s.');
  for (const { name, chapter } of await recipes.list()) {
    if (chapter === null || (wanted.length > 0 && !wanted.includes(name))) continue;
    const { experimentId, seconds } = await train(name);
    const { expected } = await learn.text(name);
    const results = await learn.results(name, experimentId);
    console.log(`\n${name} · ${seconds.toFixed(0)} s · ${expected.source}`);
    expected.rows.forEach((row, index) => {
      const result = results.rows[index];
      rows++;
      if (result.agrees) agree++;
      const label = [row.variant, row.label.en].filter(Boolean).join(' · ');
      const note = result.diverged > 0 ? ` (${result.diverged} diverged)` : result.pending > 0 ? ` (${result.pending} missing)` : '';
      console.log(`  ${label.padEnd(52)} expected ${number(row.mean, row.digits)} ± ${tolerance(row).toFixed(row.digits)}  got ${number(result.value, row.digits)}  ${result.agrees ? 'agrees' : 'DIFFERS'}${note}`);
    });
  }
  console.log(`\n${agree} of ${rows} rows agree.`);
  process.exitCode = agree === rows ? 0 : 1;
} finally {
  await app.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
}
