import { loadDataset } from '../../../engine/data/load.ts';
import { selectKernels } from '../../../engine/kernels/select.ts';
import { prepareExamples } from '../../../engine/training/examples.ts';
import { checkGradients } from '../../../engine/training/gradient-check.ts';
import { initialWeights } from '../../../engine/training/initial-weights.ts';
import { planNetwork } from '../../../engine/training/network.ts';
import { assertTrainable } from '../../../engine/training/plan.ts';
import { parseExperiment } from '../../../shared/experiment/check.ts';
import { expand } from '../../../shared/experiment/expand.ts';
import { CatalogService } from '../../services/catalog.ts';
import { exitCodes, type Register } from '../cli.ts';
import { readDocument } from '../document-file.ts';
import { table } from '../terminal.ts';
import { gather, wholeNumber } from './options.ts';

/** `descent gradcheck FILE`: analytic against numerical gradients, per parameter. */
export const registerGradcheck: Register = (program, cli) => {
  program
    .command('gradcheck')
    .description("compare a document's analytic gradients with numerical ones, parameter by parameter")
    .argument('<file>', 'an experiment document (*.descent.json)')
    .option('--set <path=value>', 'replace a value of the document (may be given several times)', gather, [])
    .option('--batch <n>', 'examples in the batch', wholeNumber(1, 10_000), 20)
    .option('--per-tensor <n>', 'elements of each tensor whose numerical gradient is taken', wholeNumber(1, 1_000_000), 100)
    .option('--kernels <name>', 'a kernel set by name instead of the fastest')
    .option('--json', 'print JSON alone on standard output')
    .action(async (file: string, flags: { set: string[]; batch: number; perTensor: number; kernels?: string; json?: boolean }) => {
      const catalog = new CatalogService().describe();
      const { document: written, baseDirectory } = readDocument(file, flags.set, catalog);
      const { search: _search, ...experiment } = parseExperiment(written, catalog, cli.language);
      const runs = expand({ ...experiment, repeats: 1 }, catalog, cli.language);
      await cli.withApp({}, async ({ services: { datasets } }) => {
        const checked = [];
        for (const { variant, document } of runs) {
          const dataset = await loadDataset((await datasets.locate(document.data, baseDirectory)).location);
          assertTrainable(document, dataset);
          const weights = initialWeights(planNetwork(document.network, dataset.featureShape), { seed: document.seed, baseDirectory });
          const kernels = selectKernels(flags.kernels).chosen;
          checked.push({ variant: variant ?? null, ...checkGradients({ document, examples: prepareExamples(dataset, document), weights, kernels, batch: flags.batch, perTensor: flags.perTensor }) });
        }
        if (flags.json) cli.printJson({ runs: checked });
        for (const { variant, comparisons } of flags.json ? [] : checked) {
          if (variant !== null) cli.print(`\n${variant}`);
          const columns = [{ title: 'parameter' }, { title: 'elements', right: true }, { title: 'compared', right: true }, { title: 'analytic : numerical', right: true }, { title: 'float32', right: true }, { title: '' }];
          cli.print(table(columns, comparisons.map((one) => [one.tensor, String(one.elements), String(one.checked), one.numericalError.toExponential(2), one.float32Error.toExponential(2), one.passed ? 'agree' : 'DIFFER'])));
        }
        if (checked.some(({ passed }) => !passed)) cli.exitWith(exitCodes.failed);
      });
    });
};
