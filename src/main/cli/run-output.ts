import { join, resolve } from 'node:path';
import type { App } from '../app.ts';

type Run = ReturnType<App['services']['runs']['stored']>;

/** Where a run's files go below `--out`: a single run's into the folder itself, several into a folder each. */
export function runDirectory(out: string, runId: string, runs: number): string {
  return runs === 1 ? resolve(out) : join(resolve(out), runId);
}

/** Writes the files of runs below `--out`. */
export async function writeRuns({ services }: App, runs: readonly Run[], out: string): Promise<void> {
  for (const run of runs) await services.runFiles.write(run, runDirectory(out, run.id, runs.length));
}
