import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { DescentError } from '../../shared/api/errors.ts';
import { fileError } from '../services/checkpoints.ts';

/** Milliseconds that printing may take. */
const patience = 120_000;

const names: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable', 'brave-browser'],
  win32: ['chrome.exe', 'msedge.exe', 'chromium.exe'],
};

/** Where programs stand that are not on the path. */
function usualPlaces(environment: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform !== 'win32') return [];
  const roots = [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA].filter((root) => root !== undefined);
  return roots.flatMap((root) => [join(root, 'Google/Chrome/Application/chrome.exe'), join(root, 'Microsoft/Edge/Application/msedge.exe')]);
}

/** An installed browser that can print: `DESCENT_CHROMIUM`, else Chromium, Chrome or Edge from the path or their usual places. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment.DESCENT_CHROMIUM;
  if (named) {
    if (isProgram(named)) return named;
    throw new DescentError('usage', `DESCENT_CHROMIUM names ${named}, which is no program that can be started.`, { file: named });
  }
  const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => (names[process.platform] ?? []).map((name) => join(folder, name))), ...usualPlaces(environment)].find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Prints a page as PDF: a browser without a window, with a profile of its own and no network.
 * @throws DescentError `io`
 */
export async function printPage(browser: string, html: string, file: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'descent-print-'));
  try {
    const page = join(folder, 'report.html');
    const printed = join(folder, 'report.pdf');
    await writeFile(page, html);
    const options = [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-extensions',
      '--disable-background-networking',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      // A sandbox cannot be made by the superuser, as in containers; the page is the studio's own and may load nothing.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(folder, 'profile')}`,
      '--no-pdf-header-footer',
      `--print-to-pdf=${printed}`,
      pathToFileURL(page).href,
    ];
    await promisify(execFile)(browser, options, { timeout: patience, windowsHide: true }).catch((cause: unknown) => {
      throw new DescentError('io', `${browser} could not print the report: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}. Make HTML instead and print that from a browser.`, { browser }, { cause });
    });
    if (!(await stat(printed).catch(() => undefined))) throw new DescentError('io', `${browser} printed nothing. Make HTML instead and print that from a browser.`, { browser });
    await copyFile(printed, file).catch((cause: unknown) => {
      throw fileError(file, cause);
    });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}
