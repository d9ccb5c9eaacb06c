import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.ts';
import { root, runNode } from './support/run.ts';

const electron = join(root, 'node_modules/electron');

/**
 * `npm start`: builds what is missing and opens the studio: in its own window where Electron's binary is there or can be
 * fetched, else in the browser.
 */
async function start(args: readonly string[]): Promise<number> {
  const built = await buildIfStale();
  if (built !== 0) return built;
  const binary = await electronBinary();
  return typeof binary === 'string' ? runElectron(binary, args) : browser(binary.why, args);
}

/**
 * Path of Electron's binary, fetched by its own installer where it is missing. Where that fails, or there is no display
 * to open a window on, the reason comes back instead.
 */
async function electronBinary(): Promise<string | { why: string }> {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return { why: 'there is no display' };
  if (!process.env['ELECTRON_OVERRIDE_DIST_PATH'] && !existsSync(join(electron, 'path.txt'))) {
    process.stderr.write('Fetching Electron, once…\n');
    const { status } = spawnSync(process.execPath, [join(electron, 'install.js')], { stdio: 'ignore', timeout: 10 * 60_000 });
    if (status !== 0) return { why: 'Electron is not installed and could not be fetched' };
  }
  const { default: path } = (await import('electron')) as unknown as { default: string };
  return existsSync(path) ? path : { why: `there is no Electron at ${path}` };
}

/** Runs the window; one that ends at once with an error (a library is missing, say) makes way for the browser. */
async function runElectron(binary: string, args: readonly string[]): Promise<number> {
  const began = performance.now();
  const code = await new Promise<number>((done) => {
    const child = spawn(binary, [root, ...args], { stdio: 'inherit' });
    child.on('error', () => done(1));
    child.on('exit', (status) => done(status ?? 1));
  });
  if (code === 0 || performance.now() - began > 5000) return code;
  return browser('Electron ended at once', args);
}

function browser(why: string, args: readonly string[]): Promise<number> {
  process.stderr.write(`No desktop window (${why}): the studio opens in your browser instead.\n`);
  return runNode('bin/descent.mjs', ['serve', ...args]);
}

process.exitCode = await start(process.argv.slice(2));
