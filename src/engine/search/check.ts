import { DescentError, type Problem } from '../../shared/api/errors.ts';
import { documentError } from '../../shared/experiment/check.ts';
import type { Distribution, ExperimentDocument, RunDocument, SearchSection } from '../../shared/experiment/document.ts';
import { applySettings } from '../../shared/experiment/expand.ts';
import { getAt } from '../../shared/experiment/paths.ts';
import type { CatalogDescription } from '../../shared/schema/definition.ts';
import type { Language } from '../../shared/schema/localized.ts';
import { isWhole } from './domain.ts';
import { createSearch } from './search.ts';
import { createSpace, fulfils, valuesOf } from './space.ts';
import type { Settings } from './trial.ts';

/**
 * What is wrong with a document's search beyond its form: no validation set to judge by, a goal against the metric, paths that lead
 * nowhere, ends of a range or choices that the document does not allow, conditions in a circle, a grid larger than its trials.
 * @returns no problem: every trial the search can propose is a valid document
 */
export function searchProblems(document: ExperimentDocument, catalog: CatalogDescription, language: Language = 'en'): readonly Problem[] {
  const { search } = document;
  if (!search) return [];
  const base = baseOf(document);
  const problems = [...judgeProblems(document, search, language), ...spaceProblems(base, search, catalog, language)];
  if (problems.length > 0) return problems;
  try {
    createSearch({ section: search, base, seed: document.seed, epochs: document.training.epochs ?? undefined, language });
    return [];
  } catch (error) {
    return problemsOf(error);
  }
}

/** @throws {DescentError} `document-invalid` with the problems of `searchProblems` */
export function checkSearch(document: ExperimentDocument, catalog: CatalogDescription, language: Language = 'en'): asserts document is ExperimentDocument & { readonly search: SearchSection } {
  if (!document.search) throw documentError([problem('search', language, { en: 'a search section', zh: 'search 部分' }, language === 'en' ? 'nothing' : '空')]);
  const problems = searchProblems(document, catalog, language);
  if (problems.length > 0) throw documentError(problems);
}

/** A document without what makes several runs of it. */
export function baseOf({ variants: _variants, search: _search, repeats: _repeats, ...base }: ExperimentDocument): RunDocument {
  return base;
}

function judgeProblems(document: ExperimentDocument, search: SearchSection, language: Language): Problem[] {
  const problems: Problem[] = [];
  if (!(document.data.validation > 0)) {
    const expected = {
      en: 'a share above 0, such as 0.2: a search is judged on a validation set, because settings chosen by the test set would make the test worthless',
      zh: '大于 0 的比例，例如 0.2：搜索依据验证集评判，若用测试集来挑选设置，测试就失去意义',
    };
    problems.push(problem('data.validation', language, expected, String(document.data.validation)));
  }
  const goal = search.metric === 'validationLoss' ? 'minimize' : 'maximize';
  if (search.goal !== goal) problems.push(problem('search.goal', language, { en: `"${goal}", which goes with "${search.metric}"`, zh: `"${goal}"（与 "${search.metric}" 相配）` }, `"${search.goal}"`));
  if (Object.keys(search.space).length === 0) problems.push(problem('search.space', language, { en: 'at least one parameter to search', zh: '至少一个要搜索的参数' }, '{}'));
  const { pruning } = search;
  const { epochs } = document.training;
  if (pruning && epochs == null) {
    problems.push(problem('training.epochs', language, { en: 'the length in epochs, because trials are given up after whole epochs; or "search.pruning" left out', zh: '以轮次表示的长度，因为试验在整轮之后才会被放弃；或去掉 "search.pruning"' }, language === 'en' ? 'nothing' : '空'));
  } else if (pruning && epochs != null && pruning.minEpochs >= epochs) {
    problems.push(problem('search.pruning.minEpochs', language, { en: `fewer epochs than the ${epochs} of a trial`, zh: `少于试验的 ${epochs} 轮` }, String(pruning.minEpochs)));
  }
  return problems;
}

function spaceProblems(base: RunDocument, search: SearchSection, catalog: CatalogDescription, language: Language): Problem[] {
  for (const path of Object.keys(search.space)) {
    const reason = untouchable.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}.`));
    if (reason) return [problem(`search.space.${path}`, language, reason.expected, `"${path}"`)];
    if (search.pruning && (path.startsWith('training.epochs') || path.startsWith('training.iterations'))) {
      return [problem(`search.space.${path}`, language, { en: 'trials of one length, because they are compared after the same epochs; take "search.pruning" out to search the length', zh: '长度相同的试验，因为它们在相同轮次后比较；要搜索长度请去掉 "search.pruning"' }, `"${path}"`)];
    }
  }
  let parameters;
  try {
    ({ parameters } = createSpace(search.space, base, language));
  } catch (error) {
    return problemsOf(error);
  }
  // Each value that stands at an edge is put into the document alone, after what makes its parameter active.
  return parameters.flatMap(({ path, when }) =>
    probes(search.space[path]).flatMap(({ value, at }) => {
      const where = `search.space.${path}${at}`;
      for (const before of contexts(path, when, search.space, base)) {
        try {
          applySettings(base, { ...before, [path]: value }, catalog, where, language);
        } catch (error) {
          return problemsOf(error).map((found) => ({ ...found, path: where }));
        }
      }
      return [];
    }),
  );
}

/** What a search may not change, because it would change what trials are judged by. */
const untouchable = [
  { prefix: 'data', expected: { en: 'a parameter of the network or its training; all trials share the same data', zh: '网络或训练的参数；所有试验使用相同的数据' } },
  { prefix: 'training.evaluate', expected: { en: 'a parameter of the network or its training; all trials are evaluated alike', zh: '网络或训练的参数；所有试验以相同方式评估' } },
  { prefix: 'format', expected: { en: 'a parameter of the network or its training', zh: '网络或训练的参数' } },
  { prefix: 'name', expected: { en: 'a parameter of the network or its training', zh: '网络或训练的参数' } },
];

/** Values that stand for all of a distribution: each choice; of a range its ends, and a broken number in between where those occur. */
function probes(distribution: Distribution): { value: unknown; at: string }[] {
  if (distribution.distribution === 'choice') return distribution.values.map((value, i) => ({ value, at: `.values.${i}` }));
  const { low, high } = distribution;
  const ends = [
    { value: low, at: '.low' },
    { value: high, at: '.high' },
  ];
  return isWhole(distribution) || low === high ? ends : [...ends, { value: Number((low + (high - low) * 0.376543).toPrecision(6)), at: '' }];
}

/**
 * Settings under which a parameter is active: one for each value of the choice that it lies inside of and each value that brings its
 * condition about.
 */
function contexts(path: string, when: Distribution['when'], space: SearchSection['space'], base: RunDocument): Settings[] {
  const choices = Object.entries(space).flatMap(([outer, distribution]) => (distribution.distribution === 'choice' ? [{ outer, values: distribution.values }] : []));
  let found: Settings[] = [{}];
  for (const { outer, values } of choices) {
    if (outer === path) continue;
    const encloses = path.startsWith(`${outer}.`);
    const decides = when && (when.path === outer || when.path.startsWith(`${outer}.`));
    const allowed = decides ? values.filter((value) => fulfils(when.path === outer ? value : getAt(value, when.path.slice(outer.length + 1)), when)) : values;
    if (encloses || decides) found = found.flatMap((settings) => allowed.map((value) => ({ ...settings, [outer]: value })));
  }
  const decided = when && (found.length === 0 || choices.some(({ outer }) => when.path === outer || when.path.startsWith(`${outer}.`)));
  if (!when || decided || fulfils(getAt(base, when.path), when)) return found;
  // The condition is on a number that is searched, or never holds.
  return Object.hasOwn(space, when.path) ? found.flatMap((settings) => valuesOf(when).map((value) => ({ ...settings, [when.path]: value }))) : [];
}

function problem(path: string, language: Language, expected: { readonly en: string; readonly zh: string }, received: string): Problem {
  const message = language === 'en' ? `${path}: expected ${expected.en}, got ${received}` : `${path}：应为${expected.zh}，得到 ${received}`;
  return { path, message, expected: expected[language], received };
}

function problemsOf(error: unknown): Problem[] {
  if (error instanceof DescentError && Array.isArray(error.detail.problems)) return error.detail.problems as Problem[];
  throw error;
}
