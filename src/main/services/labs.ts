import { definitionOf } from '../../engine/catalog.ts';
import { DescentError } from '../../shared/api/errors.ts';
import type { OptimizerPath } from '../../shared/api/labs.ts';
import { documentError } from '../../shared/experiment/check.ts';
import { experimentSchema } from '../../shared/experiment/schema.ts';
import type { FormulaProblem } from '../../shared/labs/expression.ts';
import { formulaMessage } from '../../shared/labs/formula-message.ts';
import { surfaceOf } from '../../shared/labs/surfaces.ts';
import type { SlotName } from '../../shared/schema/definition.ts';
import type { Language } from '../../shared/schema/localized.ts';
import type { CatalogService } from './catalog.ts';
import { dropoutPasses, type DropoutRequest } from './labs/dropout.ts';
import { initialWeights, type InitialWeightsRequest, type InitialWeightsResult } from './labs/initial-weights.ts';
import { optimizerPath } from './labs/optimizer-paths.ts';

type Typed = Readonly<Record<string, unknown>>;

/** The labs' computations by the engine's own definitions. Nothing is stored. */
export class LabService {
  readonly #catalog: CatalogService;

  constructor(catalog: CatalogService) {
    this.#catalog = catalog;
  }

  /** @throws DescentError `usage` for a formula that cannot be read, `document-invalid` for an optimizer that is not valid */
  optimizerPaths(request: { formula: string; start: readonly [number, number]; steps: number; optimizers: readonly Typed[]; language: Language }): { paths: OptimizerPath[] } {
    const { surface, problem } = surfaceOf(request.formula);
    if (problem) throw formulaError(problem, request.language);
    const paths = request.optimizers.map((optimizer, index) => {
      const options = this.#checked('optimizer', optimizer, `optimizers.${index}`, request.language);
      return optimizerPath(definitionOf('optimizer', options.type as string), options, surface, request.start, request.steps);
    });
    return { paths };
  }

  /** @throws DescentError `document-invalid` for an initializer that is not valid */
  initialWeights({ init, language, ...request }: Omit<InitialWeightsRequest, 'initializer' | 'options'> & { init: Typed; language: Language }): InitialWeightsResult {
    const options = this.#checked('initializer', init, 'init', language);
    return initialWeights({ ...request, initializer: definitionOf('initializer', options.scheme as string), options });
  }

  dropout(request: DropoutRequest): ReturnType<typeof dropoutPasses> {
    return dropoutPasses(request);
  }

  /** A typed object checked against the catalog, with its defaults filled in. */
  #checked(slot: SlotName, value: Typed, path: string, language: Language): Typed {
    const result = experimentSchema(this.#catalog.describe(), language).slot(slot).safeParse(value);
    if (result.success) return result.data as Typed;
    throw documentError(
      result.error.issues.map((issue) => {
        const at = [path, ...issue.path].join('.');
        const expected = issue.message;
        return { path: at, message: language === 'en' ? `${at}: expected ${expected}` : `${at}：应为${expected}`, expected, received: '' };
      }),
    );
  }
}

function formulaError(problem: FormulaProblem, language: Language): DescentError {
  return new DescentError('usage', formulaMessage(problem)[language], { problem });
}
