import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { pageScript } from '../../../src/main/services/reports/page-script.ts';
import { contentSecurityPolicy } from '../../../src/shared/api/content-security-policy.ts';
import { pageScriptHash, previewScript, previewScriptHash, withPreviewScript } from '../../../src/shared/report/preview-script.ts';

const hashOf = (script: string) => `sha256-${createHash('sha256').update(script).digest('base64')}`;

it('the hashes that the studio’s policy names are those of the two scripts', () => {
  expect(pageScriptHash).toBe(hashOf(pageScript));
  expect(previewScriptHash).toBe(hashOf(previewScript));
  const allowed = `script-src 'self' '${pageScriptHash}' '${previewScriptHash}';`;
  expect(contentSecurityPolicy()).toContain(allowed);
  expect(readFileSync(resolve(import.meta.dirname, '../../../src/renderer/index.html'), 'utf8')).toContain(allowed);
});

it('the preview’s page is the report’s with one script more, which its policy names', () => {
  const page = `<html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-a'"></head><body><p>script-src '</p></body></html>`;
  const preview = withPreviewScript(page);
  expect(preview).toContain(`script-src '${previewScriptHash}' 'sha256-a'`);
  expect(preview).toContain("<p>script-src '</p>");
  expect(preview.endsWith(`<script>${previewScript}</script></body></html>`)).toBe(true);
});
