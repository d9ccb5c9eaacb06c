import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { refusal } from '../../../shared/api/reasons.ts';

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

/**
 * An installed browser that can print: `DESCENT_CHROMIUM`, else Chromium, Chrome or Edge from the path or their usual places.
 * @throws DescentError `usage` where the named one is no program
 */
export function findBrowser(environment: NodeJS.ProcessEnv): string | undefined {
  const named = environment.DESCENT_CHROMIUM;
  if (named) {
    if (isProgram(named)) return named;
    throw refusal('usage', 'no-such-browser', { file: named });
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
