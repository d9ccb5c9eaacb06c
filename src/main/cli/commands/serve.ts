import open from 'open';
import type { Register } from '../cli.ts';
import { wholeNumber } from './options.ts';

/** The port tried first. */
const usualPort = 4620;

/** `descent serve`: the studio in a browser. */
export const registerServe: Register = (program, cli) => {
  program
    .command('serve')
    .description('the studio in a browser of this machine')
    .option('--port <n>', 'the port; where it is taken, the next free one', wholeNumber(0, 65_535), usualPort)
    .option('--no-open', 'only print the address')
    .action(async (flags: { port: number; open: boolean }) => {
      await cli.withApp({ givesWay: true }, async (app) => {
        const server = await cli.serve(app, flags.port);
        if (flags.port !== 0 && server.port !== flags.port) cli.say(`Port ${flags.port} is in use; this is port ${server.port}.`);
        cli.print(`Descent is at ${server.url}`);
        cli.say('Press Ctrl-C to end it.');
        if (flags.open && hasDisplay(cli.environment)) await open(server.url).catch(() => undefined);
        await new Promise<void>((done) => {
          if (cli.interrupt.aborted) done();
          else cli.interrupt.addEventListener('abort', () => done(), { once: true });
        });
        cli.say('Closing …');
        await server.close();
      });
    });
};

/** Whether there is a screen to open a browser on. */
function hasDisplay(environment: NodeJS.ProcessEnv): boolean {
  return process.platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}
