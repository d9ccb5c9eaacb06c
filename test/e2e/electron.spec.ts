import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { _electron } from 'playwright-core';
import { expect, test } from './support/studio.ts';

const root = resolve(import.meta.dirname, '../..');
const binary = electronBinary();

test('real Electron opens the studio and trains', async ({ home }) => {
  test.skip(binary === undefined, 'Electron’s binary is not installed here');
  const app = await _electron.launch({ executablePath: binary ?? '', args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])], env: { ...process.env, DESCENT_HOME: home } });
  try {
    const page = await app.firstWindow();
    await expect(page.getByRole('heading', { name: 'Train your first network' })).toBeVisible();
    await page.getByRole('button', { name: 'Train it now' }).click();
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  } finally {
    await app.close();
  }
});

/** The installed binary, without fetching it: the npm package would on import. */
function electronBinary(): string | undefined {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as Record<string, string>;
  const path = join(override ?? join(root, 'node_modules/electron/dist'), names[process.platform] ?? 'electron');
  return existsSync(path) ? path : undefined;
}
