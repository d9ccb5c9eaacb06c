import type { DatasetDefinition } from '../core/define.ts';
import auto from './generators/auto.ts';
import circles from './generators/circles.ts';
import csv from './generators/csv.ts';
import digits from './generators/digits.ts';
import fashionMnist from './generators/fashion-mnist.ts';
import gaussians from './generators/gaussians.ts';
import idx from './generators/idx.ts';
import line from './generators/line.ts';
import mnist from './generators/mnist.ts';
import moons from './generators/moons.ts';
import points from './generators/points.ts';
import sine from './generators/sine.ts';
import spiral from './generators/spiral.ts';
import xor from './generators/xor.ts';

/** Every declared dataset, in the order in which they should be offered. A test holds the list against the folder. */
export const datasetDefinitions: readonly DatasetDefinition[] = [auto, mnist, digits, fashionMnist, spiral, circles, moons, gaussians, xor, line, sine, points, idx, csv];
