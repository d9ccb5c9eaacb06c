import { slots, type CatalogDescription, type DefinitionDescription, type SlotName } from '../schema/definition.ts';
import { kindOf, type ParameterDescription } from '../schema/kinds/index.ts';
import { localize, type Language, type Localized } from '../schema/localized.ts';

/** Reference pages, made from the declarations alone: as files of the documentation and as pages inside the studio. */

/** What a page of a slot is called. */
export const slotTitles: Readonly<Record<SlotName, Localized>> = {
  layer: { en: 'Layers', zh: '层' },
  loss: { en: 'Losses', zh: '损失函数' },
  initializer: { en: 'Initial weights', zh: '权重初始值' },
  optimizer: { en: 'Optimizers', zh: '优化器' },
  schedule: { en: 'Learning-rate schedules', zh: '学习率调度' },
  dataset: { en: 'Datasets', zh: '数据集' },
};

const words = {
  written: { en: 'In a document', zh: '在文档中' },
  when: { en: 'When to use it', zh: '何时使用' },
  source: { en: 'Source', zh: '出处' },
  none: { en: 'It has no parameters.', zh: '没有参数。' },
  optional: { en: 'may be left out', zh: '可省略' },
  default: { en: 'default', zh: '默认' },
} satisfies Record<string, Localized>;

export const slotNames = Object.keys(slots) as SlotName[];

/** One slot's page as Markdown: every declared type with its formula, parameters, defaults, and when to use it. */
export function referencePage(catalog: CatalogDescription, slot: SlotName, language: Language): string {
  return [`# ${localize(slotTitles[slot], language)}`, ...catalog[slot].map((definition) => section(definition, language))].join('\n\n') + '\n';
}

function section(definition: DefinitionDescription, language: Language): string {
  const say = (text: Localized) => localize(text, language);
  const { slot, type, title, summary, formula, whenToUse, reference, parameters } = definition;
  const colon = language === 'en' ? ': ' : '：';
  return [
    `## ${say(title)}`,
    say(summary),
    ...(formula === '' ? [] : [`$${formula}$`]),
    `**${say(words.when)}**${colon}${say(whenToUse)}`,
    `**${say(words.written)}**${colon}\`{ "${slots[slot].discriminator}": "${type}" }\``,
    ...(Object.keys(parameters).length === 0 ? [say(words.none)] : [Object.entries(parameters).map(([name, parameter]) => `- ${line(name, parameter, language)}`).join('\n')]),
    `**${say(words.source)}**${colon}${reference}`,
  ].join('\n\n');
}

function line(name: string, parameter: ParameterDescription, language: Language): string {
  const kind = kindOf(parameter);
  const initial = kind.initial(parameter);
  const otherwise = initial === undefined ? (parameter.optional ? [localize(words.optional, language)] : []) : [`${localize(words.default, language)} \`${JSON.stringify(initial)}\``];
  const symbol = parameter.symbol ? ` ($${parameter.symbol}$)` : '';
  const facts = [`${localize(parameter.title, language)}${symbol}`, kind.expected(parameter, language), ...otherwise].join(language === 'en' ? '; ' : '；');
  return `\`${name}\` — ${facts}${parameter.help ? ` — ${localize(parameter.help, language)}` : ''}`;
}
