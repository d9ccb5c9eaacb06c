import { useChartTheme } from '../../../charts/useChartTheme.ts';
import { useSeries } from '../../../ui/useSeries.ts';
import { dashes, testDash, validationDash, type ChartTheme } from '../../../../shared/charts/theme.ts';
import type { ExperimentDocument, Typed } from '../../../../shared/experiment/document.ts';
import type { FigureLine } from '../../../../shared/experiment/recipe.ts';

type Series = ReturnType<typeof useSeries>;

/** Position of a variant in the palette: its optimizer's where the optimizers are compared, else its own turn. */
function variantPosition(document: ExperimentDocument, variant: string | undefined, series: Series): number {
  const at = document.variants?.findIndex(({ name }) => name === variant) ?? 0;
  const optimizer = document.variants?.[at]?.set['optimizer'] as Typed | undefined;
  return series('optimizer', optimizer?.type) ?? Math.max(0, at) % 8;
}

export interface LineStyle {
  readonly colour: string;
  readonly dash: readonly number[];
}

/** Colour and dash of a figure's lines, in the theme that is shown. */
export function useLineStyles(): (line: Pick<FigureLine, 'style' | 'variant'>, document: ExperimentDocument) => LineStyle {
  const theme = useChartTheme();
  const series = useSeries();
  return (line, document) => lineStyle(line, document, theme.value, series);
}

function lineStyle(line: Pick<FigureLine, 'style' | 'variant'>, document: ExperimentDocument, theme: ChartTheme, declared: Series): LineStyle {
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
      const position = variantPosition(document, line.variant, declared);
      return { colour: series(position), dash: dashes[position] ?? [] };
    }
  }
}
