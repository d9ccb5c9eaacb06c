import { client } from '../client/client.ts';
import { usePreferences } from './preferences.ts';
import { useRuns } from './runs.ts';
import type { ExperimentDocument } from '../../shared/experiment/document.ts';
import type { RunSummary } from '../../shared/api/records.ts';

/** Starts every run of a document; they stand in the list at once. */
export async function startDocument(document: ExperimentDocument): Promise<RunSummary[]> {
  const { runs } = await client.experiments.start({ document, language: usePreferences().language });
  const store = useRuns();
  // The list is newest first, the runs come in the document's order.
  for (const run of runs.toReversed()) store.changed(run);
  return runs;
}

/** Starts a ready-made experiment. */
export async function startRecipe(name: string): Promise<RunSummary[]> {
  const { document } = await client.recipes.get({ name });
  return startDocument(document);
}
