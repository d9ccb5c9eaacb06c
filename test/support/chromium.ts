import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { platform } from 'node:os';
import { join, resolve } from 'node:path';
import type { LaunchOptions } from 'playwright-core';

const modules = resolve(import.meta.dirname, '../../node_modules');

/**
 * How the tests start a browser: on Linux the Chromium that comes inside the npm package `@sparticuz/chromium`, so that
 * no system browser is needed; elsewhere an installed Chrome or Edge (`DESCENT_BROWSER=msedge` for the latter).
 * `DESCENT_CHROMIUM` names another executable.
 */
export async function browserLaunchOptions(): Promise<LaunchOptions> {
  // The package's own argument list holds --single-process, with which pages die: Playwright's arguments are enough.
  if (process.env['DESCENT_CHROMIUM']) return { executablePath: process.env['DESCENT_CHROMIUM'], chromiumSandbox: false };
  if (platform() !== 'linux') return { channel: process.env['DESCENT_BROWSER'] ?? 'chrome' };
  const folder = await unpackedChromium();
  return { executablePath: join(folder, 'chromium'), chromiumSandbox: false, env: bareSystem(folder) };
}

/** Unpacked once per version: the package itself would go on with whatever copy of any version stands in the temporary folder. */
async function unpackedChromium(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(modules, '@sparticuz/chromium/package.json'), 'utf8')) as { version: string };
  const folder = join(modules, '.cache/descent-chromium', version);
  if (existsSync(folder)) return folder;
  const aside = `${folder}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  const temporary = process.env['TMPDIR'];
  process.env['TMPDIR'] = aside;
  try {
    const { default: chromium, inflate } = (await import('@sparticuz/chromium')) as unknown as { default: { executablePath(): Promise<string> }; inflate(file: string): Promise<string> };
    await chromium.executablePath();
    await inflate(join(modules, '@sparticuz/chromium/bin/al2023.tar.br'));
    if (!existsSync(folder)) renameSync(aside, folder);
  } finally {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
    rmSync(aside, { recursive: true, force: true });
  }
  return folder;
}

/** The libraries and fonts that come with the package, where the system has none. */
function bareSystem(folder: string): Record<string, string> {
  const env = { ...process.env } as Record<string, string>;
  if (!existsSync('/etc/fonts')) env['FONTCONFIG_PATH'] = join(folder, 'fonts');
  const starts = spawnSync(join(folder, 'chromium'), ['--version'], { env, stdio: 'ignore' }).status === 0;
  if (!starts) env['LD_LIBRARY_PATH'] = [join(folder, 'al2023/lib'), env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return env;
}
