import { main } from '../cli/main.ts';

/** The program behind `descent`: the command line, with the browser's door at hand. The door is fetched once it is wanted: most commands never open it. */
await main((paths) => async (app, port) => {
  const { serve } = await import('../server/server.ts');
  return serve({ app, port, renderer: paths.renderer, report: (error) => process.stderr.write(`Unexpected: ${String(error)}\n`) });
});
