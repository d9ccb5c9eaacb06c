import { readFileSync } from 'node:fs';
import { seriousFaults } from './support/axe.ts';
import { ended } from './support/homes.ts';
import { expect, go, test } from './support/studio.ts';

const document = {
  format: 'descent/experiment@1' as const,
  name: 'Small and good',
  data: { source: 'spiral' },
  network: { layers: [{ type: 'affine', units: 8 }, { type: 'relu' }, { type: 'affine', units: 3 }] },
  optimizer: { type: 'adam', lr: 0.02 },
  training: { batchSize: 20, epochs: 2, inspect: 'off' },
  assignment: { instructions: 'Reach **30 %** with few parameters.', locked: { 'training.epochs': 2 }, goals: [{ metric: 'testAccuracy', atLeast: 0.3 }, { metric: 'parameters', atMost: 60 }] },
};
const wider = { ...document, seed: 5, network: { layers: [{ type: 'affine', units: 16 }, ...document.network.layers.slice(1)] }, training: { ...document.training, epochs: 3 } };

test('the reports of a class: dropped at once, sorted, verified one after the other, and taken along as a table', async ({ page, studio }) => {
  const client = await studio.client();
  const handIn = async (author: string, what: object) => {
    const { experiment } = await client.experiments.start({ document: what } as never);
    await ended(client, experiment.id);
    const source = { kind: 'experiment', id: experiment.id } as const;
    const plan = await client.reports.plan({ source });
    return (await client.reports.make({ source, format: 'html', plan: { ...plan, author } })).arrayBuffer();
  };
  const reports = [
    { name: 'ada.html', buffer: Buffer.from(await handIn('Ada', document)) },
    { name: 'bo.html', buffer: Buffer.from(await handIn('Bo', wider)) },
    { name: 'holiday.html', buffer: Buffer.from('<h1>Holiday</h1>') },
  ].map((file) => ({ ...file, mimeType: 'text/html' }));
  const table = page.getByTestId('class-table');
  const row = (file: string) => table.locator(`[data-file="${file}"]`);
  const order = () => table.locator('tbody tr').evaluateAll((rows) => rows.map((one) => one.getAttribute('data-file')));

  await test.step('the screen is reached from the reports, and says what belongs there', async () => {
    await go(page, '/reports');
    await page.getByRole('link', { name: 'Class', exact: true }).click();
    await expect(page.getByText('Nothing is stored: the files are given anew each time.')).toBeVisible();
    expect(await seriousFaults(page)).toEqual([]);
  });

  await test.step('each report is judged by the assignment; a broken lock and a file that is no report are named', async () => {
    await page.getByTestId('choose-reports').setInputFiles(reports);
    await expect(page.getByTestId('class-summary')).toHaveText('2 reports · 1 reached all goals · 1 broke a lock');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Class: Small and good');
    await expect(row('ada.html')).toContainText(/Ada.*51.*reached.*kept.*not yet/);
    await expect(row('bo.html')).toContainText(/Bo.*99.*not reached.*broken: Epochs/);
    await expect(page.getByTestId('unreadable-files')).toContainText(/holiday\.html.*neither HTML with the facts of a report nor JSON/);
    expect(await seriousFaults(page)).toEqual([]);
  });

  await test.step('the head of a column sorts by it, by keys, too', async () => {
    expect(await order()).toEqual(['ada.html', 'bo.html']);
    const parameters = page.getByRole('button', { name: 'Parameters ≤ 60' });
    await parameters.press('Enter');
    await expect(page.getByRole('columnheader', { name: 'Parameters ≤ 60' })).toHaveAttribute('aria-sort', 'descending');
    expect(await order()).toEqual(['bo.html', 'ada.html']);
    await parameters.click();
    expect(await order()).toEqual(['ada.html', 'bo.html']);
  });

  await test.step('a copy under another name is hinted at, and one that was changed is found out when all are verified', async () => {
    const [ada] = reports;
    const text = ada?.buffer.toString() ?? '';
    const cheated = text.replace('"author":"Ada"', '"author":"Cy"').replace(/("final":\{[^}]*"testAccuracy":)[\d.]+/, '$10.999');
    await page.getByTestId('choose-reports').setInputFiles([{ name: 'cy.html', mimeType: 'text/html', buffer: Buffer.from(cheated) }]);
    await expect(row('cy.html')).toContainText('same result as Ada');
    await page.getByRole('button', { name: 'Verify all' }).press('Enter');
    await expect(page.getByRole('button', { name: 'Verify all again' })).toBeFocused({ timeout: 60_000 });
    await expect(row('ada.html').getByTestId('class-verified')).toHaveText(/^verified/);
    await expect(row('bo.html').getByTestId('class-verified')).toHaveText(/^verified/);
    await expect(row('cy.html').getByTestId('class-verified')).toContainText(/differs in \d of \d+ numbers.*this number was changed in the file/);
    expect(await seriousFaults(page)).toEqual([]);
  });

  await test.step('the table goes to a spreadsheet in the order of the screen', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const [head, ...lines] = readFileSync(await (await download).path(), 'utf8').trim().split('\n');
    expect(head).toContain('Author,File,Experiment,Test accuracy ≥ 0.3,Test accuracy ≥ 0.3: reached,Parameters ≤ 60,');
    expect(lines.map((line) => line.split(',')[1])).toEqual(await order());
    expect(lines.find((line) => line.startsWith('Bo'))).toContain('broken: training.epochs');
  });

  await test.step('on paper stands the table alone', async () => {
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('.class-print')).toBeVisible();
    await expect(table).toBeHidden();
    await page.emulateMedia({ media: 'screen' });
  });

  await test.step('what differs is shown number by number', async () => {
    await row('cy.html').getByTestId('class-verified').getByRole('button').click();
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'off');
    await page.goBack();
    await expect(row('cy.html')).toContainText('differs');
  });
});
