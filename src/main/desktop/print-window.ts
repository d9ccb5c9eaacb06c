import { BrowserWindow } from 'electron';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusal } from '../../shared/api/reasons.ts';
import { paper } from '../../shared/report/paper.ts';
import { keepAtHome } from './window.ts';

/**
 * A page as PDF, by a window that nobody sees and in which no script runs.
 * @throws DescentError `io`
 */
export async function printInWindow(html: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'descent-print-'));
  const window = new BrowserWindow({ show: false, webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, javascript: false } });
  keepAtHome(window);
  try {
    const file = join(folder, 'report.html');
    await writeFile(file, html);
    await window.loadFile(file);
    return await window.webContents.printToPDF(paper);
  } catch (cause) {
    throw refusal('io', 'print-failed', { browser: 'Descent', why: cause instanceof Error ? cause.message : String(cause) }, { cause });
  } finally {
    window.destroy();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}
