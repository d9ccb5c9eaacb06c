import type { ParameterValue } from '../experiment/parameters.ts';
import type { RunDocument } from '../experiment/document.ts';
import { getAt } from '../experiment/paths.ts';
import { dataParameters, earlyStoppingParameters, evaluateParameters, regularizationParameters, scheduleParameters, trainingParameters } from '../experiment/sections.ts';
import { slotAt } from '../experiment/slots.ts';
import { findDefinition, slots, type CatalogDescription, type SlotName } from '../schema/definition.ts';
import type { ParameterDescription } from '../schema/kinds/index.ts';
import type { Language, Localized } from '../schema/localized.ts';
import { plain } from '../text/numbers.ts';

/** What the places of a document are called that hold one declared type. */
const sectionTitles: Readonly<Record<string, Localized>> = {
  data: { en: 'Data', zh: '数据' },
  'network.init': { en: 'Initial weights', zh: '权重初始值' },
  'network.loss': { en: 'Loss', zh: '损失函数' },
  optimizer: { en: 'Optimizer', zh: '优化器' },
  schedule: { en: 'Schedule', zh: '学习率调度' },
};

const sections: Readonly<Record<string, Readonly<Record<string, ParameterDescription>>>> = {
  data: dataParameters,
  schedule: scheduleParameters,
  regularization: regularizationParameters,
  training: trainingParameters,
  'training.evaluate': evaluateParameters,
  'training.earlyStopping': earlyStoppingParameters,
};

const others: Readonly<Record<string, Localized>> = {
  'training.evaluate.every': { en: 'Evaluated every', zh: '评估间隔' },
  'training.inspect': { en: 'Inspected every', zh: '测量间隔' },
  network: { en: 'Network', zh: '网络' },
  training: { en: 'Training', zh: '训练' },
  regularization: { en: 'Regularization', zh: '正则化' },
  seed: { en: 'Seed', zh: '种子' },
  repeats: { en: 'Seeds per run', zh: '种子个数' },
  'network.layers': { en: 'Layers', zh: '层' },
  epoch: { en: 'epoch', zh: '每轮' },
  end: { en: 'at the end', zh: '结束时' },
  off: { en: 'off', zh: '关闭' },
  true: { en: 'yes', zh: '是' },
  false: { en: 'no', zh: '否' },
  evaluate: { en: 'Evaluation', zh: '评估' },
  earlyStopping: { en: 'Early stopping', zh: '早停' },
};

/** Parameters of documents in words, after what their declarations say. */
export function parameterWords(catalog: CatalogDescription, language: Language) {
  const colon = language === 'en' ? ': ' : '：';
  const layerName = (position: number): string => (language === 'en' ? `Layer ${position}` : `第 ${position} 层`);

  /** The section that a path lies in, where that holds a declared type: `network.layers.2.init.std` → the layer's initializer. */
  function placeOf(path: string): { readonly at: string; readonly slot: SlotName; readonly name: string } | undefined {
    const at = path.slice(0, path.lastIndexOf('.'));
    const slot = slotAt(at);
    return slot && { at, slot, name: path.slice(at.length + 1) };
  }

  function describe(path: string, documents: readonly unknown[]): ParameterDescription | undefined {
    const dot = path.lastIndexOf('.');
    const section = sections[path.slice(0, dot)]?.[path.slice(dot + 1)];
    if (section) return section;
    const place = placeOf(path);
    if (!place) return undefined;
    const { discriminator } = slots[place.slot];
    for (const document of documents) {
      const type = getAt(document, `${place.at}.${discriminator}`);
      const found = findDefinition(catalog, place.slot, type)?.parameters[place.name];
      if (found) return found;
    }
    return undefined;
  }

  /** What a parameter is called. @param documents those in which it occurs: its type's declaration names it */
  function label(path: string, documents: readonly unknown[]): string {
    const whole = sectionTitles[path] ?? others[path];
    if (whole) return whole[language];
    const place = placeOf(path);
    const title = describe(path, documents)?.title[language] ?? place?.name ?? path.slice(path.lastIndexOf('.') + 1);
    if (!place) {
      const sub = path.startsWith('training.evaluate.') ? others.evaluate : path.startsWith('training.earlyStopping.') ? others.earlyStopping : undefined;
      return sub ? `${sub[language]}${colon}${title}` : title;
    }
    const position = /^network\.layers\.(\d+)/.exec(place.at)?.[1];
    const isType = place.name === slots[place.slot].discriminator;
    const typeTitle = sectionTitles[place.at]?.[language];
    if (position === undefined) return isType ? (typeTitle ?? path) : place.at === 'data' || path === 'optimizer.lr' ? title : `${typeTitle ?? place.at}${colon}${title}`;
    const where = layerName(Number(position) + 1) + (place.slot === 'initializer' ? `${colon}${sectionTitles['network.init']?.[language] ?? ''}` : '');
    return isType ? where : `${where}${colon}${title}`;
  }

  /** A value as people read it. */
  function value(path: string, given: ParameterValue | undefined, documents: readonly unknown[]): string {
    if (given === undefined || given === null) return '–';
    if (typeof given === 'number') return plain(given);
    const place = placeOf(path);
    if (place && place.name === slots[place.slot].discriminator) return findDefinition(catalog, place.slot, given)?.title[language] ?? String(given);
    const description = describe(path, documents);
    if (description?.kind === 'choice') return description.options.find((option) => option.value === given)?.title[language] ?? String(given);
    return others[String(given)]?.[language] ?? String(given);
  }

  /** The title of a declared type. */
  const typeTitle = (slot: SlotName, type: unknown): string => findDefinition(catalog, slot, type)?.title[language] ?? String(type);

  /** A layer with what is set in it, such as "Affine · 100 units". */
  function layerSettings(document: RunDocument, position: number): string {
    const layer = document.network.layers[position];
    if (!layer) return '';
    const definition = findDefinition(catalog, 'layer', layer.type);
    return Object.entries(layer)
      .filter(([name, given]) => name !== 'type' && given !== null && given !== undefined)
      .map(([name, given]) => {
        const title = definition?.parameters[name]?.title[language] ?? name;
        if (typeof given === 'object') {
          const { scheme, ...rest } = given as Record<string, unknown>;
          return `${title} ${[typeTitle('initializer', scheme), ...Object.values(rest).map((one) => (typeof one === 'number' ? plain(one) : String(one)))].join(' ')}`;
        }
        return `${title} ${value(`network.layers.${position}.${name}`, given as ParameterValue, [document])}`;
      })
      .join(' · ');
  }

  return { label, value, typeTitle, layerSettings };
}

export type ParameterWords = ReturnType<typeof parameterWords>;
