import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import envPaths from 'env-paths';

/**
 * What must be known before the home is: where it is, and which folders hold data sets. Kept in the platform's folder for configuration,
 * outside every home.
 */
export interface KeptPlaces {
  readonly home: string | null;
  readonly datasetFolders: readonly string[];
}

const none: KeptPlaces = { home: null, datasetFolders: [] };

/** The folder for configuration: `DESCENT_CONFIG`, else the platform's. */
export function configFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.DESCENT_CONFIG || envPaths('descent', { suffix: '' }).config;
}

const fileIn = (folder: string): string => join(folder, 'places.json');

/** What was kept; anything that can't be read is as if it were not there. */
export function readPlaces(folder: string): KeptPlaces {
  try {
    const { home, datasetFolders } = JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Partial<Record<keyof KeptPlaces, unknown>>;
    return {
      home: typeof home === 'string' && home !== '' ? home : null,
      datasetFolders: Array.isArray(datasetFolders) ? datasetFolders.filter((path): path is string => typeof path === 'string' && path !== '') : [],
    };
  } catch {
    return none;
  }
}

/** Written aside and renamed, so that a power cut leaves the old file or the new one. */
export function writePlaces(folder: string, places: KeptPlaces): void {
  const file = fileIn(folder);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(places, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
