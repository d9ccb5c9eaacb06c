import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { browserLaunchOptions } from '../../support/chromium.ts';
import { serveStudio } from './serve.ts';
import { story } from './story.ts';

/**
 * Pictures of the built screens with the stand-in studio behind them, to look at while drawing:
 * node test/renderer/support/shoot.ts OUT [screen,…] [light,dark] [en,zh] [1280x800,1440x900]
 */
const [out = 'shots', wantedScreens, themes = 'light,dark', languages = 'en,zh', sizes = '1440x900,1280x800'] = process.argv.slice(2);
const root = resolve(process.env['DESCENT_RENDERER'] ?? 'out/renderer');

const screens: Record<string, { path: string; wish?: 'empty'; prepare?: (page: import('playwright-core').Page) => Promise<void> }> = {
  home: { path: '/' },
  'home-first': { path: '/', wish: 'empty' },
  live: { path: '/runs/run-0001', prepare: async (page) => page.mouse.move(620, 260) },
  'live-layer': { path: '/runs/run-0001', prepare: async (page) => page.getByRole('button', { name: /Affine 4|全连接 4/ }).click() },
  done: { path: '/runs/run-0003' },
  failed: { path: '/runs/run-0026' },
  runs: { path: '/runs' },
  compare: { path: '/compare?runs=run-0003,run-0004,run-0005,run-0006,run-0007,run-0008,run-0009,run-0010,run-0011,run-0012,run-0013,run-0014,run-0015,run-0016,run-0017,run-0018,run-0019,run-0020' },
  settings: { path: '/settings' },
  drawer: { path: '/', prepare: async (page) => page.getByRole('button', { name: /running|运行中/ }).first().click() },
  palette: { path: '/', prepare: async (page) => page.keyboard.press('Control+k') },
};

const names = wantedScreens ? wantedScreens.split(',') : Object.keys(screens);
mkdirSync(out, { recursive: true });
const full = await serveStudio(root, { mnist: true, runs: story });
const empty = await serveStudio(root, { mnist: false, runs: [] });
const browser = await chromium.launch({ ...(await browserLaunchOptions()), args: [] });
try {
  for (const size of sizes.split(',')) {
    const [width = 1280, height = 800] = size.split('x').map(Number);
    for (const theme of themes.split(',')) {
      for (const language of languages.split(',')) {
        const context = await browser.newContext({ viewport: { width, height }, locale: language === 'zh' ? 'zh-CN' : 'en-GB', colorScheme: theme === 'dark' ? 'dark' : 'light' });
        const page = await context.newPage();
        page.on('console', (message) => {
          if (message.type() === 'error' || message.type() === 'warning') console.log(`${message.type()}: ${message.text()}`);
        });
        page.on('pageerror', (error) => console.log(`error: ${error.message}`));
        for (const name of names) {
          const screen = screens[name];
          if (!screen) continue;
          await page.goto('about:blank');
          await page.goto(`${screen.wish === 'empty' ? empty.url : full.url}#${screen.path}`);
          await page.waitForLoadState('networkidle');
          await page.waitForTimeout(300);
          await screen.prepare?.(page);
          await page.waitForTimeout(300);
          await page.screenshot({ path: join(out, `${name}-${language}-${theme}-${size}.png`) });
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await full.close();
  await empty.close();
}
