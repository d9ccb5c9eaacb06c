import { experimentJsonSchema } from '../../../shared/experiment/json-schema.ts';
import { CatalogService } from '../../services/catalog.ts';
import type { Register } from '../cli.ts';

/** `descent schema`: the JSON Schema of the experiment document, for editors. */
export const registerSchema: Register = (program, cli) => {
  program
    .command('schema')
    .description('print the JSON Schema of the experiment document')
    .option('--json', 'it is JSON anyway')
    .action(() => cli.printJson(experimentJsonSchema(new CatalogService().describe(), cli.language)));
};
