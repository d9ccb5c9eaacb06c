/** What the studio and the preview's page say to each other: see `shared/report/preview-script`. */

let shown: HTMLIFrameElement | undefined;
let scrolled = 0;

window.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
  if (!shown || source !== shown.contentWindow || typeof data !== 'object' || data === null) return;
  if ('descent' in data && data.descent === 'scroll' && 'y' in data && typeof data.y === 'number') scrolled = data.y;
});

/** The frame that is looked at now; its page goes to where the one before it was. */
export function showPreview(frame: HTMLIFrameElement): void {
  shown = frame;
  // The page has no origin: nothing narrower can be named. It is told nothing but a number.
  frame.contentWindow?.postMessage({ descent: 'scroll', y: scrolled }, '*');
}

/** Another report begins at its top. */
export function resetPreview(): void {
  shown = undefined;
  scrolled = 0;
}

export function printPreview(): void {
  shown?.contentWindow?.postMessage({ descent: 'print' }, '*');
}
