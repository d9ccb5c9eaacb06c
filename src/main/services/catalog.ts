import { describeCatalog } from '../../engine/catalog.ts';
import type { CatalogDescription } from '../../shared/schema/definition.ts';

/** Everything that is declared, described once. */
export class CatalogService {
  #description: CatalogDescription | undefined;

  describe(): CatalogDescription {
    return (this.#description ??= describeCatalog());
  }
}
