import type { Dataset } from './dataset.ts';
import type { Declaration, Definition, Options, OptionsOf, Parameters } from './declaration.ts';

/** What a generated dataset consists of; its name and hash are added by whoever asked for it. */
export type GeneratedData = Omit<Dataset, 'name' | 'hash'>;

/**
 * A dataset that documents can name in `data.source`. Sets that are computed bring `generate`; sets that are read from files are declared
 * here (texts, parameters) and read by `data/load`.
 */
export interface DatasetDefinition extends Definition<'dataset'> {
  /** The same options give the same bytes on every machine. */
  readonly generate?: (options: Options) => GeneratedData;
}

export interface DatasetImplementation<P extends Parameters> {
  readonly generate?: (options: OptionsOf<P>) => GeneratedData;
}

export function defineDataset<const P extends Parameters>(declaration: Declaration<P> & DatasetImplementation<P>): DatasetDefinition {
  return { slot: 'dataset', ...declaration } as DatasetDefinition;
}
