import { localize } from '../../../shared/schema/localized.ts';
import type { Register } from '../cli.ts';
import { table } from '../terminal.ts';

/** `descent recipes [NAME]`: the ready-made experiments, or the document of one. */
export const registerRecipes: Register = (program, cli) => {
  program
    .command('recipes')
    .description('list the ready-made experiments, or print the document of one')
    .argument('[name]', 'a recipe')
    .option('--json', 'print JSON alone on standard output')
    .action(async (name: string | undefined, flags: { json?: boolean }) => {
      await cli.withApp({}, async ({ services: { recipes } }) => {
        if (name !== undefined) {
          cli.printJson((await recipes.get(name)).document);
          return;
        }
        const list = await recipes.list();
        if (flags.json) cli.printJson({ recipes: list });
        else cli.print(table([{ title: 'recipe' }, { title: 'runs', right: true }, { title: 'title' }, { title: '' }], list.map((recipe) => [recipe.name, String(recipe.runs), localize(recipe.title, cli.language), localize(recipe.summary, cli.language)])));
      });
    });
};
