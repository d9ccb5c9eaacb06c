import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { markdownToHtml } from '../../../../src/main/services/reports/markdown.ts';
import { literal } from '../../../../src/main/services/reports/markdown-file.ts';
import { meanAndDeviation } from '../../../../src/main/services/reports/making.ts';
import { pageScript } from '../../../../src/main/services/reports/page-script.ts';
import { previewScript, previewScriptHash, pageScriptHash } from '../../../../src/shared/report/preview-script.ts';
import { shownNumbers } from '../../../../src/shared/report/shown-numbers.ts';
import { withShown } from '../../../../src/main/services/reports/verify-compare.ts';
import { readFacts } from '../../../../src/shared/report/read-facts.ts';
import { fakeDocument, openStudio, start, untilState } from '../../../support/studio.ts';

const hostile = '=cmd|<script>alert(1)</script>"><img src=x onerror=alert(1)>';

/** Two variants × 2 seeds; the fake worker's loss at the end of 100 steps is 1/100. */
async function studioWithRuns() {
  const app = openStudio();
  const document = fakeDocument(hostile, {
    description: 'Notes with **weight**, $x^2$ and <script>alert(2)</script> [run me](javascript:alert(3))',
    repeats: 2,
    variants: [
      { name: 'Slow', set: { 'optimizer': { type: 'sgd', lr: 0.01 } } },
      { name: 'Fast', set: { 'optimizer': { type: 'sgd', lr: 0.1 } } },
    ],
  });
  const runs = await start(app, document);
  await Promise.all(runs.map(({ id }) => untilState(app, id, 'done')));
  const id = runs[0].experimentId;
  return { app, runs, source: { kind: 'experiment', id } as const };
}

it('a report of an experiment holds what differs, means over seeds and the facts; nothing in it is fetched and no script but its own can run', async () => {
  const { app, runs, source } = await studioWithRuns();
  const { reports } = app.services;
  for (const language of ['en', 'zh'] as const) {
    const page = await reports.page({ source, language });
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`'${pageScriptHash}'`);
    expect(policy.match(/script-src [^;]+/)?.[0]).not.toMatch(/unsafe|self|http/);
    // The only addresses are names of XML's vocabularies.
    expect(page.replaceAll(/xmlns="[^"]+"/g, '').match(/https?:\/\/|<script[^>]+src|<link|url\((?!data:|#)/g)).toBeNull();
    expect(page.match(/<script>/g)).toHaveLength(1);
    // Outside of the facts, which are JSON.
    const seen = page.replace(/<script type="application\/json" id=[\s\S]*?<\/script>/, '');
    expect(/<img src=x|javascript:|<script>alert/.exec(seen)).toBeNull();
    expect(page).toContain(language === 'en' ? 'Settings in which the runs differ' : '各次运行不同的设置');
    // Only the learning rate differs: the table has one row.
    const differences = /<table[^>]*>(?:(?!<\/table>).)*?(?:differ\.|不同的设置)[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(page)?.[1] ?? '';
    expect(differences.match(/<tr>/g)).toHaveLength(1);
    expect(differences).toContain('0.01');
    expect(page).toMatch(/0\.0100 ± 0\.0000/);
    // Every number of it can be verified, the means, too.
    const shown = shownNumbers(page);
    expect(shown.map(({ path }) => path)).toEqual(expect.arrayContaining(['runs.0,1.final.testAccuracy', 'runs.3.final.testAccuracy']));
    expect(withShown([], readFacts(page), shown)).toEqual([]);
    expect(readFacts(page).runs.map(({ id }) => id)).toEqual(runs.map(({ id }) => id));
    expect(page.length).toBeLessThan(400_000);
  }
  const facts = readFacts(await reports.json({ source, language: 'en' }));
  expect(facts.runs[0]).toMatchObject({ seed: 0, dataHash: 'f'.repeat(64), final: { trainLoss: 0.01 }, weightsHash: createHash('sha256').update('weights of step 100').digest('hex') });

  const table = reports.csv(source).split('\n');
  // Begins with the mark that spreadsheets want, since the names are not ASCII alone.
  expect(table[0]).toMatch(/^\ufeffid,name,variant,seed,state,.*final\.testLoss,.*optimizer\.lr/);
  expect(table).toHaveLength(runs.length + 2);

  const archive = unzipSync(new Uint8Array(await (await reports.make({ source, format: 'md', language: 'en' })).arrayBuffer()));
  const text = new TextDecoder().decode(archive['report.md']);
  expect(text).not.toContain('<script>');
  for (const [, path = ''] of text.matchAll(/\]\((charts\/[^)]+)\)/g)) expect(archive[path], path).toBeDefined();
  expect(new TextDecoder().decode(archive['charts/curves-training-loss.svg'])).toMatch(/^<svg/);
  expect(readFacts(new TextDecoder().decode(archive['report.json'])).source.id).toBe(source.id);
});

it('a plan chooses the sections, their order and the words between them; weights that cannot be read are said', async () => {
  const { app, runs } = await studioWithRuns();
  const source = { kind: 'run', id: runs[0].id } as const;
  const plan = app.services.reports.plan(source, 'en');
  const page = await app.services.reports.page({
    source,
    language: 'en',
    plan: { ...plan, title: 'Mine', author: 'Ada', answer: 'It *does*.', sections: [{ id: 'b', kind: 'confusion', shown: true }, { id: 'a', kind: 'text', shown: true, heading: 'Thoughts', text: 'One.' }, { id: 'c', kind: 'results', shown: false }] },
  });
  expect(page).toContain('<h1>Mine</h1>');
  expect(page).toContain('<em>does</em>');
  expect(page.indexOf('Confusion matrix')).toBeLessThan(page.indexOf('Thoughts'));
  expect(page).not.toContain('Results</h2>');
  // The fake worker's weights are no tensors.
  expect(page).toMatch(/The weights of Slow · 0 cannot be read/);
});

it('a report of an assignment begins with its goals and its locks, also the report of one of its runs; its facts hold the author', async () => {
  const app = openStudio();
  const assignment = { instructions: 'Stay small.', locked: { 'training.iterations': 100, optimizer: { type: 'sgd', lr: 0.1 } }, goals: [{ metric: 'testAccuracy', atLeast: 0.98 }, { metric: 'parameters', atMost: 100 }, { metric: 'validationLoss', atMost: 1 }] };
  const runs = await start(app, fakeDocument('small', { optimizer: { type: 'sgd', lr: 0.1 }, assignment, variants: [{ name: 'As set', set: {} }, { name: 'Own', set: { optimizer: { type: 'sgd', lr: 0.2 } } }] }));
  await Promise.all(runs.map(({ id }) => untilState(app, id, 'done')));
  const { reports } = app.services;
  const [mine, own] = runs;
  const source = { kind: 'run', id: mine.id } as const;
  const plan = { ...reports.plan(source, 'en'), author: ' Ada ' };
  expect(plan.sections[0]).toMatchObject({ kind: 'assignment', shown: true });
  const page = await reports.page({ source, language: 'en', plan });
  expect(readFacts(page)).toMatchObject({ author: 'Ada', experiment: { assignment: { goals: assignment.goals } }, runs: [{ parameters: 39760 }] });
  expect(page.indexOf('Assignment</h2>')).toBeLessThan(page.indexOf('Settings</h2>'));
  expect(page).toMatch(/Test accuracy ≥ 0.98<\/td><td class="n" data-fact="runs.0.final.testAccuracy">0.9850<\/td><td><strong>✓ reached/);
  expect(page).toMatch(/Parameters ≤ 100<\/td><td class="n" data-fact="runs.0.parameters">39,760<\/td><td>✗ not reached/);
  expect(page).toMatch(/Validation loss ≤ 1<\/td>.*no value/);
  expect(page).toContain('The locked settings were kept: Iterations, Optimizer.');
  expect(withShown([], readFacts(page), shownNumbers(page))).toEqual([]);

  const other = await reports.page({ source: { kind: 'run', id: own.id }, language: 'zh' });
  expect(other).toContain('以下设置应保持作业中的值，但被改动了：优化器');
  const whole = await reports.page({ source: { kind: 'experiment', id: mine.experimentId }, language: 'en' });
  expect(whole).toContain('did not: Optimizer (in Own)');
  expect(whole).toContain('the best of 2 runs');
  const none = await start(app, fakeDocument('free'));
  expect(reports.plan({ kind: 'experiment', id: none[0].experimentId }, 'en').sections.map(({ kind }) => kind)).not.toContain('assignment');
});

it('mean and standard deviation are those of the sample', () => {
  // numpy.std([0.97, 0.95, 0.99], ddof=1) = 0.02
  const { mean, deviation } = meanAndDeviation([0.97, 0.95, 0.99]);
  expect(mean).toBeCloseTo(0.97, 12);
  expect(deviation).toBeCloseTo(0.02, 12);
  expect(meanAndDeviation([0.5])).toEqual({ mean: 0.5, deviation: null });
});

it.each([
  ['<script>alert(1)</script>', /<script/],
  ['<img src=x onerror=alert(1)>', /<img/],
  ['![x](https://example.org/a.png)', /<img|https/],
  ['[a](javascript:alert(1))', /href/],
  ['[a](JaVaScRiPt:alert(1))', /href/],
  ['[a](data:text/html,x)', /href/],
  ['<javascript:alert(1)>', /href/],
  ['$\\href{javascript:alert(1)}{x}$', /href=/],
  ['$\\htmlData{x=y}{z}$', /data-x/],
  ['[a](https://example.org/"onmouseover="alert(1))', /" ?onmouseover="/],
])('Markdown can run nothing: %s', (text, never) => {
  expect(markdownToHtml(text)).not.toMatch(never);
});

it('formulas become MathML, links to the web stay, money is no formula', () => {
  expect(markdownToHtml('$$\nx^2\n$$')).toContain('<math');
  expect(markdownToHtml('$x$ and [a](https://example.org)')).toMatch(/<math.*href="https:\/\/example\.org\/"/s);
  expect(markdownToHtml('$5 and $6')).not.toContain('<math');
  expect(markdownToHtml('$\\frac{$')).toContain('<code>');
});

it('names are text in Markdown, whatever they are made of', () => {
  expect(literal('a|b *c* <d> [e](f) `g`')).toBe('a\\|b \\*c\\* &lt;d&gt; \\[e\\](f) \\`g\\`');
});

it('the studio lets exactly the two scripts of a preview run', () => {
  const hash = (script: string) => `sha256-${createHash('sha256').update(script).digest('base64')}`;
  expect(hash(pageScript)).toBe(pageScriptHash);
  expect(hash(previewScript)).toBe(previewScriptHash);
});
