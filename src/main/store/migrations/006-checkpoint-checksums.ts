import type { Migration } from './migration.ts';

/**
 * Checkpoints get a checksum, so that one whose bytes changed on the disk is known before a run goes on from it; and runs keep what that
 * cost them. Checkpoints from before have none and are believed by their length, as they were.
 */
export const checkpointChecksums: Migration = {
  version: 6,
  name: 'checksums of checkpoints',
  up: (db) =>
    db.exec(`
      -- SHA-256 of the file, in hexadecimal.
      ALTER TABLE checkpoints ADD COLUMN checksum TEXT;
      -- JSON: the damaged checkpoints the run last passed over, and the step it went on from instead.
      ALTER TABLE runs ADD COLUMN setback TEXT;
    `),
};
