import type { OptimizerDefinition } from '../../../engine/core/define.ts';
import type { OptimizerPath } from '../../../shared/api/labs.ts';
import type { Surface } from '../../../shared/labs/surfaces.ts';

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * The walk of one optimizer over a surface, by its textbook version: the same lines that training is checked against.
 * The two coordinates are a tensor of two numbers, the slope its gradient.
 */
export function optimizerPath(definition: OptimizerDefinition, options: Readonly<Record<string, unknown>>, surface: Surface, start: readonly [number, number], steps: number): OptimizerPath {
  const w = Float64Array.from(start);
  const g = new Float64Array(2);
  const remembered = Object.entries(definition.memory);
  const memory = Object.fromEntries(remembered.map(([name]) => [name, new Float64Array(2)]));
  const lr = options.lr as number;
  const [carrier] = remembered.filter(([, { carries }]) => carries);
  const path: OptimizerPath = {
    positions: [],
    values: [],
    gradients: [],
    memory: Object.fromEntries(remembered.map(([name]) => [name, []])),
    updates: remembered.map(([name, { title, becomes }]) => ({ name, title, shares: becomes?.(options, { lr, t: 1 }) ?? null })),
    carried: carrier ? { name: carrier[0], factors: [] } : null,
    left: false,
  };
  for (let t = 0; t <= steps; t++) {
    if (!Number.isFinite(w[0]) || !Number.isFinite(w[1]) || Math.hypot(w[0], w[1]) > 1e9) return { ...path, left: true };
    g.set(surface.gradient(w[0], w[1]));
    path.positions.push([w[0], w[1]]);
    path.values.push(finite(surface.value(w[0], w[1])));
    path.gradients.push([finite(g[0]), finite(g[1])]);
    for (const [name] of remembered) path.memory[name].push([memory[name][0], memory[name][1]]);
    path.carried?.factors.push(carrier[1].carries?.(options, { lr, t: t + 1 }) ?? 0);
    if (t < steps) definition.textbook(options, { lr, t: t + 1 }, { w, g, memory, isWeight: true });
  }
  return path;
}
