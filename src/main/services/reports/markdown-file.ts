import type { ReportBlock, ReportModel, ReportTable } from '../../../shared/report/model.ts';
import { fill, reportWords, type ReportWords } from '../../../shared/report/words.ts';
import { percent } from '../../../shared/text/numbers.ts';
import { pngOf } from './png.ts';
import { drawForFile } from './render-chart.ts';

/** A report as Markdown with its pictures beside it. */
export interface MarkdownReport {
  readonly text: string;
  /** Pictures by their path beside the text, with forward slashes. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** @param folder where the text looks for its pictures, such as `charts` */
export function reportMarkdown(model: ReportModel, folder: string): MarkdownReport {
  const words = reportWords[model.language];
  const writer = new Writer(words, folder);
  const byline = [...(model.author ? [`**${literal(model.author)}**`] : []), model.date, model.summary].join(' · ');
  const parts = [
    `# ${literal(model.title)}`,
    byline,
    ...(model.question ? [`**${words.question}**`, tame(model.question)] : []),
    ...(model.answer ? [`**${words.answer}**`, tame(model.answer)] : []),
    ...model.sections.flatMap(({ heading, blocks }) => [...(heading ? [`## ${literal(heading)}`] : []), ...blocks.map((block) => writer.block(block))]),
    '---',
    fill(words.footer, { version: model.facts.program }),
  ];
  return { text: `${parts.join('\n\n')}\n`, files: writer.files };
}

class Writer {
  readonly files: Record<string, Uint8Array> = {};
  readonly #words: ReportWords;
  readonly #folder: string;
  #tables = 0;
  #figures = 0;
  #images = 0;

  constructor(words: ReportWords, folder: string) {
    this.#words = words;
    this.#folder = folder;
  }

  block(block: ReportBlock): string {
    const words = this.#words;
    switch (block.kind) {
      case 'markdown':
        return tame(block.text.trim());
      case 'note':
        return literal(block.text);
      case 'subheading':
        return `### ${literal(block.text)}`;
      case 'table':
        return `${this.#tableCaption(block.caption)}\n\n${pipes(block.table)}`;
      case 'chart':
        return `${this.#picture(block.chart.id, block.chart.title, Buffer.from(drawForFile(block.chart)))}\n\n${this.#figureCaption(block.chart.caption)}`;
      case 'charts':
        return `${block.charts.map((chart) => this.#picture(chart.id, chart.title, Buffer.from(drawForFile(chart)))).join('\n')}\n\n${this.#figureCaption(block.caption)}`;
      case 'finding':
        return [`- **${words.findings[block.severity]}: ${literal(block.title)}**${block.where ? ` (${literal(block.where)})` : ''}`, `  ${literal(block.evidence)}`, `  ${words.threshold}: ${literal(block.rule)}`, ...(block.tries.length > 0 ? [`  ${words.tries}: ${literal(block.tries.join(' · '))}`] : [])].join('  \n');
      case 'confusion':
        return `${this.#tableCaption(block.caption)}\n\n${pipes({
          columns: [{ title: '' }, ...block.classes.map((title) => ({ title, number: true }))],
          rows: block.counts.map((row, truth) => [{ text: block.classes[truth] ?? String(truth), strong: true }, ...row.map((value) => ({ text: value === 0 ? '·' : String(value) }))]),
        })}`;
      case 'images':
        return `${block.images
          .map((image) => {
            const said = `${fill(words.takenFor, { truth: image.truth, guess: image.guess })} (${percent(image.certainty, 1)})`;
            return `${this.#picture(`mistake-${++this.#images}`, said, Buffer.from(pngOf(image), 'base64'), 'png')} ${literal(said)}`;
          })
          .join('  \n')}\n\n${this.#figureCaption(block.caption)}`;
      default:
        throw new RangeError(`unknown block ${JSON.stringify(block satisfies never)}`);
    }
  }

  #tableCaption(caption: string): string {
    return `**${fill(this.#words.table, { number: ++this.#tables })}** ${literal(caption)}`;
  }

  #figureCaption(caption: string): string {
    return `**${fill(this.#words.figure, { number: ++this.#figures })}** ${literal(caption)}`;
  }

  #picture(id: string, title: string, bytes: Uint8Array, ending = 'svg'): string {
    const path = `${this.#folder}/${id}.${ending}`;
    this.files[path] = bytes;
    return `![${literal(title)}](${path.split('/').map(encodeURIComponent).join('/')})`;
  }
}

function pipes({ columns, rows }: ReportTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const cell = (text: string) => literal(text).replaceAll('\n', ' ') || ' ';
  return [
    line(columns.map(({ title }) => cell(title))),
    line(columns.map(({ number }) => (number ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(({ text, strong }) => (strong && text ? `**${cell(text)}**` : cell(text))))),
  ].join('\n');
}

/** A text that is meant as it stands: whatever would be markup in it is escaped. */
export function literal(text: string): string {
  return text.replace(/[\\`*_[\]<>|#$]/g, (character) => (character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`));
}

/** A user's own Markdown, in which HTML is text: not every reader of Markdown is careful. */
function tame(text: string): string {
  return text.replace(/<(?=[a-z!/?])/gi, '&lt;');
}
