import { oc } from '@orpc/contract';
import { z } from 'zod';

const path = z.string().min(1).max(4096);

/** Where the studio keeps and looks for things on this machine, and what it can choose from. */
export const placesSchema = z.object({
  /** The home this process works in. */
  home: z.string(),
  /** The home from the next start on. */
  next: z.string(),
  /** The home where nothing else was chosen. */
  usual: z.string(),
  /** Why the home can't be chosen here: the environment or the command line names it; null = it can. */
  fixed: z.enum(['environment', 'command-line']).nullable(),
  /** Folders to look for data sets in, beside the studio's own. */
  datasetFolders: z.array(z.string()),
  /** Those that the environment names. */
  environmentFolders: z.array(z.string()),
  /** Names of the kernel sets that work on this machine, the fastest first. */
  kernels: z.array(z.string()),
  /** Processor threads there are. */
  cores: z.number(),
});
export type Places = z.infer<typeof placesSchema>;

export const placesContract = {
  get: oc.output(placesSchema),
  /** Folders of data sets are looked into at once; the home changes with the next start. `home: null` = the usual one. */
  change: oc.input(z.object({ home: path.nullable().optional(), datasetFolders: z.array(path).max(50).optional() })).output(placesSchema),
};
