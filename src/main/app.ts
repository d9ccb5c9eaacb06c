import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, homedir, release, type } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import envPaths from 'env-paths';
import type { GivesWay } from '../engine/worker/give-way.ts';
import type { Places } from '../shared/api/places.ts';
import type { Notice } from '../shared/api/records.ts';
import { configFolder, readPlaces, writePlaces } from './kept-places.ts';
import { AnalysisService } from './services/analysis.ts';
import { CatalogService } from './services/catalog.ts';
import { AdviceService } from './services/advice.ts';
import { ComparisonService } from './services/comparisons.ts';
import { CheckpointService, fileError } from './services/checkpoints.ts';
import { DataService } from './services/data.ts';
import { DatasetLookService } from './services/dataset-look.ts';
import { datasetFolders, datasetMirrors, DatasetService } from './services/datasets.ts';
import { RunEvents } from './services/events.ts';
import { ExperimentService } from './services/experiments.ts';
import { PortableService } from './services/portable.ts';
import { PlacesService } from './services/places.ts';
import { LabService } from './services/labs.ts';
import { LearnService } from './services/learn.ts';
import { ModelService } from './services/models.ts';
import { ownIdentity } from './services/process-identity.ts';
import { RecipeService } from './services/recipes.ts';
import { Reconciliation } from './services/reconciliation.ts';
import { KeptReportService } from './services/reports/kept.ts';
import { browserPrinter } from './services/printing/browser-print.ts';
import type { FindPrinter } from './services/printing/print.ts';
import { ReportService } from './services/reports/reports.ts';
import { VerificationService } from './services/reports/verify.ts';
import { RunFileService } from './services/run-files.ts';
import { RunService } from './services/runs.ts';
import { SettingsService } from './services/settings.ts';
import { SweepReader } from './services/sweeps/reader.ts';
import { SweepService } from './services/sweeps.ts';
import { SystemService } from './services/system.ts';
import { TestBenchService } from './services/test-bench.ts';
import { TrackerService } from './services/trackers/trackers.ts';
import { TrainingService } from './services/training.ts';
import { createStore } from './store/store.ts';
import { WorkerPool } from './workers/pool.ts';

export interface AppOptions {
  /** The studio's folder: `descent.sqlite`, `checkpoints/`, `datasets/`. */
  readonly home: string;
  /** Folders to look for datasets in, before the studio's own. */
  readonly datasetFolders?: readonly string[];
  /** Folders that come with the program; looked into after the others. */
  readonly programDatasets?: readonly string[];
  /** The user's folder, where other programs keep datasets; left out, these are not looked at. */
  readonly userHome?: string;
  /** Where it is kept which home and which folders of data sets were chosen; left out, none can be. */
  readonly places?: { readonly configFolder: string; readonly fixed: Places['fixed']; readonly environmentFolders: readonly string[] };
  /** Addresses to fetch datasets from instead of the published ones. */
  readonly mirrors?: readonly string[] | undefined;
  /** The program's `resources` folder. */
  readonly resources: string;
  readonly spawnWorker: (options: GivesWay) => Worker;
  /** What prints reports; left out, an installed browser does. */
  readonly printer?: FindPrinter;
  /** Whether training leaves the processor to whoever else wants it: where people look at a screen. */
  readonly givesWay?: boolean;
  /** How this process trains, instead of what the settings say: a command line's options. */
  readonly threads?: number;
  readonly kernels?: string;
}

export interface Services {
  readonly system: SystemService;
  readonly settings: SettingsService;
  readonly places: PlacesService;
  readonly catalog: CatalogService;
  readonly analysis: AnalysisService;
  readonly datasets: DatasetService;
  readonly data: DataService;
  readonly looks: DatasetLookService;
  readonly recipes: RecipeService;
  readonly experiments: ExperimentService;
  readonly portable: PortableService;
  readonly runs: RunService;
  readonly runFiles: RunFileService;
  readonly learn: LearnService;
  readonly labs: LabService;
  readonly training: TrainingService;
  readonly sweeps: SweepService;
  readonly sweepReader: SweepReader;
  readonly comparisons: ComparisonService;
  readonly models: ModelService;
  readonly trackers: TrackerService;
  readonly advice: AdviceService;
  readonly reports: ReportService;
  readonly keptReports: KeptReportService;
  readonly verification: VerificationService;
  readonly testBench: TestBenchService;
  readonly events: RunEvents;
}

/** The studio without a door: one set of services that desktop, browser and command line share. */
export interface App {
  readonly home: string;
  readonly services: Services;
  readonly notices: readonly Notice[];
  /** Interrupts what trains, after a checkpoint, and closes the store. */
  close(): Promise<void>;
}

/** Deleted runs can be had back for a day, in milliseconds. */
const undeleteFor = 24 * 60 * 60 * 1000;

/**
 * Puts the studio together.
 * @throws DescentError `store-locked`, `store-newer`, `io`
 */
export function createApp(options: AppOptions): App {
  const home = resolve(options.home);
  try {
    mkdirSync(home, { recursive: true });
  } catch (cause) {
    throw fileError(home, cause);
  }
  const store = createStore(join(home, 'descent.sqlite'));
  const cores = availableParallelism();
  const events = new RunEvents();
  const settings = new SettingsService(store, { threads: options.threads, kernels: options.kernels }, ({ parallelRuns }) => pool.setParallel(parallelRuns ?? cores));
  const pool = new WorkerPool({ spawn: () => options.spawnWorker({ givesWay: options.givesWay ?? false }), parallel: settings.get().parallelRuns ?? cores, cores });
  const catalog = new CatalogService();
  const checkpoints = new CheckpointService(store, join(home, 'checkpoints'));
  const datasets = new DatasetService({ folder: join(home, 'datasets'), folders: options.datasetFolders ?? [], programFolders: options.programDatasets ?? [], userHome: options.userHome, mirrors: options.mirrors });
  const { configFolder: config, fixed, environmentFolders } = options.places ?? { configFolder: undefined, fixed: 'command-line', environmentFolders: [] };
  const places = new PlacesService({
    home,
    usual: usualHome(),
    fixed,
    environmentFolders,
    read: () => (config === undefined ? { home: null, datasetFolders: [] } : readPlaces(config)),
    write: (kept) => config !== undefined && writePlaces(config, kept),
    foldersChanged: (folders) => datasets.lookInto(folders),
  });
  const version = programVersion(options.resources);
  const machine = { version, cpu: (cpus()[0]?.model ?? 'unknown').trim(), os: `${type()} ${release()}`, node: process.version };
  const reconciliation: Reconciliation = new Reconciliation({ store, events, identity: ownIdentity(), own: (runId): boolean => training.has(runId) });
  const { ownerId } = reconciliation;
  const training: TrainingService = new TrainingService({ store, pool, events, checkpoints, datasets, settings, machine, ownerId });
  const queue = { ids: () => pool.queue, move: (runId: string, before: string | null) => pool.move(runId, before) };
  const runs = new RunService({ store, catalog, training, checkpoints, events, ownerId, queue });
  const sweepReader = new SweepReader(store, ownerId);
  const sweeps = new SweepService({ store, reader: sweepReader, catalog, datasets, training, events, ownerId, parallel: () => settings.get().parallelRuns ?? cores });
  const experiments = new ExperimentService({ store, catalog, datasets, training, sweeps });
  const advice = new AdviceService(store);
  const recipesFolder = join(options.resources, 'recipes');
  const recipes = new RecipeService(recipesFolder, catalog);
  const verification = new VerificationService({ pool, catalog, datasets, settings, here: machine });
  const services: Services = {
    system: new SystemService({
      store,
      home,
      machine,
      notices: store.notices,
      wantedKernels: () => settings.get().kernels,
      purge: () => runs.purge(Number.MAX_SAFE_INTEGER),
      training: () => store.runs.inStates(['queued', 'running', 'paused']).some((run) => run.ownerId !== null),
      settleIn: () => reconciliation.settleIn(),
    }),
    settings,
    places,
    catalog,
    analysis: new AnalysisService({ catalog, datasets, kernels: () => settings.get().kernels }),
    datasets,
    data: new DataService(datasets, join(home, 'datasets')),
    looks: new DatasetLookService(catalog, datasets),
    recipes,
    experiments,
    portable: new PortableService({ store, checkpoints, experiments, events, catalog }),
    runs,
    runFiles: new RunFileService(store, checkpoints),
    learn: new LearnService({ store, catalog, recipes, datasets, checkpoints, folder: recipesFolder }),
    labs: new LabService(catalog),
    training,
    sweeps,
    sweepReader,
    comparisons: new ComparisonService(store),
    trackers: new TrackerService(store, experiments),
    models: new ModelService({ store, catalog, checkpoints, datasets, version }),
    advice,
    keptReports: new KeptReportService(store),
    verification,
    reports: new ReportService({ store, catalog, advice, checkpoints, datasets, printer: options.printer ?? (() => browserPrinter(process.env)), program: version, resources: options.resources }),
    testBench: new TestBenchService({ store, checkpoints, datasets, kernels: () => settings.get().kernels }),
    events,
  };
  runs.purge(Date.now() - undeleteFor);
  reconciliation.start();
  let closing: Promise<void> | undefined;
  return {
    home,
    services,
    notices: store.notices,
    close: () =>
      (closing ??= (async () => {
        try {
          verification.close();
          await sweeps.close();
          await services.testBench.close();
          await training.interruptAll();
          await pool.close();
          events.close();
          reconciliation.close();
        } finally {
          store.close();
        }
      })()),
  };
}

/** The platform's folder for user data. */
function usualHome(): string {
  return envPaths('descent', { suffix: '' }).data;
}

/** Where the studio keeps its things unless told otherwise: `DESCENT_HOME`, else the folder that was chosen, else the platform's for user data. */
function defaultHome(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.DESCENT_HOME || (readPlaces(configFolder(environment)).home ?? usualHome());
}

/** Options that every door takes from its environment. @param home named by a command line */
export function environmentOptions(environment: NodeJS.ProcessEnv = process.env, home?: string): Pick<AppOptions, 'home' | 'datasetFolders' | 'userHome' | 'mirrors' | 'places'> {
  const config = configFolder(environment);
  const environmentFolders = datasetFolders(environment, delimiter);
  return {
    home: home ?? defaultHome(environment),
    datasetFolders: [...environmentFolders, ...readPlaces(config).datasetFolders],
    userHome: homedir(),
    mirrors: datasetMirrors(environment),
    places: { configFolder: config, fixed: home !== undefined ? 'command-line' : environment.DESCENT_HOME ? 'environment' : null, environmentFolders },
  };
}

function programVersion(resources: string): string {
  const { version } = JSON.parse(readFileSync(join(resources, '..', 'package.json'), 'utf8')) as { version: string };
  return version;
}
