import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPaths, type ProgramPaths } from '../paths.ts';
import { spawnWorker } from '../workers/spawn.ts';
import { exitCodes, runCli, type CliOptions } from './cli.ts';

/** Milliseconds after a Ctrl-C in which another one is the same: a terminal and a parent process may both send it. */
const samePress = 700;

/**
 * The command line as a process: arguments, signals, exit code.
 * @param serve opens the browser's door: see `CliOptions`
 */
export async function main(serve: (paths: ProgramPaths) => CliOptions['serve']): Promise<void> {
  const paths = programPaths();
  const { version } = JSON.parse(readFileSync(join(paths.root, 'package.json'), 'utf8')) as { version: string };
  const interrupt = new AbortController();
  let pressedAt: number | undefined;

  function press(): void {
    if (pressedAt !== undefined && performance.now() - pressedAt > samePress) process.exit(exitCodes.interrupted);
    if (pressedAt !== undefined) return;
    pressedAt = performance.now();
    interrupt.abort();
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, press);
  if (process.env.DESCENT_LAUNCHED === '1') {
    // Started by bin/descent.mjs under another Node: when that one is gone, nobody waits for this one any more.
    process.on('disconnect', press);
    process.channel?.unref();
  }
  // A reader that has enough, such as `head`, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed));

  process.exitCode = await runCli({
    arguments: process.argv.slice(2),
    environment: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    paths,
    version,
    spawnWorker,
    serve: serve(paths),
    interrupt: interrupt.signal,
  });
  if (process.connected) process.disconnect();
}
