import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { OptimizerPath } from '../../../../shared/api/labs.ts';
import { plain } from '../../../ui/format.ts';
import { stepArrows } from './step-tex.ts';
import type { Walker } from './usePaths.ts';

/** The plot's scales: pixels of a point, and pixels of one unit on each axis. */
export interface PlotScales {
  readonly pixel: (point: readonly [number, number]) => readonly [number, number];
  readonly perX: number;
  readonly perY: number;
}

/** An arrow in pixels: its line, and the corners of its head. */
export interface PlacedArrow {
  readonly line: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
  readonly head: readonly (readonly [number, number])[];
}

/** Pixels shorter than this no arrow shows, and longer none is drawn. */
const [shortest, longest] = [3, 4000];
const magnifications = [0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 50];

/** The arrows of one optimizer's step (gradient, what earlier gradients add, step taken) and the legend that names them; empty where no walker is given. */
export function useStepArrows(walker: () => Walker | undefined, path: () => OptimizerPath | undefined, step: () => number, scales: ComputedRef<PlotScales>) {
  const { t } = useI18n();

  /** How much the gradient's arrow is drawn larger than it is: one factor for the whole path, so that arrows can be compared. */
  const magnify = computed(() => {
    const [walking, walked] = [walker(), path()];
    if (!walked || !walking) return 1;
    const { lr } = walking.options;
    const { perX, perY } = scales.value;
    const lengths = walked.gradients.map(([gx, gy]) => Math.hypot((gx ?? 0) * lr * perX, (gy ?? 0) * lr * perY)).sort((a, b) => a - b);
    const usual = lengths[Math.floor(lengths.length * 0.6)] ?? 0;
    return magnifications.find((factor) => usual * factor >= 24) ?? magnifications[magnifications.length - 1];
  });

  const arrows = computed(() => {
    const [walking, walked] = [walker(), path()];
    if (!walking || !walked) return [];
    const parts = stepArrows(walking.options.lr, walked, step());
    const from = walked.positions[step()];
    if (!parts || !from) return [];
    const at = scales.value.pixel(from);
    const { gradient, carried, taken } = parts;
    return [
      { key: 'gradient', colour: 'var(--bad)', width: 2, placed: placeArrow(at, gradient, scales.value, magnify.value) },
      { key: 'carried', colour: 'var(--s5)', width: 2, placed: carried && placeArrow(at, carried, scales.value) },
      { key: 'taken', colour: 'var(--text)', width: 2.5, placed: placeArrow(at, taken, scales.value) },
    ].flatMap(({ placed, ...rest }) => (placed ? [{ ...rest, ...placed }] : []));
  });

  const legend = computed(() => {
    const options = walker()?.options;
    if (!options) return [];
    const carried = path()?.carried;
    const factor = magnify.value === 1 ? '' : ` (×${plain(magnify.value)})`;
    return [
      { key: 'taken', colour: 'var(--text)', words: t('labs.paths.taken') },
      ...(carried ? [{ key: 'carried', colour: 'var(--s5)', words: t('labs.paths.carriedArrow', { factor: plain(Number((carried.factors[step()] ?? 0).toPrecision(2))), name: carried.name }) }] : []),
      { key: 'gradient', colour: 'var(--bad)', words: t('labs.paths.gradientArrow', { lr: plain(options.lr) }) + factor },
    ];
  });

  return { arrows, legend };
}

/** @param along in the surface's own units */
function placeArrow([x, y]: readonly [number, number], along: readonly [number, number], { perX, perY }: PlotScales, factor = 1): PlacedArrow | undefined {
  const vx = along[0] * perX * factor;
  const vy = -along[1] * perY * factor;
  const length = Math.hypot(vx, vy);
  if (!(length > shortest) || length > longest) return undefined;
  const [ux, uy] = [vx / length, vy / length];
  const head = Math.min(9, length * 0.6);
  const half = head * 0.48;
  const [ex, ey] = [x + vx, y + vy];
  const [bx, by] = [ex - ux * head, ey - uy * head];
  return { line: { x1: x, y1: y, x2: bx, y2: by }, head: [[ex, ey], [bx - uy * half, by + ux * half], [bx + uy * half, by - ux * half]] };
}
