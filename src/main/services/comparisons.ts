import type { Comparison } from '../../shared/api/comparisons.ts';
import { refusal } from '../../shared/api/reasons.ts';
import type { Store } from '../store/store.ts';
import { newId } from './ids.ts';

/** Comparisons that were named and kept. */
export class ComparisonService {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  list(): Comparison[] {
    return this.#store.read(() => this.#store.comparisons.list());
  }

  /** @throws DescentError `not-found` */
  get(id: string): Comparison {
    const comparison = this.#store.read(() => this.#store.comparisons.get(id));
    if (comparison) return comparison;
    throw refusal('not-found', 'no-such-comparison', { id });
  }

  /**
   * Keeps a new comparison, or changes the one with this id.
   * @throws DescentError `not-found` for an id that is not there
   */
  save({ id, name, runIds, view }: Pick<Comparison, 'name' | 'runIds' | 'view'> & { id?: string | undefined }): Comparison {
    return this.#store.write(() => {
      const before = id === undefined ? undefined : this.get(id);
      const comparison = { id: before?.id ?? newId(name, 'comparison'), name, createdAt: before?.createdAt ?? Date.now(), runIds, view };
      this.#store.comparisons.put(comparison);
      return comparison;
    });
  }

  delete(id: string): { deleted: boolean } {
    return { deleted: this.#store.write(() => this.#store.comparisons.delete(id)) };
  }
}
