import type { ParameterValue } from '../experiment/parameters.ts';

type Parameters = Readonly<Record<string, ParameterValue>>;

/** One thing in which two settings differ. */
export interface Factor {
  /** The path that names it, such as `optimizer.type` or `optimizer.lr`. */
  readonly path: string;
  readonly from: ParameterValue;
  readonly to: ParameterValue;
}

/** Keys that choose a type: parameters that only one side has belong to such a choice. */
const choosing = /\.(type|scheme|source)$/;

/**
 * The factors in which two settings differ. Parameters that one side lacks because its type has none of that name
 * (`optimizer.beta1`) are no factors of their own: they come with the type.
 */
export function factorsBetween(from: Parameters, to: Parameters): Factor[] {
  const paths = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((path) => (from[path] ?? null) !== (to[path] ?? null));
  const chosen = paths.filter((path) => choosing.test(path)).map((path) => path.slice(0, path.lastIndexOf('.') + 1));
  return paths
    .filter((path) => choosing.test(path) || (path in from && path in to) || !chosen.some((section) => path.startsWith(section)))
    .map((path) => ({ path, from: from[path] ?? null, to: to[path] ?? null }));
}

/**
 * The settings of the run that tells two factors apart: `to` with every numeric factor but its choice of type as in `from`.
 * Where no type differs, `from` with its first factor as in `to`.
 */
export function controlBetween(from: Parameters, to: Parameters): { readonly set: Readonly<Record<string, ParameterValue>>; readonly base: 'from' | 'to' } | undefined {
  const factors = factorsBetween(from, to);
  if (factors.length < 2) return undefined;
  const type = factors.find(({ path }) => choosing.test(path));
  if (type) return { base: 'to', set: Object.fromEntries(factors.filter((factor) => factor !== type).map((factor) => [factor.path, factor.from])) };
  const [first] = factors;
  return first && { base: 'from', set: { [first.path]: first.to } };
}

/** Whether some settings are exactly a base with values replaced. */
export function isControl(candidate: Parameters, base: Parameters, set: Parameters): boolean {
  const wanted = { ...base, ...set };
  const paths = new Set([...Object.keys(candidate), ...Object.keys(wanted)]);
  return [...paths].every((path) => (candidate[path] ?? null) === (wanted[path] ?? null));
}
