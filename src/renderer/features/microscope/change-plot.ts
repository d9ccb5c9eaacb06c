import type { StepView } from '../../../shared/api/microscope.ts';
import { linearAxis, powerText } from '../../../shared/charts/plot-axis.ts';
import type { PointChartSpec } from '../../../shared/charts/point-chart.ts';
import { quantityOf } from './useStep.ts';

/** How the changes of a unit's weights go with their gradients. */
export type Relation = 'still' | 'proportional' | 'own';

/** Largest departure from the line through 0, as a share of the largest change, that still is one. Changes are differences of float32 numbers. */
const tolerance = 0.01;

/** Whether each weight moved by one and the same factor times its gradient. */
export function relationOf(view: StepView): Relation {
  const [gradients, changes] = [quantityOf(view, 'gradient'), quantityOf(view, 'change')];
  const largest = Math.max(...changes.map(Math.abs));
  if (!(largest > 0)) return 'still';
  // Least squares through 0.
  const slope = changes.reduce((sum, change, at) => sum + change * (gradients[at] ?? 0), 0) / (gradients.reduce((sum, gradient) => sum + gradient * gradient, 0) || 1);
  return changes.every((change, at) => Math.abs(change - slope * (gradients[at] ?? 0)) <= tolerance * largest) ? 'proportional' : 'own';
}

/** The gradient (across) and the change (upwards) of every input of the unit, with the chosen one marked. */
export function changePlot(view: StepView, input: number): PointChartSpec {
  const [gradients, changes] = [quantityOf(view, 'gradient'), quantityOf(view, 'change')];
  const axis = (values: readonly number[]) => {
    const most = Math.max(1e-12, ...values.map(Math.abs));
    return linearAxis(-most, most, { most: 4, round: true, ...(most < 1e-4 ? { format: (value) => (value === 0 ? '0' : powerText(value)) } : {}) });
  };
  return {
    points: changes.map((change, at) => ({ id: at, x: gradients[at], y: change, look: at === input ? 'best' : 'plain' })),
    x: axis(gradients),
    y: axis(changes),
    rules: [0],
    mark: { x: gradients[input], y: changes[input], text: '', side: 'top' },
    margin: { left: 64, right: 20, top: 18, bottom: 26 },
  };
}
