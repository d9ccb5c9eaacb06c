import { slots, type SlotName } from '../../../shared/schema/definition.ts';
import { kindOf } from '../../../shared/schema/kinds/index.ts';
import { localize } from '../../../shared/schema/localized.ts';
import { CatalogService } from '../../services/catalog.ts';
import type { Register } from '../cli.ts';

/** `descent catalog`: every declared type with its parameters. */
export const registerCatalog: Register = (program, cli) => {
  program
    .command('catalog')
    .description('print every declared layer, loss, initializer, optimizer, schedule and dataset with its parameters')
    .option('--json', 'print JSON alone on standard output')
    .action((flags: { json?: boolean }) => {
      const catalog = new CatalogService().describe();
      if (flags.json) {
        cli.printJson(catalog);
        return;
      }
      for (const slot of Object.keys(slots) as SlotName[]) {
        cli.print(`${slot} (by "${slots[slot].discriminator}")`);
        for (const definition of catalog[slot]) {
          cli.print(`  ${definition.type}  ${localize(definition.summary, cli.language)}`);
          for (const [name, parameter] of Object.entries(definition.parameters)) {
            const initial = kindOf(parameter).initial(parameter);
            const otherwise = initial === undefined ? (parameter.optional ? ', optional' : '') : `, default ${JSON.stringify(initial)}`;
            cli.print(`    ${name}: ${kindOf(parameter).expected(parameter, cli.language)}${otherwise}`);
          }
        }
        cli.print('');
      }
    });
};
