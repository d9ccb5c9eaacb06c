import { markdownHtml } from '../../src/renderer/ui/markdown.ts';
import { expect, go, test } from './support/studio.ts';

/** Names, notes and Markdown that try to run script: known ways, one of each kind. `hit` is what they call. */
const payloads = [
  '<script>hit()</script>', '<img src=x onerror=hit()>', '<svg onload=hit()>', '<svg><script>hit()</script></svg>', '<iframe srcdoc="<script>parent.hit()</script>"></iframe>', '<details open ontoggle=hit()>', '<input autofocus onfocus=hit()>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=hit()&gt;">', '"><img src=x onerror=hit()>', "'-hit()-'", '{{constructor.constructor("hit()")()}}', '${hit()}', '<a href="javascript:hit()">a</a>', '<style>@import"javascript:hit()"</style>', '<base href="https://evil.example/">', '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
];

/** Ways through Markdown and formulas. */
const inMarkdown = [
  ...payloads, '[a](javascript:hit())', '[a](JaVaScRiPt:hit())', '[a](data:text/html,<script>hit()</script>)', '![a](x" onerror="hit())', '![a](javascript:hit())', '<javascript:hit()>', '[a]: javascript:hit()\n\n[a]', '```html" onload="hit()\n<script>hit()</script>\n```', '`<img src=x onerror=hit()>`', '# <img src=x onerror=hit()>',
  '| <img src=x onerror=hit()> |\n| :-" onload="hit() |', '$\\href{javascript:hit()}{a}$', '$\\htmlData{x=" onload=hit()}{a}$', '$\\includegraphics{javascript:hit()}$', '$\\html{<img src=x onerror=hit()>}$', '$<img src=x onerror=hit()>$', '$\\unknown<img src=x onerror=hit()>$', '$\\def\\a{\\a\\a}\\a$', '$\\rule{99999em}{99999em}$', `**${'*'.repeat(2000)}a`, `${'['.repeat(2000)}a`, `${'> '.repeat(500)}a`,
];

test('names, notes and Markdown run no script on any screen', async ({ page, studio }) => {
  await page.evaluate(() => Object.assign(window, { hits: 0, hit: () => ((window as unknown as { hits: number }).hits += 1) }));
  const hits = () => page.evaluate(() => (window as unknown as { hits: number }).hits);
  const name = payloads.join(' ').slice(0, 195);
  const client = await studio.client();
  const experiment = { format: 'descent/experiment@1', name, description: inMarkdown.join('\n\n'), data: { source: 'spiral' }, network: { layers: [{ type: 'affine', units: 3 }] }, training: { iterations: 3 }, variants: [{ name: payloads[1], set: {} }, { name: payloads[2], set: { 'optimizer.lr': 0.02 } }] };
  const { runs } = await client.experiments.start({ document: experiment as never });
  for (const { id } of runs) await expect.poll(async () => (await client.runs.get({ id })).state).toBe('done');
  for (const { id } of runs) {
    await client.runs.setNotes({ id, notes: inMarkdown.join('\n\n') });
    await client.runs.setTags({ id, tags: payloads.map((payload) => payload.slice(0, 50)) });
  }
  const kept = await client.comparisons.save({ name, runIds: runs.map(({ id }) => id), view: {} });
  for (const path of ['/', '/runs', `/runs/${runs[0].id}`, '/compare', `/compare/${kept.id}`, '/reports', `/reports/experiment/${runs[0].experimentId}`, '/design']) {
    await go(page, path);
    await expect(page.getByRole('main')).toBeVisible();
    // What was typed is shown as it was typed: on these, by its name.
    if (path.startsWith('/runs')) await expect(page.getByText(payloads[1]).first()).toBeVisible();
    expect(await page.locator('img[src="x"], svg[onload], [onerror], [ontoggle], [onfocus], base, main iframe:not([sandbox])').count(), path).toBe(0);
    expect(await hits(), path).toBe(0);
  }
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('img');
  await page.keyboard.press('Escape');
  expect(await hits()).toBe(0);

  // The same Markdown on a page without any policy of its own: what keeps script out is the text itself.
  await page.goto('about:blank');
  await page.setContent(`<script>var hits = 0; function hit() { hits++; }</script>${inMarkdown.map((text) => `<div>${markdownHtml(text)}</div><p>${markdownHtml(text, true)}</p>`).join('')}`);
  const elements = await page.evaluate(() => [...new Set([...document.body.querySelectorAll('*')].map((element) => element.localName))].filter((one) => /script|img|iframe|object|embed|input|base|meta|^a$|details|form/.test(one)));
  expect(elements).toEqual([]);
  expect(await page.evaluate(() => [...document.body.querySelectorAll('*')].flatMap((element) => element.getAttributeNames()).filter((attribute) => attribute.startsWith('on')))).toEqual([]);
  expect(await hits()).toBe(0);
});
