import type { Migration } from './migration.ts';
import { runsAndSeries } from './001-runs-and-series.ts';
import { notesAndInsight } from './002-notes-and-insight.ts';
import { sweeps } from './003-sweeps.ts';
import { comparisons } from './004-comparisons.ts';
import { reports } from './005-reports.ts';
import { checkpointChecksums } from './006-checkpoint-checksums.ts';

export type { Migration } from './migration.ts';

/** Every migration, oldest first; the last one's version is the version this program writes. */
export const migrations: readonly Migration[] = [runsAndSeries, notesAndInsight, sweeps, comparisons, reports, checkpointChecksums];

export const storeVersion = migrations[migrations.length - 1].version;
