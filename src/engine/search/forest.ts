import type { RandomStream } from '../core/random.ts';

/**
 * A feature of a regression forest: a number from 0 to 1, or one of `categories` numbered from 0.
 * Categories are split one against the rest.
 */
export interface Feature {
  readonly categories?: number;
}

/** A leaf: the box of inputs that end there, and its value. */
export interface Leaf {
  readonly box: readonly Side[];
  readonly value: number;
}

/** One side of a box: an interval, or which categories are in it. */
export type Side = { readonly low: number; readonly high: number } | { readonly members: readonly boolean[] };

export interface ForestOptions {
  readonly trees?: number;
  readonly maxDepth?: number;
}

/**
 * A forest of regression trees (Breiman, "Random Forests", Machine Learning 45, 2001): each tree grown on a bootstrap sample, each node
 * split where the squared error falls most, down to single examples. All features are tried at every node, as the few
 * hyperparameters of a search ask for.
 * @param inputs [examples][features]
 * @returns the leaves of each tree; together they fill the unit cube
 */
export function growForest(features: readonly Feature[], inputs: readonly (readonly number[])[], targets: readonly number[], random: RandomStream, { trees = 64, maxDepth = 32 }: ForestOptions = {}): Leaf[][] {
  const whole = features.map((feature): Side => (feature.categories === undefined ? { low: 0, high: 1 } : { members: new Array<boolean>(feature.categories).fill(true) }));
  return Array.from({ length: trees }, () => {
    const rows = Array.from(inputs, () => random.below(inputs.length));
    const leaves: Leaf[] = [];
    grow(rows, whole, maxDepth, { features, inputs, targets, leaves });
    return leaves;
  });
}

interface Growing {
  readonly features: readonly Feature[];
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly number[];
  readonly leaves: Leaf[];
}

function grow(rows: readonly number[], box: readonly Side[], depth: number, tree: Growing): void {
  const split = depth > 0 && rows.length > 1 ? bestSplit(rows, tree) : undefined;
  if (!split) {
    tree.leaves.push({ box, value: rows.reduce((sum, row) => sum + tree.targets[row], 0) / rows.length });
    return;
  }
  const { feature, left } = split;
  const [leftSide, rightSide] = cut(box[feature], split.at);
  grow(rows.filter(left), box.with(feature, leftSide), depth - 1, tree);
  grow(rows.filter((row) => !left(row)), box.with(feature, rightSide), depth - 1, tree);
}

interface Split {
  readonly feature: number;
  /** A threshold, or the category that goes left. */
  readonly at: number;
  readonly left: (row: number) => boolean;
}

/** The split with the smallest squared error left, or undefined where none makes it smaller. */
function bestSplit(rows: readonly number[], { features, inputs, targets }: Growing): Split | undefined {
  const total = rows.reduce((sum, row) => sum + targets[row], 0);
  // Squared error = Σt² − sum²/n of both sides; only the subtracted part differs between splits.
  const none = (total * total) / rows.length;
  let best: { feature: number; at: number; gain: number } | undefined;
  const offer = (feature: number, at: number, sum: number, count: number) => {
    const rest = rows.length - count;
    if (count === 0 || rest === 0) return;
    const gain = (sum * sum) / count + ((total - sum) * (total - sum)) / rest - none;
    if (gain > 1e-12 * (1 + Math.abs(none)) && (!best || gain > best.gain)) best = { feature, at, gain };
  };
  features.forEach(({ categories }, feature) => {
    if (categories === undefined) {
      const sorted = [...rows].sort((a, b) => inputs[a][feature] - inputs[b][feature]);
      let sum = 0;
      for (let i = 0; i + 1 < sorted.length; i++) {
        sum += targets[sorted[i]];
        const [here, next] = [inputs[sorted[i]][feature], inputs[sorted[i + 1]][feature]];
        if (here < next) offer(feature, (here + next) / 2, sum, i + 1);
      }
    } else {
      for (let category = 0; category < categories; category++) {
        const members = rows.filter((row) => inputs[row][feature] === category);
        offer(feature, category, members.reduce((sum, row) => sum + targets[row], 0), members.length);
      }
    }
  });
  if (!best) return undefined;
  const { feature, at } = best;
  const left = features[feature].categories === undefined ? (row: number) => inputs[row][feature] <= at : (row: number) => inputs[row][feature] === at;
  return { feature, at, left };
}

/** Both parts of a side. */
function cut(side: Side, at: number): [Side, Side] {
  if ('members' in side) {
    return [{ members: side.members.map((member, category) => member && category === at) }, { members: side.members.map((member, category) => member && category !== at) }];
  }
  return [
    { low: side.low, high: at },
    { low: at, high: side.high },
  ];
}
