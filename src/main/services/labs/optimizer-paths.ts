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
  const memory = Object.fromEntries(definition.memory.map((name) => [name, new Float64Array(2)]));
  const path: OptimizerPath = { positions: [], values: [], gradients: [], memory: Object.fromEntries(definition.memory.map((name) => [name, []])), left: false };
  const lr = options.lr as number;
  for (let t = 0; t <= steps; t++) {
    if (!Number.isFinite(w[0]) || !Number.isFinite(w[1]) || Math.hypot(w[0], w[1]) > 1e9) return { ...path, left: true };
    g.set(surface.gradient(w[0], w[1]));
    path.positions.push([w[0], w[1]]);
    path.values.push(finite(surface.value(w[0], w[1])));
    path.gradients.push([finite(g[0]), finite(g[1])]);
    for (const name of definition.memory) path.memory[name].push([memory[name][0], memory[name][1]]);
    if (t < steps) definition.textbook(options, { lr, t: t + 1 }, { w, g, memory, isWeight: true });
  }
  return path;
}
