import katex from 'katex';
import { Marked, type MarkedExtension } from 'marked';

/** A user's Markdown as HTML that can do nothing: raw HTML is shown as text, links lead to the web or to mail, images are their words. */

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

const formulas: MarkedExtension = {
  extensions: [
    {
      name: 'displayFormula',
      level: 'block',
      start: (source) => source.indexOf('$$'),
      tokenizer(source) {
        const match = /^\$\$([\s\S]{1,5000}?)\$\$[^\S\n]*(?:\n|$)/.exec(source);
        return match ? { type: 'displayFormula', raw: match[0], tex: match[1] } : undefined;
      },
      renderer: (token) => `<div class="formula">${formula(String(token.tex), true)}</div>`,
    },
    {
      name: 'formula',
      level: 'inline',
      start: (source) => source.indexOf('$'),
      tokenizer(source) {
        // A dollar sign before a space or a digit after the closing one is money, not mathematics.
        const match = /^\$(?![\s$])([^$\n]{0,1999}?[^\s$])\$(?!\d)/.exec(source);
        return match ? { type: 'formula', raw: match[0], tex: match[1] } : undefined;
      },
      renderer: (token) => formula(String(token.tex), false),
    },
  ],
};

const marked = new Marked({ gfm: true }, formulas, {
  renderer: {
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      const address = webAddress(href);
      return address === undefined ? words : `<a href="${escapeHtml(address)}" rel="noopener noreferrer">${words}</a>`;
    },
    // A text's own headings stand below the section's.
    heading({ tokens, depth }) {
      const level = Math.min(6, depth + 2);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
  },
});

/** @returns HTML without scripts, images or anything else that is fetched */
export function markdownToHtml(text: string): string {
  return marked.parse(text, { async: false });
}

/** A formula as MathML, which needs no fonts of its own. One that cannot be read is shown as it was written. */
export function formula(tex: string, displayMode: boolean): string {
  try {
    return katex.renderToString(tex, { displayMode, output: 'mathml', throwOnError: true, strict: 'ignore', trust: false, maxSize: 20, maxExpand: 200 });
  } catch {
    return `<code>${escapeHtml(tex)}</code>`;
  }
}

/** An address that a report may lead to; undefined for any other, such as `javascript:` or a file. */
export function webAddress(href: string): string | undefined {
  try {
    const url = new URL(href);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
