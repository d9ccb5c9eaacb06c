/**
 * Feeds every reader of other people's files with damaged ones and reports what they made of them.
 *
 *     node scripts/fuzz.ts [--runs 100000] [--minutes N] [--seed 0] [--only PATTERN]
 *
 * `--minutes` ends a format before its inputs are used up; the table says how many there were. The memory is the process's, the greatest so far.
 * Every input must either be read whole or be refused in a code that belongs to its kind, in bounded time and memory: anything else is a
 * fault, written out with its input, and ends in exit code 1.
 */
import { parseArgs } from 'node:util';
import { randomStream } from '../src/engine/core/random.ts';
import { dataTargets } from './support/fuzz/data.ts';
import { documentTargets } from './support/fuzz/documents.ts';
import { mutate, outcomeOf, type FuzzTarget } from './support/fuzz/fuzz.ts';
import { pictureTargets } from './support/fuzz/pictures.ts';
import { storeTargets } from './support/fuzz/stores.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '100000' }, minutes: { type: 'string', default: 'Infinity' }, seed: { type: 'string', default: '0' }, only: { type: 'string', default: '' } } });
const runs = Number(values.runs);
const longest = Number(values.minutes) * 60_000;
const count = (value: number): string => value.toLocaleString('en-US');

console.log('| format | inputs | read | refused | faults | slowest | most memory | reasons for refusal |\n| --- | --- | --- | --- | --- | --- | --- | --- |');
const stores = await storeTargets();
for (const [index, target] of [...dataTargets, ...documentTargets, ...pictureTargets, ...stores.targets].entries()) {
  if (new RegExp(values.only).test(target.name)) await fuzz(target, index);
}
await stores.close();

async function fuzz({ damage = mutate, ...target }: FuzzTarget, index: number): Promise<void> {
  const random = randomStream(Number(values.seed), 'fuzz', index);
  const reasons = new Map<string, number>();
  const began = performance.now();
  let [inputs, read, faults, slowest, memory] = [0, 0, 0, 0, 0];
  for (; inputs < runs && performance.now() - began < longest; inputs++) {
    const input = damage(target.samples[random.below(target.samples.length)], random);
    const begin = performance.now();
    const outcome = await outcomeOf(target, input);
    slowest = Math.max(slowest, performance.now() - begin);
    if (inputs % 100 === 0) memory = Math.max(memory, process.memoryUsage.rss());
    if (outcome.kind === 'read') read += 1;
    else if (outcome.kind === 'refused') reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1);
    else {
      faults += 1;
      process.exitCode = 1;
      if (faults <= 5) console.error(`fault in ${target.name}: ${outcome.reason}\n  input (base64): ${Buffer.from(input).toString('base64').slice(0, 2000)}`);
    }
  }
  const refused = [...reasons.values()].reduce((a, b) => a + b, 0);
  const often = [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 5).map(([reason, times]) => `${reason} (${count(times)})`);
  console.log(`| ${[target.name, count(inputs), count(read), count(refused), faults, `${slowest.toFixed(0)} ms`, `${Math.round(memory / 2 ** 20)} MiB`, often.join('; ').replaceAll('|', '\\|').replaceAll('\n', ' ')].join(' | ')} |`);
}
