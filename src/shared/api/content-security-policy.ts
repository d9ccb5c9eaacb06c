import { pageScriptHash, previewScriptHash } from '../report/preview-script.ts';

/**
 * What a page of the studio may load, whichever door it came through: its own files and its own connection, nothing from anywhere else, no
 * eval, no inline script but the two of a report's preview, whose frame has no origin and takes over this policy. Inline styles are needed
 * by the positioning of menus and by charts.
 * @param connect extra sources the page may connect to, such as the WebSocket of the loopback server
 */
export function contentSecurityPolicy(...connect: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src 'self' '${pageScriptHash}' '${previewScriptHash}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
