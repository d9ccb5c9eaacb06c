import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { drawDigit } from '../test/e2e/support/drawing.ts';
import { startStudio, temporaryHome } from '../test/e2e/support/studio.ts';
import { browserLaunchOptions } from '../test/support/chromium.ts';
import { root, runNode } from './support/run.ts';

/**
 * `npm run shots [NAME…]`: pictures of every screen in both languages and themes at two sizes, from real runs, for people
 * to look at. A new screen joins the list below.
 */

interface Shot {
  readonly name: string;
  /** Brings the page to the screen and waits until it shows what it should. */
  readonly go: (page: Page) => Promise<void>;
}

const hash = (path: string) => (page: Page) => page.evaluate((to) => void (location.hash = to), path);

const shots: readonly Shot[] = [
  { name: 'home', go: hash('/') },
  { name: 'learn', go: hash('/learn') },
  { name: 'guide', go: hash('/guide/first-steps') },
  { name: 'reference', go: hash('/guide/optimizer') },
  { name: 'recipe', go: hash('/learn/batch-norm-scales') },
  { name: 'lab-optimizer-paths', go: hash('/labs/optimizer-paths') },
  { name: 'lab-initial-weights', go: hash('/labs/initial-weights') },
  { name: 'lab-batch-norm', go: hash('/labs/batch-norm') },
  { name: 'lab-dropout', go: hash('/labs/dropout') },
  { name: 'lab-gradients', go: hash('/labs/gradients') },
  { name: 'lab-computational-graph', go: hash('/labs/computational-graph') },
  { name: 'lab-forward-pass', go: hash('/labs/forward-pass') },
  {
    name: 'design',
    go: async (page) => {
      await hash('/design?recipe=first-network')(page);
      await page.getByText('39,760').first().waitFor();
    },
  },
  {
    name: 'assignment',
    go: async (page) => {
      await hash('/design')(page);
      await page.getByTestId('open-document').setInputFiles(join(root, 'test/fixtures/shots/assignment.descent.json'));
      await page.getByRole('region', { name: /^(Assignment|作业)/ }).waitFor();
    },
  },
  { name: 'data', go: hash('/data') },
  { name: 'runs', go: hash('/runs') },
  { name: 'run', go: (page) => hash(`/runs/${ids.run}`)(page) },
  { name: 'compare', go: (page) => hash(`/compare?runs=${ids.compared.join(',')}`)(page) },
  {
    name: 'report',
    go: async (page) => {
      await hash(`/reports/experiment/${ids.experiment}`)(page);
      const [, answer] = await page.locator('main textarea').all();
      await page.getByTestId('report-preview').waitFor();
      await answer?.fill('Momentum needs a fifth of SGD’s steps: $v \\leftarrow \\alpha v - \\eta\\,\\partial L/\\partial W$.');
      await page.locator('[data-section=curves] button[aria-expanded]').click();
    },
  },
  { name: 'reports', go: hash('/reports') },
  {
    name: 'verify',
    go: async (page) => {
      await hash('/reports/verify')(page);
      await page.getByTestId('choose-report').setInputFiles(join(home.path, 'report.html'));
      await page.getByTestId('verdict').waitFor({ timeout: 300_000 });
    },
  },
  {
    name: 'class',
    go: async (page) => {
      await hash('/class')(page);
      await page.getByTestId('choose-reports').setInputFiles(handedIn);
      await page.getByTestId('class-table').waitFor();
      await page.getByRole('button', { name: /Verify all|全部验证/ }).click();
      await page.getByRole('button', { name: /Verify all again|全部重新验证/ }).waitFor({ timeout: 300_000 });
    },
  },
  { name: 'sweeps', go: hash('/sweeps') },
  {
    name: 'sweep',
    go: async (page) => {
      await hash('/sweeps')(page);
      await page.locator('a[href^="#/sweeps/"]:not([href$="/new"])').first().click();
    },
  },
  {
    name: 'test',
    go: async (page) => {
      await hash(`/test?run=${ids.run}&with=${ids.compared[0] ?? ''}`)(page);
      await page.getByRole('application').waitFor();
      await drawDigit(page, 3);
    },
  },
  { name: 'step', go: (page) => hash(`/runs/${ids.run}/step`)(page) },
  { name: 'test-set', go: (page) => hash(`/test?run=${ids.run}&tab=set`)(page) },
  { name: 'new-sweep', go: hash('/sweeps/new') },
  { name: 'settings', go: hash('/settings') },
  // Last, for they stand above the screen: a new address closes neither.
  {
    name: 'palette',
    go: async (page) => {
      await hash('/runs')(page);
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'shortcuts',
    go: async (page) => {
      await page.keyboard.press('Escape');
      await hash('/settings')(page);
      await page.locator('main fieldset, main [role=radiogroup]').first().waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
];

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

const only = process.argv.slice(2);
const folder = join(root, 'shots');
mkdirSync(folder, { recursive: true });

const home = temporaryHome();
const descent = async (...args: string[]): Promise<{ experiment: string; runs: { id: string }[] }> => {
  let out = '';
  const code = await runNode('bin/descent.mjs', [...args, '--home', home.path, '--json'], (text, stream) => (stream === 'out' ? (out += text) : undefined));
  if (code !== 0) throw new Error(`descent ${args.join(' ')} ended with code ${code}`);
  return JSON.parse(out) as { experiment: string; runs: { id: string }[] };
};

// Real data: trained to the end before the first picture.
process.stdout.write('Training what the pictures show…\n');
await descent('run', 'test/fixtures/shots/search.descent.json');
const compared = await descent('run', 'test/fixtures/shots/optimizers.descent.json');
const [first] = (await descent('run', 'resources/recipes/first-network.descent.json')).runs;
await runNode('bin/descent.mjs', ['report', compared.experiment, '--format', 'html', '-o', join(home.path, 'report.html'), '--home', home.path], () => undefined);
// What a class hands in: a report of each run, one of them changed, one twice, and a file that is none.
const authors = ['Ada Lovelace', 'Li Hua', 'Emmy Noether', 'Alan Turing', '王小明'];
const handedIn: string[] = [];
for (const [at, { id }] of (await descent('run', 'test/fixtures/shots/assignment.descent.json')).runs.entries()) {
  const file = join(home.path, `report-${at + 1}.html`);
  await runNode('bin/descent.mjs', ['report', id, '--author', authors[at] ?? '', '-o', file, '--home', home.path], () => undefined);
  handedIn.push(file);
}
const copy = (name: string, change: (text: string) => string) => {
  const file = join(home.path, name);
  writeFileSync(file, change(readFileSync(handedIn[0] ?? '', 'utf8')));
  handedIn.push(file);
};
copy('final version (2).html', (text) => text.replaceAll('Ada Lovelace', 'Kurt G.').replace(/("final":\{[^}]*"testAccuracy":)[\d.]+/, '$10.991'));
copy('holiday.html', () => '<h1>Holiday</h1>');
const ids = { experiment: compared.experiment, run: first?.id ?? '', compared: compared.runs.map((run) => run.id) };

const studio = await startStudio(home.path);
const browser = await chromium.launch(await browserLaunchOptions());
try {
  for (const size of sizes) {
    for (const language of ['en', 'zh']) {
      for (const theme of ['light', 'dark']) {
        const context = await browser.newContext({ viewport: size });
        await context.addInitScript(
          ([lang, look]) => {
            localStorage.setItem('descent.language', lang ?? 'en');
            localStorage.setItem('descent.theme', look ?? 'light');
          },
          [language, theme],
        );
        const page = await context.newPage();
        await page.goto(studio.url);
        // The router has begun by then: an address set before would lose against its first one.
        await page.locator('h1').first().waitFor();
        for (const shot of shots) {
          if (only.length > 0 && !only.includes(shot.name)) continue;
          await shot.go(page);
          await page.waitForTimeout(1500);
          const file = `${shot.name}-${language}-${theme}-${size.width}.png`;
          await page.screenshot({ path: join(folder, file) });
          process.stdout.write(`${file}\n`);
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await studio.stop();
  home.remove();
}
