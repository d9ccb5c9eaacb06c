import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { runCli } from '../../src/main/cli/cli.ts';
import { programPaths } from '../../src/main/paths.ts';
import { serve } from '../../src/main/server/server.ts';
import { root, spawnFake } from './studio.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandOptions {
  readonly environment?: Record<string, string>;
  readonly interrupt?: AbortSignal;
  /** Called with everything that is said on standard error so far. */
  readonly onError?: (said: string) => void;
}

class Ear extends Writable {
  text = '';
  readonly #heard: ((said: string) => void) | undefined;

  constructor(heard?: (said: string) => void) {
    super({ decodeStrings: false });
    this.#heard = heard;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    this.#heard?.(this.text);
    done();
  }
}

/** Runs a command line in this process, with workers that speak the protocol only. */
export async function command(home: string, ...args: string[]): Promise<Outcome> {
  return commandWith(home, {}, ...args);
}

export async function commandWith(home: string, options: CommandOptions, ...args: string[]): Promise<Outcome> {
  const out = new Ear();
  const err = new Ear(options.onError);
  const paths = programPaths(root);
  const code = await runCli({
    arguments: args,
    // No user folder: what datasets this machine has is none of the test's business.
    environment: { DESCENT_HOME: home, HOME: home, ...options.environment },
    stdout: out,
    stderr: err,
    paths,
    version: '0.0.0-test',
    spawnWorker: spawnFake,
    serve: (app, port) => serve({ app, port, renderer: paths.renderer }),
    interrupt: options.interrupt ?? new AbortController().signal,
  });
  return { code, out: out.text, err: err.text };
}

/** Starts the command line from source as a process of its own, with real workers. */
export function startCommand(home: string, ...args: string[]): { readonly child: ChildProcess; readonly ended: Promise<Outcome> } {
  const child = spawn(process.execPath, [join(root, 'src/main/entry/cli.ts'), ...args], {
    cwd: root,
    env: { ...process.env, DESCENT_HOME: home, HOME: home, DESCENT_DATASETS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(child, 'close').then(([code]) => ({ code: (code as number | null) ?? -1, out, err }));
  return { child, ended };
}
