/** The colours of charts, light and dark, as the renderer's theme has them: reports are drawn without its style sheet. */

export interface ChartTheme {
  readonly panel: string;
  readonly text: string;
  readonly text2: string;
  readonly text3: string;
  readonly line: string;
  readonly line2: string;
  readonly grid: string;
  readonly axis: string;
  readonly accent: string;
  readonly warn: string;
  readonly bad: string;
  readonly good: string;
  readonly hist: string;
  readonly hist2: string;
  /** In the order in which runs get them. */
  readonly series: readonly string[];
}

export const lightCharts: ChartTheme = {
  panel: '#ffffff',
  text: '#18181b',
  text2: '#52525b',
  text3: '#6b6b74',
  line: '#e4e4e7',
  line2: '#d4d4d8',
  grid: '#ececef',
  axis: '#8b8b94',
  accent: '#4f46e5',
  warn: '#d97706',
  bad: '#b91c1c',
  good: '#0f766e',
  hist: '#7f86e6',
  hist2: '#c4c4cc',
  series: ['#1b74c5', '#b8520a', '#1f9278', '#934789', '#b98815', '#3a9cbd', '#42444e', '#5a1020'],
};

export const darkCharts: ChartTheme = {
  panel: '#151518',
  text: '#f1f1f4',
  text2: '#b0b0ba',
  text3: '#8e8e99',
  line: '#27272d',
  line2: '#3a3a42',
  grid: '#222227',
  axis: '#6c6c77',
  accent: '#9aa2ff',
  warn: '#f5a524',
  bad: '#fb8585',
  good: '#4fd1bd',
  hist: '#6f78e0',
  hist2: '#4a4a54',
  series: ['#5aaaf5', '#ee7428', '#5fce93', '#e67dbb', '#f3dc72', '#82d6ea', '#eeeff5', '#c4636f'],
};

export const chartThemes = { light: lightCharts, dark: darkCharts } as const;

/** Dash patterns in pixels, the second channel beside colour; empty = solid. */
export const dashes: readonly (readonly number[])[] = [[8, 3], [2, 2], [10, 3, 2, 3], [], [5, 2, 1.5, 2], [3, 2], [], [12, 3]];

/** Validation and test within one run's charts. */
export const validationDash: readonly number[] = [6, 4];
export const testDash: readonly number[] = [1.5, 3];

/** Colour and dash of a run by its position in the palette. */
export function runLine(position: number, theme: ChartTheme): { colour: string; dash: readonly number[] } {
  const index = ((position % theme.series.length) + theme.series.length) % theme.series.length;
  return { colour: theme.series[index] ?? theme.text, dash: dashes[index] ?? [] };
}

export const chartFont = "'Inter Variable', 'Noto Sans SC Variable', Inter, 'Noto Sans SC', system-ui, sans-serif";
