import type { Register } from '../cli.ts';

/** `descent delete RUN…`: takes runs out of the store. */
export const registerDelete: Register = (program, cli) => {
  program
    .command('delete')
    .description('delete runs (they can be brought back for a day, then they are gone for good)')
    .argument('<runs...>', 'ids of runs, or beginnings of them')
    .option('--undo', 'bring deleted runs back; give their whole ids')
    .option('--json', 'print JSON alone on standard output')
    .action(async (ids: string[], flags: { undo?: boolean; json?: boolean }) => {
      await cli.withApp({}, async ({ services: { runs } }) => {
        const changed = flags.undo ? ids.map((id) => runs.undelete(id).id) : ids.map((id) => runs.resolve(id).id);
        if (!flags.undo) for (const id of changed) await runs.delete(id);
        if (flags.json) cli.printJson({ [flags.undo ? 'restored' : 'deleted']: changed });
        else for (const id of changed) cli.print(flags.undo ? `${id} is back.` : `${id} is deleted. Bring it back within a day: descent delete --undo ${id}`);
      });
    });
};
