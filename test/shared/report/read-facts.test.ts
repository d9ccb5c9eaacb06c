import { describe, expect, it } from 'vitest';
import { reportFactsFormat, type ReportFacts } from '../../../src/shared/report/facts.ts';
import { canonicalJson } from '../../../src/shared/text/canonical-json.ts';
import type { DescentError } from '../../../src/shared/api/errors.ts';
import { worded } from '../../../src/shared/api/reasons.ts';
import { factsElement, readFacts } from '../../../src/shared/report/read-facts.ts';

const facts: ReportFacts = {
  format: reportFactsFormat,
  madeAt: 1,
  program: '1.0.0',
  source: { kind: 'experiment', id: 'abcd-123456', name: '</script><!-- \u2028 "quoted"' },
  experiment: null,
  runs: [],
  sweep: null,
};

it('facts come back out of a page as they went in, whatever is in their texts', () => {
  const page = `<!doctype html><body>${factsElement(canonicalJson(facts))}<script>alert()</script>`;
  expect(page.match(/<\/script/g)).toHaveLength(2);
  expect(readFacts(page)).toEqual(facts);
  expect(readFacts(canonicalJson({ ...facts, series: [] }))).toEqual(facts);
});

it('the same facts are the same text, in whatever order their keys came', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
});

describe('what is no report is refused with a code and a reason', () => {
  it('in the language of who reads', () => {
    const refused = (text: string) => {
      try {
        readFacts(text);
      } catch (error) {
        return worded((error as DescentError).detail, 'zh');
      }
      throw new Error('it was read');
    };
    expect(refused('<h1>Holiday</h1>')).toBe('无法读取这份报告：它既不是带有报告数据的 HTML，也不是 JSON。应为 Descent 生成的 HTML 或 JSON 报告。');
    expect(refused('{"format":"other"}')).toContain('注明的格式是 "other"，应为 "descent/report');
  });

  it.each([
    ['nothing', '', /neither HTML/],
    ['a page of something else', '<html><script>1</script>', /neither HTML/],
    ['a page that breaks off', factsElement(canonicalJson(facts)).slice(0, 100), /break off/],
    ['broken JSON', '{"format":', /no JSON/],
    ['another format', '{"format":"descent/report@9"}', /report@9/],
    ['facts that miss something', canonicalJson({ ...facts, runs: undefined }), /runs/],
    ['deep nesting', `{"format":"${reportFactsFormat}","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /nested/],
  ])('%s', (_what, text, reason) => {
    expect(() => readFacts(text)).toThrow(expect.objectContaining({ code: 'file-invalid', message: expect.stringMatching(reason) }));
  });
});
