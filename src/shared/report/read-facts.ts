import { DescentError } from '../api/errors.ts';
import { reportFactsFormat, reportFactsSchema, type ReportFacts } from './facts.ts';

/** Characters of a report, and levels of nesting of its facts, beyond which it is not looked at. */
export const reportLimits = { characters: 64_000_000, depth: 64 } as const;

/** Where an HTML report holds its facts. */
export const factsElementId = 'descent-report';

/** The element for a report's page. What could end a script is written as escapes of JSON. */
export function factsElement(json: string): string {
  return `<script type="application/json" id="${factsElementId}">${json.replace(/</g, '\\u003c').replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029')}</script>`;
}

/**
 * The facts of a report as HTML or JSON.
 * @throws DescentError `file-invalid` for anything else, with what was expected and what came
 */
export function readFacts(text: string): ReportFacts {
  if (text.length > reportLimits.characters) {
    throw invalid(`it has ${text.length.toLocaleString('en-US')} characters; at most ${reportLimits.characters.toLocaleString('en-US')} are read`);
  }
  const json = jsonOf(text.replace(/^\uFEFF/, ''));
  if (depth(json) > reportLimits.depth) throw invalid(`its facts are nested more than ${reportLimits.depth} levels deep`);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw invalid(`its facts are no JSON (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (format !== reportFactsFormat) throw invalid(`its facts say ${format === undefined ? 'no format' : `format ${JSON.stringify(format)?.slice(0, 80)}`}, expected "${reportFactsFormat}"`);
  const parsed = reportFactsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue ? `${issue.path.map(String).join('.') || 'its facts'}: ${issue.message}` : 'its facts are not whole'}`);
}

function jsonOf(text: string): string {
  if (/^\s*\{/.test(text)) return text;
  const open = new RegExp(`<script\\b[^>]{0,200}\\bid="${factsElementId}"[^>]{0,200}>`, 'i').exec(text);
  if (!open) throw invalid('it is neither HTML with the facts of a report nor JSON');
  const from = open.index + open[0].length;
  const to = text.indexOf('</script', from);
  if (to < 0) throw invalid('its facts break off: the file is not whole');
  return text.slice(from, to);
}

/** Levels of nesting, told without parsing: brackets outside of strings. */
function depth(json: string): number {
  let level = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++level);
    else if (code === 0x7d || code === 0x5d) level--;
  }
  return deepest;
}

function invalid(reason: string, cause?: unknown): DescentError {
  return new DescentError('file-invalid', `This is no report that can be read: ${reason}. Expected a report that Descent made, as HTML or JSON.`, { reason }, { cause });
}
