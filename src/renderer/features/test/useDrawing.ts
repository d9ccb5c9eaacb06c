import { computed, shallowRef } from 'vue';
import { centreDigit, frameFor, shrinkDrawing } from '../../../shared/digits/centre.ts';
import type { Greys } from '../../../shared/digits/ink.ts';
import { drawStrokes, type Stroke, type StrokePoint } from '../../../shared/digits/strokes.ts';

/** What lies on the pad: strokes of a pen, a picture from a file, or a test example as it is. */
export type Sheet =
  | { readonly kind: 'strokes'; readonly strokes: readonly Stroke[] }
  | { readonly kind: 'picture'; readonly picture: Greys; readonly name: string; readonly turned: boolean }
  | { readonly kind: 'example'; readonly index: number; readonly label: number; readonly pixels: Uint8Array };

export const thinnest = 10;
export const thickest = 44;

/** A drawing, and what a network is given of it. @param size [height, width] of the network's pictures; undefined until it is known */
export function useDrawing(size: () => readonly [number, number] | undefined) {
  const sheet = shallowRef<Sheet>({ kind: 'strokes', strokes: [] });
  const thickness = shallowRef(24);
  const centred = shallowRef(true);

  const strokes = computed(() => (sheet.value.kind === 'strokes' ? sheet.value.strokes : []));
  const isEmpty = computed(() => sheet.value.kind === 'strokes' && sheet.value.strokes.length === 0);

  function begin(point: StrokePoint): void {
    sheet.value = { kind: 'strokes', strokes: [...strokes.value, { width: thickness.value, points: [point] }] };
  }
  function extend(points: readonly StrokePoint[]): void {
    const last = strokes.value.at(-1);
    if (!last || points.length === 0) return;
    sheet.value = { kind: 'strokes', strokes: [...strokes.value.slice(0, -1), { ...last, points: [...last.points, ...points] }] };
  }
  function undo(): void {
    sheet.value = { kind: 'strokes', strokes: strokes.value.slice(0, -1) };
  }
  function clear(): void {
    sheet.value = { kind: 'strokes', strokes: [] };
  }

  /** Bytes for the network; undefined where nothing is drawn. */
  const pixels = computed<Uint8Array | undefined>(() => {
    const wanted = size();
    if (!wanted || isEmpty.value) return undefined;
    const [height, width] = wanted;
    const what = sheet.value;
    // An example of the test set is given as it is: it was centred when it was made.
    if (what.kind === 'example') return what.pixels;
    const drawing = what.kind === 'picture' ? what.picture : drawStrokes(what.strokes);
    return centred.value ? centreDigit(drawing, frameFor(width, height)) : shrinkDrawing(drawing, frameFor(width, height));
  });

  return { sheet, thickness, centred, strokes, isEmpty, begin, extend, undo, clear, pixels };
}

export type Drawing = ReturnType<typeof useDrawing>;
