import { main } from '../cli/main.ts';
import { serve } from '../server/server.ts';

/** The program behind `descent`: the command line, with the browser's door at hand. */
await main((paths) => (app, port) => serve({ app, port, renderer: paths.renderer, report: (error) => process.stderr.write(`Unexpected: ${String(error)}\n`) }));
