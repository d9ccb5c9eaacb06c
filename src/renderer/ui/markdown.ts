import katex from 'katex';
import { Marked } from 'marked';

/** The greatest size a formula may ask for, in em, and how often its macros may be expanded: texts come from anybody. */
const limits = { maxSize: 20, maxExpand: 200 };

const escaped = (raw: string): string => raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const marked = new Marked({
  renderer: { html: ({ text: raw }) => escaped(raw), link: ({ text: words }) => escaped(words), image: ({ text: words }) => escaped(words) },
  extensions: [
    {
      name: 'formula',
      level: 'inline',
      start: (source) => source.indexOf('$'),
      tokenizer(source) {
        const match = /^\$([^$\n]+)\$/.exec(source);
        return match ? { type: 'formula', raw: match[0], tex: match[1] } : undefined;
      },
      renderer: (token) => katex.renderToString(String(token['tex']), { throwOnError: false, strict: 'ignore', trust: false, ...limits }),
    },
  ],
});

/** Markdown with formulas between dollar signs, as HTML that holds no script whatever the text: raw HTML is shown as text; links and images are left out. */
export function markdownHtml(text: string, inline = false): string {
  return inline ? marked.parseInline(text, { async: false }) : marked.parse(text, { async: false });
}
