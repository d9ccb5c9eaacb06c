import { createHash } from 'node:crypto';
import { plotArea } from '../../../shared/charts/line-chart.ts';
import { canonicalJson } from '../../../shared/text/canonical-json.ts';
import type { ReportBlock, ReportCell, ReportChart, ReportModel, ReportTable } from '../../../shared/report/model.ts';
import { factsElement } from '../../../shared/report/read-facts.ts';
import { fill, reportWords, type ReportWords } from '../../../shared/report/words.ts';
import { dashes } from '../../../shared/charts/theme.ts';
import { percent } from '../../../shared/text/numbers.ts';
import { escapeHtml as escape, markdownToHtml } from './markdown.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import { pngOf } from './png.ts';
import { drawForPage, type DrawnChart } from './render-chart.ts';

/**
 * A report as one page that needs nothing else: no request is made, no script but its own can run.
 * @param font the studio's Latin font as base64, woff2; without it the reader's own are used
 */
export function reportPage(model: ReportModel, font?: string): string {
  const words = reportWords[model.language];
  const writer = new Writer(words);
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(pageScript).digest('base64')}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const face = font === undefined ? '' : `@font-face{font-family:'Inter Variable';font-weight:100 900;src:url(data:font/woff2;base64,${font}) format('woff2')}`;
  const byline = [...(model.author ? [`<b>${escape(model.author)}</b>`] : []), escape(model.date), escape(model.summary)].join(' · ');
  const abstract = [
    [words.question, model.question],
    [words.answer, model.answer],
  ].filter(([, text]) => text);
  let numbered = 0;
  const sections = model.sections.map(({ id, heading, blocks }) => {
    const head = heading ? `<h2><span class="no">${++numbered}</span>${escape(heading)}</h2>` : '';
    return `<section id="${id}">${head}${blocks.map((block) => writer.block(block)).join('')}</section>`;
  });
  return [
    `<!doctype html><html lang="${model.language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">`,
    `<meta name="generator" content="Descent ${escape(model.facts.program)}">${model.author ? `<meta name="author" content="${escape(model.author)}">` : ''}<title>${escape(model.title)}</title>`,
    `<style>${face}${pageStyle}</style></head><body><main>`,
    `<header><h1>${escape(model.title)}</h1><p class="byline">${byline}</p>`,
    abstract.length > 0 ? `<dl class="abstract">${abstract.map(([label, text]) => `<div><dt>${label}</dt><dd><div class="words">${markdownToHtml(text ?? '')}</div></dd></div>`).join('')}</dl>` : '',
    `</header>`,
    ...sections,
    `<footer>${escape(fill(words.footer, { version: model.facts.program }))}</footer></main>`,
    `${factsElement(canonicalJson(model.facts))}<script>${pageScript}</script></body></html>\n`,
  ].join('\n');
}

/** Writes blocks as HTML, counting tables and figures. */
class Writer {
  readonly #words: ReportWords;
  #tables = 0;
  #figures = 0;

  constructor(words: ReportWords) {
    this.#words = words;
  }

  block(block: ReportBlock): string {
    switch (block.kind) {
      case 'markdown':
        return `<div class="words">${markdownToHtml(block.text)}</div>`;
      case 'note':
        return `<p class="note${block.tone === 'warn' ? ' warn' : ''}">${escape(block.text)}</p>`;
      case 'subheading':
        return `<h3>${escape(block.text)}</h3>`;
      case 'table':
        return `<div class="scroll">${table(block.table, this.#tableCaption(block.caption))}</div>`;
      case 'chart':
        return `<figure><div class="figuretitle">${escape(block.chart.title)}</div>${this.#chart(block.chart)}<figcaption>${this.#figureNumber()} ${escape(block.chart.caption)}</figcaption>${this.#values(block.chart)}</figure>`;
      case 'charts':
        return `<figure><div class="grid">${block.charts.map((chart) => `<div><div class="figuretitle">${escape(chart.title)}</div>${this.#chart(chart)}</div>`).join('')}</div><figcaption>${this.#figureNumber()} ${escape(block.caption)}</figcaption></figure>`;
      case 'finding':
        return this.#finding(block);
      case 'confusion':
        return this.#confusion(block);
      case 'images':
        return this.#images(block);
      default:
        throw new RangeError(`unknown block ${JSON.stringify(block satisfies never)}`);
    }
  }

  #tableCaption(caption: string): string {
    return `<b>${fill(this.#words.table, { number: ++this.#tables })}</b> ${escape(caption)}`;
  }

  #figureNumber(): string {
    return `<b>${fill(this.#words.figure, { number: ++this.#figures })}</b>`;
  }

  #chart(chart: ReportChart): string {
    const drawn = drawForPage(chart);
    const { title } = chart;
    const data = chartData(chart, drawn);
    const label = escape(fill(this.#words.chartHelp, { title }));
    const picture = drawn.svg.replace('<svg ', `<svg role="img" aria-label="${escape(title)}" `);
    if (!data) return `<div class="plot">${picture}</div>`;
    const json = JSON.stringify(data).replaceAll('<', '\\u003c');
    return `${this.#legend(drawn)}<div class="plot" tabindex="0" role="group" aria-label="${label}">${picture}<div class="tip" hidden></div><span class="unseen" aria-live="polite"></span><script type="application/json">${json}</script></div>`;
  }

  #legend({ lines }: DrawnChart): string {
    if (lines.length === 0) return '';
    const button = ({ index, line, colour }: DrawnChart['lines'][number]) =>
      `<button type="button" aria-pressed="true" data-k="${index}" title="${escape(fill(this.#words.toggle, { name: line.name }))}">${swatch(colour, line.dash)}${escape(line.name)}</button>`;
    return `<div class="legend">${lines.map(button).join('')}</div>`;
  }

  #values({ table: numbers }: ReportChart): string {
    if (numbers.rows.length === 0) return '';
    return `<details><summary>${this.#words.values}</summary><div class="scroll">${table(numbers, '')}</div></details>`;
  }

  #finding({ severity, title, where, evidence, rule, tries }: Extract<ReportBlock, { kind: 'finding' }>): string {
    const words = this.#words;
    const rows = [[words.threshold, rule], ...(tries.length > 0 ? [[words.tries, tries.join(' · ')]] : [])];
    return `<div class="finding"><h3><span class="tag ${severity}">${words.findings[severity]}</span>${escape(title)}</h3>${where ? `<p class="where">${escape(where)}</p>` : ''}<p>${escape(evidence)}</p><dl>${rows.map(([label = '', text = '']) => `<dt>${escape(label)}</dt><dd>${escape(text)}</dd>`).join('')}</dl></div>`;
  }

  #confusion({ caption, classes, counts }: Extract<ReportBlock, { kind: 'confusion' }>): string {
    const words = this.#words;
    const most = Math.max(1, ...counts.flatMap((row, truth) => row.filter((_, guess) => guess !== truth)));
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const share = (part: number, whole: number) => (whole > 0 ? percent(part / whole, 1) : '–');
    const rows = counts.map((row, truth) => {
      const cells = row.map((value, guess) => {
        if (value === 0) return '<td class="zero">·</td>';
        return guess === truth ? `<td class="hit">${value}</td>` : `<td class="miss" style="--v:${Math.sqrt(value / most).toFixed(3)}">${value}</td>`;
      });
      return `<tr><th scope="row">${escape(classes[truth] ?? String(truth))}</th>${cells.join('')}<td class="edge">${share(row[truth] ?? 0, sum(row))}</td></tr>`;
    });
    const precision = classes.map((_, guess) => `<td class="quiet">${share(counts[guess]?.[guess] ?? 0, sum(counts.map((row) => row[guess] ?? 0)))}</td>`);
    return `<div class="scroll"><table class="confusion whole"><caption>${this.#tableCaption(caption)}</caption><thead><tr><th scope="col"><span class="unseen">${words.trueClass}</span></th>${classes.map((name) => `<th scope="col">${escape(name)}</th>`).join('')}<th scope="col">${words.recall}</th></tr></thead><tbody>${rows.join('')}<tr><th scope="row">${words.precision}</th>${precision.join('')}<td></td></tr></tbody></table></div>`;
  }

  #images({ caption, images }: Extract<ReportBlock, { kind: 'images' }>): string {
    const one = (image: (typeof images)[number]) => {
      const said = fill(this.#words.takenFor, { truth: image.truth, guess: image.guess });
      return `<figure><img${image.channels === 1 ? ' class="ink"' : ''} src="data:image/png;base64,${pngOf(image)}" alt="${escape(said)}"><figcaption>${escape(said)}<span>${percent(image.certainty, 1)}</span></figcaption></figure>`;
    };
    return `<figure class="many"><div class="images">${images.map(one).join('')}</div><figcaption>${this.#figureNumber()} ${escape(caption)}</figcaption></figure>`;
  }
}

function table({ columns, rows }: ReportTable, caption: string): string {
  const titled = columns.some(({ title }) => title);
  const classes = [...(columns.length === 2 && !columns[1]?.number ? ['pairs'] : []), ...(titled ? [] : ['bare']), ...(columns.length > 7 ? ['wide'] : []), ...(rows.length <= 14 ? ['whole'] : [])];
  const head = `<thead><tr>${columns.map(({ title, number }) => `<th scope="col"${number ? ' class="n"' : ''}>${escape(title)}</th>`).join('')}</tr></thead>`;
  const body = rows.map((row) => `<tr>${row.map((cell, index) => td(cell, columns[index]?.number ?? false)).join('')}</tr>`).join('');
  return `<table${classes.length > 0 ? ` class="${classes.join(' ')}"` : ''}>${caption ? `<caption>${caption}</caption>` : ''}${head}<tbody>${body}</tbody></table>`;
}

function td({ text, fact, strong, quiet, line }: ReportCell, number: boolean): string {
  const classes = [...(number ? ['n'] : []), ...(quiet ? ['quiet'] : []), ...(line === undefined ? [] : [text.length > 26 ? 'name' : 'short'])];
  const mark = line === undefined ? '' : swatch(`var(--s${(line % 8) + 1})`, dashes[line % 8] ?? []);
  const inner = strong ? `<strong>${escape(text)}</strong>` : escape(text);
  return `<td${classes.length > 0 ? ` class="${classes.join(' ')}"` : ''}${fact === undefined ? '' : ` data-fact="${escape(fact)}"`}>${mark}${inner}</td>`;
}

/** A piece of a run's line. */
function swatch(colour: string, dash: readonly number[]): string {
  return `<svg class="sw" viewBox="0 0 24 8" aria-hidden="true"><path d="M0 4H24" stroke="${colour}" stroke-width="2"${dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : ''}/></svg>`;
}

/** What the page's script reads: where the plot stands and its numbers, five digits each. */
function chartData(chart: ReportChart, { spec, lines }: DrawnChart): object | undefined {
  const { width, height } = chart;
  if (chart.points) return { width, height, points: chart.points.map(({ x, y, text }) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10, text]) };
  if (!spec) return undefined;
  const area = plotArea(spec, width, height);
  const short = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null);
  return {
    width,
    height,
    left: area.left,
    top: area.top,
    w: area.width,
    h: area.height,
    x0: spec.x.min,
    x1: spec.x.max,
    y0: spec.y.min,
    y1: spec.y.max,
    log: spec.y.log ?? false,
    unit: chart.unit ?? '{value}',
    lines: lines.map(({ index, line, colour }) => ({ k: index, name: line.name, c: colour, x: line.x.map((value) => Number(value.toPrecision(7))), y: line.y.map(short) })),
  };
}
