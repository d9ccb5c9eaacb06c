import { featureSize } from '../../../../engine/data/dataset.ts';
import type { ReportBlock, ReportImage } from '../../../../shared/report/model.ts';
import { fewNetworks } from '../../../../shared/report/plan.ts';
import { fill } from '../../../../shared/report/words.ts';
import { count, percent } from '../../../../shared/text/numbers.ts';
import type { Making } from '../making.ts';
import type { NoPredictions, Predictions } from '../predictions.ts';
import type { ReportedRun } from '../source.ts';

/** Images of the only network of a report, and of each of several. */
const mostImages = { one: 24, each: 14 };
/** Pixels of a side beyond which images are too large for a page of them. */
const largestSide = 128;

type Of = (making: Making, run: ReportedRun, predictions: Predictions) => ReportBlock[];

/** The confusion matrix of the whole test set. */
export const confusionSection = (making: Making): Promise<ReportBlock[]> => each(making, confusion, stored);

/** The misclassified images about which the network was most certain. */
export const mistakesSection = (making: Making): Promise<ReportBlock[]> => each(making, mistakes, () => undefined);

async function each(making: Making, of: Of, instead: (making: Making, run: ReportedRun) => ReportBlock | undefined): Promise<ReportBlock[]> {
  const { groups, words, predictor } = making;
  const asked = groups.slice(0, fewNetworks).flatMap(({ members, name }) => (members[0] ? [{ run: members[0], name }] : []));
  if (asked.length === 0) return [{ kind: 'note', tone: 'plain', text: words.noRuns }];
  const blocks: ReportBlock[] = groups.length > asked.length ? [{ kind: 'note', tone: 'plain', text: fill(words.moreRuns, { count: asked.length, total: groups.length }) }] : [];
  for (const { run, name } of asked) {
    if (asked.length > 1) blocks.push({ kind: 'subheading', text: name });
    const predictions = await predictor.of(run);
    if ('reason' in predictions) {
      const other = instead(making, run);
      blocks.push({ kind: 'note', tone: predictions.reason === 'other-data' || predictions.reason === 'damaged' ? 'warn' : 'plain', text: why(making, run, predictions) }, ...(other ? [other] : []));
    } else {
      blocks.push(...of(making, run, predictions));
    }
  }
  return blocks;
}

function why({ words }: Making, { run }: ReportedRun, { reason, message }: NoPredictions): string {
  switch (reason) {
    case 'no-weights':
      return fill(words.noWeights, { name: run.name });
    case 'damaged':
      return fill(words.damagedWeights, { name: run.name, message });
    case 'no-data':
      return fill(words.noData, { message });
    case 'other-data':
      return words.otherData;
    case 'no-test':
      return words.noTest;
    case 'regression':
      return words.regression;
    default:
      throw new RangeError(String(reason satisfies never));
  }
}

function confusion({ words, language }: Making, { run }: ReportedRun, { classNames, counts, total, right, step }: Predictions): ReportBlock[] {
  const caption = fill(words.confusionCaption, { right: count(right), total: count(total), share: percent(right / total, 2) });
  const at = run.state === 'done' ? '' : `${language === 'en' ? ' ' : ''}${fill(words.weightsAt, { step: count(step) })}`;
  return [{ kind: 'confusion', caption: caption + at, classes: classNames, counts }];
}

/** The last confusion matrix that was measured while the run trained. */
function stored({ store, words }: Making, { stored: run }: ReportedRun): ReportBlock | undefined {
  const last = store.inspections.read(run.seq, { limit: 1 }).at(-1);
  if (!last?.confusion) return undefined;
  return { kind: 'confusion', caption: fill(words.confusionStored, { step: count(last.step) }), classes: last.confusion.map((_, index) => String(index)), counts: last.confusion };
}

function mistakes({ words, groups }: Making, _run: ReportedRun, { dataset, classNames, mistakes: all }: Predictions): ReportBlock[] {
  const [channels, height, width] = dataset.featureShape;
  const { features } = dataset.test;
  if (dataset.featureShape.length !== 3 || !(features instanceof Uint8Array) || Math.max(height, width) > largestSide || (channels !== 1 && channels !== 3)) return [{ kind: 'note', tone: 'plain', text: words.notImages }];
  if (all.length === 0) return [{ kind: 'note', tone: 'plain', text: words.noMistakes }];
  const size = featureSize(dataset);
  const images = all.slice(0, groups.length > 1 ? mostImages.each : mostImages.one).map(({ row, truth, guess, certainty }): ReportImage => ({
    channels,
    height,
    width,
    pixels: Uint8Array.from(features.subarray(row * size, (row + 1) * size)),
    truth: classNames[truth] ?? String(truth),
    guess: classNames[guess] ?? String(guess),
    certainty,
  }));
  return [{ kind: 'images', caption: fill(words.mistakesCaption, { shown: images.length, total: count(all.length) }), images }];
}
