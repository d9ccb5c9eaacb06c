import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The checkout's folder. */
export const root = resolve(import.meta.dirname, '../..');

/**
 * Runs a program of `node_modules` (or a script of ours) with this Node and waits for its end.
 * @param hear takes what it prints; left out, it prints to this terminal
 * @returns its exit code
 */
export function runNode(script: string, args: readonly string[] = [], hear?: (text: string, stream: 'out' | 'err') => void): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [resolve(root, script), ...args], { cwd: root, stdio: hear ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => hear?.(text, 'out'));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => hear?.(text, 'err'));
    child.on('error', fail);
    child.on('exit', (code, signal) => done(code ?? (signal ? 130 : 1)));
  });
}
