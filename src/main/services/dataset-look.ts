import type { ClassLook, DatasetLook, PointsLook, TableLook } from '../../shared/api/data.ts';
import { documentFormat, type DataSection } from '../../shared/experiment/document.ts';
import { parseExperiment } from '../../shared/experiment/check.ts';
import type { Language } from '../../shared/schema/localized.ts';
import { featureSize, type Dataset, type DatasetPart } from '../../engine/data/dataset.ts';
import { loadDataset } from '../../engine/data/load.ts';
import { fitScaling, scaleInto, type Scaling } from '../../engine/data/scaling.ts';
import { splitValidation, type ValidationSplit } from '../../engine/data/split.ts';
import { datasetFor } from '../../engine/worker/dataset-cache.ts';
import type { CatalogService } from './catalog.ts';
import type { DatasetService } from './datasets.ts';
import { lookAtImages } from './dataset-look-images.ts';
import { lookAtFeatures, lookAtValues } from './dataset-look-values.ts';

export interface LookRequest {
  /** The `data` section of a document. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Of the run, which shuffles the validation split. */
  readonly seed: number;
  /** Pictures of each class. */
  readonly perClass: number;
  readonly language: Language;
  /** Folder that relative paths start from. */
  readonly baseDirectory: string;
  readonly signal?: AbortSignal | undefined;
}

/** A loaded set under a document's settings. */
export interface Prepared {
  readonly dataset: Dataset;
  /** Features of one example. */
  readonly size: number;
  readonly rows: ValidationSplit;
  readonly scaling: Scaling;
  readonly signal: AbortSignal | undefined;
}

/** Points of one part that are drawn. */
export const pointsShown = 3000;
const tableRows = 12;

/** Shows datasets as a run would get them: loaded by the engine's loaders, cut, split and scaled by its own functions. */
export class DatasetLookService {
  readonly #catalog: CatalogService;
  readonly #datasets: DatasetService;

  constructor(catalog: CatalogService, datasets: DatasetService) {
    this.#catalog = catalog;
    this.#datasets = datasets;
  }

  /**
   * Loads a set and computes how it looks.
   * @throws DescentError `document-invalid` where the settings are wrong, `dataset-missing`, `dataset-damaged`, `io`
   */
  async look({ data, seed, perClass, language, baseDirectory, signal }: LookRequest): Promise<DatasetLook> {
    const section = this.#checked(data, seed, language);
    const { source, location } = await this.#datasets.locate(section, baseDirectory);
    // Computed sets are made anew in milliseconds: they need not push a large one out of the cache.
    const dataset = location.kind === 'generated' ? await loadDataset(location) : await datasetFor(location, () => undefined);
    signal?.throwIfAborted();
    return { source, ...(await lookAt(dataset, section, seed, perClass, signal)) };
  }

  /** The section with its defaults, as a document would be checked. */
  #checked(data: unknown, seed: number, language: Language): DataSection {
    const document = { format: documentFormat, name: 'data', seed, data, network: { layers: [{ type: 'identity' }] }, training: { iterations: 1 } };
    return parseExperiment(document, this.#catalog.describe(), language).data;
  }
}

/** How a loaded set looks under a document's `take`, `validation` and `scaling`. */
async function lookAt(dataset: Dataset, section: DataSection, seed: number, perClass: number, signal?: AbortSignal): Promise<Omit<DatasetLook, 'source'>> {
  const size = featureSize(dataset);
  const rows = splitValidation(dataset.train.count, { take: section.take ?? undefined, validation: section.validation, seed });
  const scaling = fitScaling(section.scaling, dataset.train.features, size, rows.train);
  const prepared: Prepared = { dataset, size, rows, scaling, signal };
  const { hash, task, featureShape } = dataset;
  const about = {
    hash,
    task,
    shape: featureShape,
    parts: { train: rows.train.length, validation: rows.validation.length, unused: dataset.train.count - rows.train.length - rows.validation.length, test: dataset.test.count },
    classes: classCounts(prepared),
  };
  if (dataset.train.features instanceof Uint8Array && featureShape.length === 3 && task.kind === 'classification') {
    return { ...about, features: [], ...(await lookAtImages(prepared, task.classNames.length, perClass)) };
  }
  return { ...about, values: await lookAtValues(prepared), features: await lookAtFeatures(prepared), view: pointsOf(prepared) ?? tableOf(prepared) };
}

function classCounts({ dataset: { task, train, test }, rows }: Prepared): ClassLook[] | null {
  if (task.kind !== 'classification') return null;
  const count = (labels: ArrayLike<number>, chosen?: Int32Array): number[] => {
    const counts = task.classNames.map(() => 0);
    const many = chosen?.length ?? labels.length;
    for (let i = 0; i < many; i++) {
      const label = labels[chosen?.[i] ?? i] ?? 0;
      counts[label] = (counts[label] ?? 0) + 1;
    }
    return counts;
  };
  const trained = count(train.labels, rows.train);
  const held = count(train.labels, rows.validation);
  const tested = count(test.labels);
  return task.classNames.map((name, index) => ({ name, train: trained[index] ?? 0, validation: held[index] ?? 0, test: tested[index] ?? 0 }));
}

/** Two features against each other, or one target over one feature; undefined where a plane cannot show the set. */
function pointsOf({ dataset, size, rows, scaling }: Prepared): PointsLook | undefined {
  const { task, train, test, featureNames = [] } = dataset;
  const curve = size === 1 && task.kind === 'regression' && task.targetNames.length === 1;
  if (size !== 2 && !curve) return undefined;
  const part = (name: PointsLook['parts'][number]['part'], { features, labels, count }: DatasetPart, chosen?: Int32Array): PointsLook['parts'][number] => {
    const of = chosen?.length ?? count;
    const drawn = Math.min(of, pointsShown);
    const x: number[] = [];
    const y: number[] = [];
    const classes: number[] = [];
    const point = new Float32Array(size);
    for (let i = 0; i < drawn; i++) {
      const at = Math.floor((i * of) / drawn);
      const row = chosen?.[at] ?? at;
      scaleInto(point, 0, features, row * size, size, scaling);
      x.push(point[0] ?? 0);
      y.push(curve ? (labels[row] ?? 0) : (point[1] ?? 0));
      classes.push(labels[row] ?? 0);
    }
    return { part: name, of, x, y, labels: task.kind === 'classification' ? classes : null };
  };
  return {
    kind: curve ? 'curve' : 'plane',
    xName: featureNames[0] ?? 'x',
    yName: (curve && task.kind === 'regression' ? task.targetNames[0] : featureNames[1]) ?? 'y',
    parts: [part('train', train, rows.train), part('validation', train, rows.validation), part('test', test)],
  };
}

function tableOf({ dataset: { task, train }, size, rows, scaling }: Prepared): TableLook {
  const shown = rows.train.subarray(0, tableRows);
  const values = new Float32Array(size);
  return {
    kind: 'table',
    rows: Array.from(shown, (row) => {
      scaleInto(values, 0, train.features, row * size, size, scaling);
      const label = train.labels[row * (task.kind === 'regression' ? task.targetNames.length : 1)] ?? 0;
      return { values: Array.from(values), label: task.kind === 'classification' ? (task.classNames[label] ?? '') : String(Number(label.toPrecision(6))) };
    }),
  };
}
