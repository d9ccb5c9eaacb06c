/**
 * Feeds the readers of data with damaged files and reports what they made of them.
 *
 *     node scripts/fuzz-data.ts [--runs 100000] [--seed 0]
 *
 * Every input must either be read whole or be refused with a coded error of one line that names the file: anything else is a fault,
 * written out with its input, and ends in exit code 1.
 */
import { parseArgs } from 'node:util';
import { randomStream } from '../src/engine/core/random.ts';
import { fuzzTargets, mutate, outcomeOf } from './support/fuzz.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string', default: '0' } } });
const runs = Number(values.runs);

console.log('| format | inputs | read | refused | faults | slowest | reasons for refusal |\n| --- | --- | --- | --- | --- | --- | --- |');
for (const [index, target] of fuzzTargets.entries()) {
  const random = randomStream(Number(values.seed), 'fuzz', index);
  let read = 0;
  let faults = 0;
  let slowest = 0;
  const reasons = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    const input = mutate(target.samples[random.below(target.samples.length)], random);
    const begin = performance.now();
    const outcome = await outcomeOf(target, input);
    slowest = Math.max(slowest, performance.now() - begin);
    if (outcome.kind === 'read') read += 1;
    else if (outcome.kind === 'refused') reasons.set(outcome.reason, (reasons.get(outcome.reason) ?? 0) + 1);
    else {
      faults += 1;
      process.exitCode = 1;
      if (faults <= 5) console.error(`fault in ${target.name}: ${outcome.reason}\n  input (base64): ${Buffer.from(input).toString('base64')}`);
    }
  }
  const refused = [...reasons.values()].reduce((a, b) => a + b, 0);
  const often = [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 6).map(([reason, times]) => `${reason} (${times.toLocaleString('en-US')})`);
  console.log(`| ${target.name} | ${runs.toLocaleString('en-US')} | ${read.toLocaleString('en-US')} | ${refused.toLocaleString('en-US')} | ${faults} | ${slowest.toFixed(1)} ms | ${often.join('; ')} |`);
}
