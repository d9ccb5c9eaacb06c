import { documentError } from '../../shared/experiment/check.ts';
import type { Language } from '../../shared/schema/localized.ts';
import { fromAxis, sizeOf, toAxis, type Domain } from './domain.ts';
import type { TrialSampler } from './sampler.ts';
import { isActive, type Space } from './space.ts';
import { setAt } from '../../shared/experiment/paths.ts';
import type { Settings } from './trial.ts';

/**
 * Every combination, the last parameter changing fastest.
 *
 * A continuous range has no end of values, so all numeric ranges get the same number of evenly spaced points (on a logarithmic axis evenly
 * in the logarithm), as many as `trials` allows; a range of whole numbers never more than it has. Choices are always tried in full.
 * @throws {DescentError} `document-invalid` where `trials` does not allow two points for each range
 */
export function gridSampler(space: Space, trials: number, language: Language = 'en'): TrialSampler {
  const grid = expandGrid(space, trials, language);
  return { adaptive: false, size: grid.length, propose: (index) => grid[index] };
}

/** The settings of the grid, at most `trials`. */
export function expandGrid(space: Space, trials: number, language: Language = 'en'): Settings[] {
  const widest = Math.max(2, ...space.parameters.map(({ domain }) => (domain.kind === 'number' ? Math.min(sizeOf(domain), trials) : 0)));
  let best = combinations(space, 2, trials);
  if (!best) throw tooFew(space, trials, language);
  let [fits, tooMany] = [2, widest + 1];
  while (tooMany - fits > 1) {
    const points = Math.floor((fits + tooMany) / 2);
    const grid = combinations(space, points, trials);
    if (grid) [best, fits] = [grid, points];
    else tooMany = points;
  }
  return best;
}

/** The values of a domain on a grid with so many points per range. */
export function gridValues(domain: Domain, points: number): readonly unknown[] {
  if (domain.kind === 'choice') return domain.values;
  const size = sizeOf(domain);
  if (size <= points) return Array.from({ length: size }, (_, i) => domain.low + i * (domain.step ?? 0));
  const low = toAxis(domain, domain.low);
  const high = toAxis(domain, domain.high);
  const values = Array.from({ length: points }, (_, i) => fromAxis(domain, low + ((high - low) * i) / (points - 1)));
  return [...new Set(values)];
}

/** All settings, or undefined where there are more than `limit`. */
function combinations(space: Space, points: number, limit: number): Settings[] | undefined {
  const found: Settings[] = [];
  const walk = (position: number, settings: Settings, document: object): boolean => {
    const parameter = space.parameters[position];
    if (!parameter) return found.push(settings) <= limit;
    if (!isActive(parameter, document)) return walk(position + 1, settings, document);
    return gridValues(parameter.domain, points).every((value) =>
      walk(position + 1, { ...settings, [parameter.path]: value }, setAt(document, parameter.path, value) ?? document),
    );
  };
  return walk(0, {}, space.base) ? found : undefined;
}

function tooFew(space: Space, trials: number, language: Language) {
  let needed = trials * 2;
  let grid = combinations(space, 2, needed);
  while (!grid && needed < 100_000) {
    needed *= 2;
    grid = combinations(space, 2, needed);
  }
  const least = grid ? String(grid.length) : `${needed}`;
  const expected = grid ? least : `> ${needed}`;
  const message =
    language === 'en'
      ? `search.trials: a grid with every choice and two values of each range has ${grid ? least : `more than ${needed}`} trials, got ${trials}; raise "trials", search fewer parameters, or use "random"`
      : `search.trials：包含全部选项且每个范围取两个值的网格有 ${grid ? least : `${needed} 个以上`}个试验，而 "trials" 为 ${trials}；请增大 "trials"、减少搜索的参数，或改用 "random"`;
  return documentError([{ path: 'search.trials', message, expected, received: String(trials) }]);
}
