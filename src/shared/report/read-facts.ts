import type { DescentError } from '../api/errors.ts';
import { refusal } from '../api/reasons.ts';
import type { Localized } from '../schema/localized.ts';
import { reportFactsFormat, reportFactsSchema, type ReportFacts } from './facts.ts';

/** Characters of a report, and levels of nesting of its facts, beyond which it is not looked at. */
export const reportLimits = { characters: 64_000_000, depth: 64 } as const;

/** Where an HTML report holds its facts. */
export const factsElementId = 'descent-report';

/** Looks at a file's size before anything of it is read. @throws DescentError `file-invalid` for one that is too large to be a report */
export function assertReportSize(bytes: number): void {
  // No character takes more than four bytes.
  if (bytes <= 4 * reportLimits.characters) return;
  const size = bytes.toLocaleString('en-US');
  throw invalid({ en: `it has ${size} bytes`, zh: `它有 ${size} 字节` });
}

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
    const [has, most] = [text.length, reportLimits.characters].map((count) => count.toLocaleString('en-US'));
    throw invalid({ en: `it has ${has} characters; at most ${most} are read`, zh: `它有 ${has} 个字符，最多读取 ${most} 个` });
  }
  const json = jsonOf(text.replace(/^\uFEFF/, ''));
  if (depth(json) > reportLimits.depth) throw invalid({ en: `its facts are nested more than ${reportLimits.depth} levels deep`, zh: `其中的数据嵌套超过 ${reportLimits.depth} 层` });
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw invalid({ en: `its facts are no JSON (${said})`, zh: `其中的数据不是 JSON（${said}）` }, cause);
  }
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (format !== reportFactsFormat) {
    const given = format === undefined ? undefined : JSON.stringify(format)?.slice(0, 80);
    throw invalid({ en: `its facts say ${given === undefined ? 'no format' : `format ${given}`}, expected "${reportFactsFormat}"`, zh: `其中的数据${given === undefined ? '没有注明格式' : `注明的格式是 ${given}`}，应为 "${reportFactsFormat}"` });
  }
  const parsed = reportFactsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join('.');
  throw invalid(issue ? { en: `${where || 'its facts'}: ${issue.message}`, zh: `${where || '其中的数据'}：${issue.message}` } : { en: 'its facts are not whole', zh: '其中的数据不完整' });
}

function jsonOf(text: string): string {
  if (/^\s*\{/.test(text)) return text;
  const open = new RegExp(`<script\\b[^>]{0,200}\\bid="${factsElementId}"[^>]{0,200}>`, 'i').exec(text);
  if (!open) throw invalid({ en: 'it is neither HTML with the facts of a report nor JSON', zh: '它既不是带有报告数据的 HTML，也不是 JSON' });
  const from = open.index + open[0].length;
  const to = text.indexOf('</script', from);
  if (to < 0) throw invalid({ en: 'its facts break off: the file is not whole', zh: '其中的数据中断：文件不完整' });
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

function invalid(why: Localized, cause?: unknown): DescentError {
  return refusal('file-invalid', 'not-a-report', { why }, { cause });
}
