import { chromium } from 'playwright-core';
import { describeCatalog } from '../../src/engine/catalog.ts';
import { parseExperiment } from '../../src/shared/experiment/index.ts';
import { browserLaunchOptions } from '../support/chromium.ts';
import { digitsOnly, temporaryHome } from '../e2e/support/homes.ts';
import { startStudio } from '../e2e/support/process.ts';
import { tasksDuring, type Task } from './support/tasks.ts';

/**
 * How fluid the screens stay while four runs train: tasks of more than 50 ms on the page's main thread, from the browser's own trace, on the
 * live view, Compare, the run list and Home. `node test/bench/live.ts [SECONDS]`.
 *
 * By the clock a task is longer than it is on the processor where the trainers have every core: both are printed.
 */
const seconds = Number(process.argv[2] ?? 10);

/** A network of the chapter on the drawn digits, looked inside; endless for this purpose. */
const document = parseExperiment({
  format: 'descent/experiment@1',
  name: 'Fluid',
  data: { source: 'digits' },
  network: { layers: [{ type: 'affine', units: 50 }, { type: 'relu' }, { type: 'affine', units: 10 }] },
  optimizer: { type: 'sgd', lr: 0.1 },
  training: { batchSize: 100, epochs: 10_000 },
  repeats: 4,
}, describeCatalog());

function told(name: string, tasks: readonly Task[]): string {
  const long = (of: keyof Task) => tasks.filter((task) => task[of] > 50).length;
  const longest = (of: keyof Task) => Math.max(0, ...tasks.map((task) => task[of])).toFixed(0);
  const busy = tasks.reduce((sum, { cpu }) => sum + cpu, 0) / (10 * seconds);
  return `${name.padEnd(8)} tasks over 50 ms: ${long('wall')} by the clock (longest ${longest('wall')}), ${long('cpu')} on the processor (longest ${longest('cpu')} ms); page busy ${busy.toFixed(0)} %`;
}

const home = temporaryHome();
const studio = await startStudio(home.path, digitsOnly);
const browser = await chromium.launch(await browserLaunchOptions());
try {
  const client = await studio.client();
  await client.system.changeSettings({ parallelRuns: 4 });
  const { runs } = await client.experiments.start({ document, language: 'en' });
  const ids = runs.map(({ id }) => id);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(studio.url);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  for (const { id } of runs) while ((await client.runs.get({ id })).progress.step === 0) await page.waitForTimeout(200);
  const screens = { live: `/runs/${ids[0]}`, compare: `/compare?runs=${ids.join(',')}`, runs: '/runs', home: '/' };
  for (const [name, path] of Object.entries(screens)) {
    await page.evaluate((to) => void (location.hash = to), path);
    await page.waitForTimeout(2000);
    console.log(told(name, await tasksDuring(browser, page, () => page.waitForTimeout(seconds * 1000))));
  }
} finally {
  await browser.close();
  await studio.stop();
  home.remove();
}
