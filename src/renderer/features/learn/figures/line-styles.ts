import { dashes, testDash, validationDash, type ChartTheme } from '../../../../shared/charts/theme.ts';
import type { ExperimentDocument, Typed } from '../../../../shared/experiment/document.ts';
import type { FigureLine } from '../../../../shared/experiment/recipe.ts';

/** Optimizers keep their places in the palette on every screen. */
const optimizers: Readonly<Record<string, number>> = { momentum: 0, sgd: 1, adagrad: 2, adam: 3, rmsprop: 4, nesterov: 5, adamw: 6 };

/** Position of a variant in the palette: its optimizer's where the optimizers are compared, else its own turn. */
export function variantPosition(document: ExperimentDocument, variant: string | undefined): number {
  const at = document.variants?.findIndex(({ name }) => name === variant) ?? 0;
  const optimizer = document.variants?.[at]?.set['optimizer'] as Typed | undefined;
  return (optimizer && optimizers[optimizer.type]) ?? Math.max(0, at) % 8;
}

export interface LineStyle {
  readonly colour: string;
  readonly dash: readonly number[];
}

/** Colour and dash of a figure's line. */
export function lineStyle(line: Pick<FigureLine, 'style' | 'variant'>, document: ExperimentDocument, theme: ChartTheme): LineStyle {
  const series = (position: number) => theme.series[position] ?? theme.text;
  switch (line.style) {
    case 'with':
      return { colour: series(0), dash: [] };
    case 'without':
      return { colour: series(1), dash: [6, 4] };
    case 'train':
      return { colour: series(0), dash: [] };
    case 'validation':
      return { colour: theme.text, dash: validationDash };
    case 'test':
      return { colour: theme.text2, dash: testDash };
    case 'run': {
      const position = variantPosition(document, line.variant);
      return { colour: series(position), dash: dashes[position] ?? [] };
    }
  }
}
