import { differingPaths, type ParameterValue } from '../../../../shared/experiment/parameters.ts';
import type { ReportBlock, ReportCell } from '../../../../shared/report/model.ts';
import { count } from '../../../../shared/text/numbers.ts';
import { fill } from '../../../../shared/report/words.ts';
import type { Making } from '../making.ts';

/** Groups that stand side by side as columns; more of them stand as rows. */
const mostColumns = 5;
/** Columns of a table that still fit on a page. */
const widest = 6;

/** What was set: of several groups the differences first, then what they have in common, then the network. */
export function settingsSection(making: Making): ReportBlock[] {
  const { groups, words } = making;
  const [first] = groups;
  if (!first) return [{ kind: 'note', tone: 'plain', text: words.noRuns }];
  const differing = groups.length > 1 ? differingPaths(groups.map(({ parameters }) => parameters)) : [];
  return [...(differing.length > 0 ? differences(making, differing) : []), common(making, new Set(differing)), ...network(making, differing)];
}

function differences(making: Making, paths: readonly string[]): ReportBlock[] {
  const { groups, words, parameters } = making;
  const documents = groups.flatMap(({ members }) => members.map(({ document }) => document));
  const label = (path: string) => parameters.label(path, documents);
  const value = (path: string, group: Making['groups'][number]): ReportCell => ({
    text: parameters.value(path, group.parameters[path], group.members.map(({ document }) => document)),
    quiet: (group.parameters[path] ?? null) === null,
  });
  const name = (group: Making['groups'][number]): ReportCell => ({ text: group.name, line: group.position, strong: true });
  if (groups.length <= mostColumns) {
    return [
      {
        kind: 'table',
        caption: words.settingsDiffer,
        table: { columns: [{ title: words.setting }, ...groups.map(({ name: title }) => ({ title }))], rows: paths.map((path) => [{ text: label(path) }, ...groups.map((group) => value(path, group))]) },
      },
    ];
  }
  // A table that would be too wide for paper goes on in another.
  const pieces = Math.ceil(paths.length / widest);
  const each = Math.ceil(paths.length / pieces);
  return Array.from({ length: pieces }, (_, piece): ReportBlock => {
    const own = paths.slice(piece * each, (piece + 1) * each);
    return {
      kind: 'table',
      caption: words.settingsDiffer,
      table: { columns: [{ title: words.group }, ...own.map((path) => ({ title: label(path), number: groups.some(({ parameters: set }) => typeof set[path] === 'number') }))], rows: groups.map((group) => [name(group), ...own.map((path) => value(path, group))]) },
    };
  });
}

/** Settings that all share, without the layers: the network has a table of its own. */
function common({ groups, words, parameters, reported }: Making, differing: ReadonlySet<string>): ReportBlock {
  const documents = reported.runs.map(({ document }) => document);
  const set = groups[0]?.parameters ?? {};
  const rows = Object.entries(set)
    .filter(([path, value]) => !differing.has(path) && !path.startsWith('network.layers.') && isSaid(path, value))
    .map(([path, value]): ReportCell[] => [{ text: parameters.label(path, documents) }, { text: parameters.value(path, value, documents) }]);
  const seeds = [...new Set(reported.runs.map(({ run }) => run.seed))];
  const alike = groups.length === 1 ? (reported.runs.length > 1 ? words.settingsAlike : words.section.settings) : words.settingsCommon;
  return {
    kind: 'table',
    caption: alike,
    table: { columns: [{ title: words.setting }, { title: words.value }], rows: [...rows, [{ text: seeds.length > 1 ? words.seeds : words.seed }, { text: seeds.slice(0, 20).join(', ') + (seeds.length > 20 ? ' …' : '') }]] },
  };
}

/** What is off is not said. */
function isSaid(path: string, value: ParameterValue): boolean {
  if (value === null || value === '') return false;
  return !(value === 0 && /^(regularization\.|data\.validation|schedule\.warmup)/.test(path)) && path !== 'training.inspect';
}

function network(making: Making, differing: readonly string[]): ReportBlock[] {
  const { groups, words, parameters } = making;
  const [first] = groups;
  const document = first?.members[0]?.document;
  // Networks that differ layer by layer are told by the table of differences.
  if (!document || differing.some((path) => /^network\.layers\.\d+\.type$/.test(path))) return [];
  const changing = new Set(differing.flatMap((path) => /^network\.layers\.(\d+)\./.exec(path)?.[1] ?? []));
  const weights = first.members[0]?.run.parameters ?? null;
  return [
    {
      kind: 'table',
      caption: [words.network, ...(weights !== null && changing.size === 0 ? [fill(words.parameters, { count: count(weights) }) + (making.language === 'en' ? '.' : '。')] : [])].join(making.language === 'en' ? ' ' : ''),
      table: {
        columns: [{ title: '', number: true }, { title: words.layer }, { title: words.setting }],
        rows: document.network.layers.map((layer, position): ReportCell[] => [
          { text: String(position + 1), quiet: true },
          { text: parameters.typeTitle('layer', layer.type) },
          changing.has(String(position)) ? { text: '…', quiet: true } : { text: parameters.layerSettings(document, position) },
        ]),
      },
    },
  ];
}
