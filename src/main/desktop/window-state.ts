import { readFileSync, writeFileSync } from 'node:fs';
import type { Language } from '../../shared/schema/localized.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is kept of the window from one start to the next. */
export interface WindowState {
  /** Where it stands when it is not maximized. */
  readonly bounds?: Rectangle;
  readonly maximized: boolean;
  readonly language?: Language;
}

export const smallest = { width: 960, height: 640 } as const;
const usual = { width: 1440, height: 900 } as const;
/** So much of the window's head must lie on a screen for it to be moved by hand, in pixels. */
const grip = { width: 160, height: 32 } as const;

/**
 * Where the window opens: where it was, unless that is on no screen any more; never larger than its screen.
 * @param areas the screens' work areas, the main one first
 * @returns without `x` and `y` the window system places it
 */
export function placeWindow({ bounds }: WindowState, areas: readonly Rectangle[]): { width: number; height: number; x?: number; y?: number } {
  const screen = bounds && areas.find((area) => overlap(bounds.x, bounds.width, area.x, area.width) >= grip.width && bounds.y >= area.y && bounds.y + grip.height <= area.y + area.height);
  const area = screen ?? areas[0];
  const fit = (size: 'width' | 'height') => {
    const wanted = Math.max(smallest[size], (screen && bounds ? bounds : usual)[size]);
    return area ? Math.min(wanted, area[size]) : wanted;
  };
  const size = { width: fit('width'), height: fit('height') };
  return screen && bounds ? { ...size, x: bounds.x, y: bounds.y } : size;
}

const overlap = (a: number, aSize: number, b: number, bSize: number): number => Math.min(a + aSize, b + bSize) - Math.max(a, b);

/** What was kept; anything that does not fit is as if it were not there. */
export function readWindowState(file: string): WindowState {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<keyof WindowState, unknown>>;
    const { bounds, maximized, language } = kept;
    return {
      ...(isRectangle(bounds) ? { bounds } : {}),
      maximized: maximized === true,
      ...(language === 'en' || language === 'zh' ? { language } : {}),
    };
  } catch {
    return { maximized: false };
  }
}

/** Keeps it; where it can't be written the window opens in its usual place the next time. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, `${JSON.stringify(state)}\n`);
  } catch {
    // A read-only folder must not stop the window from closing.
  }
}

function isRectangle(value: unknown): value is Rectangle {
  return typeof value === 'object' && value !== null && (['x', 'y', 'width', 'height'] as const).every((key) => key in value && Number.isInteger((value as Record<string, unknown>)[key]));
}
