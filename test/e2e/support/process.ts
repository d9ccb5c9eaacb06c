import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { connect, type Client } from './client.ts';

const root = resolve(import.meta.dirname, '../../..');

/** A served studio, as `descent serve --no-open` gives it, in a process of its own so that it can be killed. */
export interface Studio {
  /** Address with its token. */
  readonly url: string;
  readonly pid: number;
  /** Its folder. */
  readonly home: string;
  /** Asks it what its pages can ask: to make what a journey starts from without walking there. */
  client(): Promise<Client>;
  /** Ends it as Ctrl-C does and waits. */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
}

/** Starts the built studio on a home. @throws where it ends or says nothing for half a minute */
export async function startStudio(home: string, env: NodeJS.ProcessEnv = {}): Promise<Studio> {
  const child = spawn(process.execPath, [join(root, 'bin/descent.mjs'), 'serve', '--no-open', '--port', '0', '--home', home], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await address(child);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const connections: { close(): void }[] = [];
  const end = (signal: NodeJS.Signals) => async () => {
    for (const connection of connections.splice(0)) connection.close();
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return {
    url,
    pid: child.pid ?? 0,
    home,
    client: async () => {
      const connection = await connect(url);
      connections.push(connection);
      return connection.client;
    },
    stop: end('SIGINT'),
    kill: end('SIGKILL'),
  };
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((found, fail) => {
    let said = '';
    const timer = setTimeout(() => fail(new Error(`the studio gave no address within 30 s; it said:\n${said}`)), 30_000);
    const hear = (text: string) => {
      said += text;
      const match = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(said);
      if (match) {
        clearTimeout(timer);
        found(match[0]);
      }
    };
    child.stdout?.setEncoding('utf8').on('data', hear);
    child.stderr?.setEncoding('utf8').on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(new Error(`the studio ended with code ${code}; it said:\n${said}`));
    });
  });
}
