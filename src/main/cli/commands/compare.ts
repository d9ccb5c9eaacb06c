import { metricNames, type RunDetail } from '../../../shared/api/records.ts';
import { DescentError } from '../../../shared/api/errors.ts';
import type { Register } from '../cli.ts';
import { measure, percent, table } from '../terminal.ts';

/** `descent compare RUN…`: what differs between runs, and what came out, side by side. */
export const registerCompare: Register = (program, cli) => {
  program
    .command('compare')
    .description('hold runs side by side: the settings that differ, and what came out')
    .argument('<runs...>', 'ids of at least two runs, or beginnings of them')
    .option('--json', 'print JSON alone on standard output')
    .action(async (ids: string[], flags: { json?: boolean }) => {
      if (ids.length < 2) throw new DescentError('usage', 'compare: expected at least two runs, got one', {});
      await cli.withApp({}, (app) => {
        const runs = ids.map((id) => app.services.runs.get(app.services.runs.resolve(id).id));
        const differing = differences(runs);
        if (flags.json) {
          cli.printJson({ runs: runs.map(({ id, name, state, seed, final, best }) => ({ id, name, state, seed, final, best })), differences: Object.fromEntries(differing) });
          return Promise.resolve();
        }
        const columns = [{ title: '' }, ...runs.map(({ id }) => ({ title: id, right: true }))];
        const rows = [
          ['name', ...runs.map(({ name }) => name)],
          ['state', ...runs.map(({ state }) => state)],
          ...differing.map(([path, values]) => [path, ...values.map((value) => (value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value)))]),
          ...metricNames.filter((name) => runs.some(({ final }) => final?.[name] != null)).map((name) => [name, ...runs.map(({ final }) => (name.endsWith('Accuracy') ? percent(final?.[name]) : measure(final?.[name])))]),
        ];
        cli.print(table(columns, rows));
        return Promise.resolve();
      });
    });
};

/** Every path of the documents at which they are not all the same, with the value of each run. */
function differences(runs: readonly RunDetail[]): [string, unknown[]][] {
  const flat = runs.map(({ document }) => new Map(leaves(document, '')));
  const paths = new Set(flat.flatMap((leaf) => [...leaf.keys()]));
  const ignored = new Set(['name', 'description', 'format']);
  return [...paths]
    .filter((path) => !ignored.has(path))
    .map((path) => [path, flat.map((leaf) => leaf.get(path))] as [string, unknown[]])
    .filter(([, values]) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
}

function* leaves(value: unknown, path: string): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null) yield [path, value];
  else for (const [key, inner] of Object.entries(value)) yield* leaves(inner, path === '' ? key : `${path}.${key}`);
}
