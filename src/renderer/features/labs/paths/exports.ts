import type { OptimizerPath } from '../../../../shared/api/labs.ts';
import { csvText } from '../../../../shared/text/csv.ts';

/** A drawing as a file of its own: style variables are replaced by their colours, and the font named. */
export function svgText(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const { width, height } = drawing.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(Math.round(width)));
  copy.setAttribute('height', String(Math.round(height)));
  copy.setAttribute('font-family', 'Inter, "Noto Sans SC", system-ui, sans-serif');
  const style = getComputedStyle(document.documentElement);
  const resolved = new XMLSerializer().serializeToString(copy).replaceAll(/var\((--[\w-]+)\)/g, (_all, name: string) => style.getPropertyValue(name).trim() || 'currentColor');
  const background = `<rect width="100%" height="100%" fill="${style.getPropertyValue('--panel').trim()}"/>`;
  return resolved.replace(/(<svg[^>]*>)/, `$1${background}`);
}

/** The same as a picture of points, twice as fine as on the screen. */
export async function pngBlob(drawing: SVGSVGElement, scale = 2): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svgText(drawing)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width * scale;
    canvas.height = image.height * scale;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    context.scale(scale, scale);
    context.drawImage(image, 0, 0);
    return await new Promise<Blob>((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture'))), 'image/png'));
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** One row per step: x, y and f of every optimizer. */
export function pathsCsv(paths: ReadonlyMap<string, OptimizerPath>): string {
  const names = [...paths.keys()];
  const length = Math.max(0, ...[...paths.values()].map((path) => path.positions.length));
  const head = ['step', ...names.flatMap((name) => [`${name} x`, `${name} y`, `${name} f`])];
  const rows = Array.from({ length }, (_, step) => [
    step,
    ...names.flatMap((name) => {
      const path = paths.get(name);
      const at = path?.positions[step];
      return at ? [at[0], at[1], path?.values[step] ?? ''] : ['', '', ''];
    }),
  ]);
  return csvText([head, ...rows]);
}

/** Hands a file to the person. */
export function save(name: string, contents: Blob | string, type = 'text/plain'): void {
  const url = URL.createObjectURL(contents instanceof Blob ? contents : new Blob([contents], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
