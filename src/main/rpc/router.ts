import { implement } from '@orpc/server';
import { contract } from '../../shared/api/contract.ts';
import type { App } from '../app.ts';
import { noDesktop, type DesktopHost } from './desktop-host.ts';
import { streamToWire, toWire } from './errors.ts';
import { asFile, asZip } from './files.ts';

/** What a door tells about itself with each call. */
export interface DoorContext {
  readonly door: 'desktop' | 'browser';
  /** Folder that relative paths of documents start from. */
  readonly baseDirectory: string;
  /** The window system around the page, where this door has one. */
  readonly desktop?: DesktopHost;
}

/** Where a page's document has its relative paths start: the page does not know where the document lies. */
const placeOf = ({ baseDirectory }: DoorContext) => ({ baseDirectory, own: false });

/**
 * The contract on top of the services. Both adapters take it: `RPCHandler` of `@orpc/server/message-port` and `@orpc/server/ws`, with a `DoorContext`.
 * @param report called with unforeseen errors
 */
export function createRouter({ services }: App, report: (error: unknown) => void = () => undefined) {
  const { system, settings, analysis, catalog, datasets, data, looks, recipes, experiments, runs, sweeps, sweepReader, portable, learn, labs, comparisons, advice, reports, models, keptReports, verification, testBench, trackers } = services;
  const os = implement(contract)
    .$context<DoorContext>()
    .use(async ({ next }) => {
      try {
        return await next();
      } catch (error) {
        throw toWire(error, report);
      }
    });
  return os.router({
    system: {
      info: os.system.info.handler(({ context }) => ({ ...system.info(), door: context.door, shell: { ...context.desktop?.versions } })),
      catalog: os.system.catalog.handler(() => catalog.describe()),
      settings: os.system.settings.handler(() => settings.get()),
      changeSettings: os.system.changeSettings.handler(({ input }) => settings.change(input)),
      backup: os.system.backup.handler(() => system.backup()),
      backups: os.system.backups.handler(() => system.backups()),
      restore: os.system.restore.handler(({ input }) => system.restore(input.file)),
      vacuum: os.system.vacuum.handler(() => system.vacuum()),
    },
    datasets: {
      list: os.datasets.list.handler(() => datasets.list()),
      examples: os.datasets.examples.handler(({ input }) => datasets.examples(input.type, input.count)),
      verify: os.datasets.verify.handler(({ input }) => datasets.verify(input.type)),
      import: os.datasets.import.handler(({ input }) => datasets.import(input.directory)),
      fetch: os.datasets.fetch.handler(({ input, signal }) => streamToWire(datasets.fetchWithProgress(input.type, signal), report)),
    },
    data: {
      look: os.data.look.handler(({ input, context, signal }) => looks.look({ ...input, baseDirectory: context.baseDirectory, signal })),
      own: os.data.own.handler(() => data.own()),
      importFiles: os.data.importFiles.handler(({ input }) => data.importFiles(input.files, input.own)),
      importFolder: os.data.importFolder.handler(({ input }) => data.importFolder(input.directory, input.own)),
      forget: os.data.forget.handler(async ({ input }) => ({ forgotten: await data.forget(input.type) })),
      downloads: os.data.downloads.handler(() => data.downloads()),
      showFolder: os.data.showFolder.handler(async ({ input }) => ({ directory: await data.showFolder(input.type) })),
    },
    recipes: {
      list: os.recipes.list.handler(() => recipes.list()),
      get: os.recipes.get.handler(({ input }) => recipes.get(input.name)),
    },
    design: {
      analyze: os.design.analyze.handler(({ input, context }) => analysis.analyze(input.document, placeOf(context))),
    },
    experiments: {
      start: os.experiments.start.handler(({ input, context }) => experiments.start(input.document, { language: input.language, ...placeOf(context) })),
      get: os.experiments.get.handler(({ input }) => experiments.get(input.id)),
      list: os.experiments.list.handler(({ input }) => experiments.list(input.limit, input.offset)),
      check: os.experiments.check.handler(({ input }) => experiments.check(input.document, input.language)),
      export: os.experiments.export.handler(({ input: { id, format } }) => (format === 'descent' ? portable.export(id) : asZip(trackers.files(id, format), `${id}-${format}`))),
      import: os.experiments.import.handler(async ({ input }) => portable.import(new Uint8Array(await input.file.arrayBuffer()))),
    },
    runs: {
      list: os.runs.list.handler(({ input }) => runs.list(input)),
      get: os.runs.get.handler(({ input }) => runs.get(input.id)),
      documents: os.runs.documents.handler(({ input }) => runs.documents(input.ids)),
      series: os.runs.series.handler(({ input }) => runs.series(input.id, input)),
      compare: os.runs.compare.handler(({ input }) => runs.compare(input.ids, input)),
      inspections: os.runs.inspections.handler(({ input }) => runs.inspections(input.id, input)),
      advice: os.runs.advice.handler(({ input }) => advice.of(input.id)),
      stop: os.runs.stop.handler(({ input }) => runs.stop(input.id)),
      pause: os.runs.pause.handler(({ input }) => runs.pause(input.id)),
      resume: os.runs.resume.handler(({ input }) => runs.resume(input.id)),
      step: os.runs.step.handler(({ input }) => runs.step(input.id)),
      rename: os.runs.rename.handler(({ input }) => runs.rename(input.id, input.name)),
      delete: os.runs.delete.handler(({ input }) => runs.delete(input.id)),
      undelete: os.runs.undelete.handler(({ input }) => runs.undelete(input.id)),
      archive: os.runs.archive.handler(({ input }) => runs.archive(input.id, input.archived)),
      setTags: os.runs.setTags.handler(({ input }) => runs.setTags(input.id, input.tags)),
      setNotes: os.runs.setNotes.handler(({ input }) => runs.setNotes(input.id, input.notes)),
      duplicate: os.runs.duplicate.handler(({ input }) => runs.duplicate(input.id)),
      fork: os.runs.fork.handler(({ input }) => runs.fork(input.id, input)),
      move: os.runs.move.handler(({ input }) => runs.move(input.id, input.before)),
      watch: os.runs.watch.handler(({ signal }) => runs.watch(signal)),
    },
    models: {
      export: os.models.export.handler(async ({ input }) => asFile(await models.export(runs.stored(input.run), input.format), input.run)),
      code: os.models.code.handler(({ input, context }) => models.code(input.document, input.language, context.baseDirectory)),
      program: os.models.program.handler(async ({ input, context }) => {
        const { name, files } = await models.program(input.document, input.language, context.baseDirectory);
        return asFile(files, name);
      }),
    },
    comparisons: {
      list: os.comparisons.list.handler(() => comparisons.list()),
      get: os.comparisons.get.handler(({ input }) => comparisons.get(input.id)),
      save: os.comparisons.save.handler(({ input }) => comparisons.save(input)),
      delete: os.comparisons.delete.handler(({ input }) => comparisons.delete(input.id)),
    },
    sweeps: {
      start: os.sweeps.start.handler(({ input, context }) => sweeps.start(input.document, { language: input.language, baseDirectory: context.baseDirectory })),
      list: os.sweeps.list.handler(({ input }) => sweepReader.list(input.limit, input.offset)),
      get: os.sweeps.get.handler(({ input }) => sweepReader.get(input.id)),
      pause: os.sweeps.pause.handler(({ input }) => sweeps.pause(input.id)),
      stop: os.sweeps.stop.handler(({ input }) => sweeps.stop(input.id)),
      resume: os.sweeps.resume.handler(({ input }) => sweeps.resume(input.id, input.language)),
      addTrials: os.sweeps.addTrials.handler(({ input }) => sweeps.addTrials(input.id, input.trials, input.language)),
      nextRound: os.sweeps.nextRound.handler(({ input: { id, language, ...change } }) => sweeps.nextRound(id, change, language)),
      analyze: os.sweeps.analyze.handler(({ input }) => sweepReader.analyze(input.id, input.round)),
      test: os.sweeps.test.handler(({ input }) => sweeps.test(input.id, input.language)),
      delete: os.sweeps.delete.handler(({ input }) => sweeps.delete(input.id, (runId) => runs.delete(runId))),
      watch: os.sweeps.watch.handler(({ signal }) => sweeps.watch(signal)),
    },
    learn: {
      text: os.learn.text.handler(({ input }) => learn.text(input.name)),
      attempts: os.learn.attempts.handler(() => learn.attempts()),
      results: os.learn.results.handler(({ input }) => learn.results(input.name, input.experimentId)),
      fit: os.learn.fit.handler(({ input }) => learn.fit(input.experimentId)),
    },
    labs: {
      optimizerPaths: os.labs.optimizerPaths.handler(({ input }) => labs.optimizerPaths(input)),
      initialWeights: os.labs.initialWeights.handler(({ input }) => labs.initialWeights(input)),
      dropout: os.labs.dropout.handler(({ input }) => labs.dropout(input)),
    },
    reports: {
      plan: os.reports.plan.handler(({ input }) => reports.plan(input.source, input.language)),
      make: os.reports.make.handler(({ input }) => reports.make(input)),
      list: os.reports.list.handler(() => keptReports.list()),
      get: os.reports.get.handler(({ input }) => keptReports.get(input.source)),
      save: os.reports.save.handler(({ input }) => keptReports.save(input.source, input.plan)),
      delete: os.reports.delete.handler(({ input }) => keptReports.delete(input.source)),
      verify: os.reports.verify.handler(({ input, context, signal }) => streamToWire(verification.verifyFile(input.file, { baseDirectory: context.baseDirectory, language: input.language, signal }), report)),
    },
    places: {
      get: os.places.get.handler(() => services.places.get()),
      change: os.places.change.handler(({ input }) => services.places.change(input)),
    },
    desktop: {
      watch: os.desktop.watch.handler(({ context: { desktop = noDesktop }, signal }) => streamToWire(desktop.watch(signal), report)),
      openedFile: os.desktop.openedFile.handler(({ context: { desktop = noDesktop }, input }) => desktop.openedFile(input.id)),
      wholePaths: os.desktop.wholePaths.handler(({ context: { desktop = noDesktop }, input }) => desktop.wholePaths(input.file, input.path)),
      describe: os.desktop.describe.handler(({ context: { desktop = noDesktop }, input }) => desktop.describe(input)),
      chooseFolder: os.desktop.chooseFolder.handler(async ({ context: { desktop = noDesktop }, input }) => ({ directory: await desktop.chooseFolder(input) })),
      chooseFile: os.desktop.chooseFile.handler(({ context: { desktop = noDesktop }, input }) => desktop.chooseFile(input)),
      restart: os.desktop.restart.handler(({ context: { desktop = noDesktop } }) => desktop.restart()),
    },
    microscope: {
      places: os.microscope.places.handler(({ input }) => testBench.places(input.run)),
      step: os.microscope.step.handler(({ input }) => testBench.step(input)),
    },
    testBench: {
      open: os.testBench.open.handler(({ input }) => testBench.open(input.run)),
      predict: os.testBench.predict.handler(({ input }) => testBench.predict(input)),
      evaluate: os.testBench.evaluate.handler(({ input, signal }) => streamToWire(testBench.evaluate({ ...input, signal }), report)),
      images: os.testBench.images.handler(({ input }) => testBench.images(input.run, input.indices)),
      picture: os.testBench.picture.handler(async ({ input }) => testBench.picture(new Uint8Array(await input.file.arrayBuffer()), input.file.name)),
    },
  });
}
