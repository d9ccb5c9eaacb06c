import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { browserPrinter } from '../../../src/main/services/printing/browser-print.ts';
import { findBrowser } from '../../../src/main/services/printing/find-browser.ts';
import { command, commandWith } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/studio.ts';

/** That a real browser prints is shown by e2e/report.spec.ts. */

const posix = process.platform !== 'win32';

/** A program that does as this shell script says. */
function program(name: string, script: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('printing a report', () => {
  it('is refused before anything is made where there is no browser, or what is named is none', async () => {
    const home = temporaryFolder();
    const none = await command(home, 'report', 'some-run', '-o', join(home, 'x.pdf'));
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toMatch(/printed by an installed Chrome, Chromium or Edge, and none was found\. Install one, name it in DESCENT_CHROMIUM/);
    const named = await commandWith(home, { environment: { DESCENT_CHROMIUM: home } }, 'report', 'some-run', '-o', join(home, 'x.pdf'));
    expect(named.code).toBe(2);
    expect(named.err).toContain(`DESCENT_CHROMIUM names ${home}, which is no program that can be started.`);
  });

  it.runIf(posix)('finds a browser on the path, and says what one said that ends instead', async () => {
    const file = program('chromium', 'echo first >&2; echo "Cannot open display." >&2; exit 3');
    expect(findBrowser({ PATH: `/nowhere:${join(file, '..')}` })).toBe(process.platform === 'linux' ? file : undefined);
    await expect(browserPrinter({ DESCENT_CHROMIUM: file, PATH: '/bin' })('<p>')).rejects.toMatchObject({
      code: 'io',
      message: `${file} could not print the report: it ended with code 3: Cannot open display. Make HTML instead and print that from a browser.`,
      detail: { reason: 'print-failed' },
    });
  });

  it.runIf(posix)('does not wait for ever for one that answers nonsense', async () => {
    const file = program('chromium', "printf '{\"id\":1,\"error\":{\"message\":\"no such method\"}}\\0' >&4; exec sleep 60");
    await expect(browserPrinter({ DESCENT_CHROMIUM: file, PATH: '/bin' })('<p>')).rejects.toThrow('no such method');
  });
});
