/**
 * Feeds every reader of other people's files with damaged ones and reports what they made of them.
 *
 *     node scripts/fuzz.ts [--runs 100000] [--minutes N] [--seed 0] [--only PATTERN]
 *
 * `--minutes`, or Ctrl-C, ends a format before its inputs are used up; the table says how many there were. Each format has a process of its own, whose
 * greatest memory is told. An input that seems slow is read twice more, and its least time counts: on a busy machine the others tell of the neighbours.
 * Every input must either be read whole or be refused in a code that belongs to its kind, in bounded time and memory: anything else is a
 * fault, written out with its input, and ends in exit code 1.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { randomStream } from '../src/engine/core/random.ts';
import { dataTargets } from './support/fuzz/data.ts';
import { documentTargets } from './support/fuzz/documents.ts';
import { mutate, outcomeOf, type FuzzTarget } from './support/fuzz/fuzz.ts';
import { pictureTargets } from './support/fuzz/pictures.ts';
import { storeFormats, storeTargets } from './support/fuzz/stores.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, minutes: { type: 'string', default: 'Infinity' }, seed: { type: 'string', default: '0' }, only: { type: 'string', default: '' }, format: { type: 'string' } },
});
const runs = Number(values.runs);
const longest = Number(values.minutes) * 60_000;
const count = (value: number): string => value.toLocaleString('en-US');
const plain = [...dataTargets, ...documentTargets, ...pictureTargets];
const names = [...plain.map(({ name }) => name), ...storeFormats];

// Ends the format; the table says how far it came.
let interrupted = false;
process.on('SIGINT', () => (interrupted = true));

if (values.format === undefined) {
  console.log('| format | inputs | read | refused | faults | slowest | most memory | reasons for refusal |\n| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const name of names.filter((each) => new RegExp(values.only).test(each))) {
    if (interrupted) break;
    const [code] = (await once(spawn(process.execPath, [...process.argv.slice(1), '--format', name], { stdio: 'inherit' }), 'exit')) as [number | null];
    if (code !== 0) process.exitCode = 1;
  }
} else {
  const index = names.indexOf(values.format);
  if (index < plain.length) await fuzz(plain[index], index);
  else {
    const stores = await storeTargets();
    await fuzz(stores.targets[index - plain.length], index);
    await stores.close();
  }
}

async function fuzz({ damage = mutate, ...target }: FuzzTarget, index: number): Promise<void> {
  const random = randomStream(Number(values.seed), 'fuzz', index);
  const collect = collector();
  const reasons = new Map<string, number>();
  const began = performance.now();
  let [inputs, read, faults, slowest] = [0, 0, 0, 0];
  for (; inputs < runs && !interrupted && performance.now() - began < longest; inputs++) {
    const input = damage(target.samples[random.below(target.samples.length)], random);
    const { outcome, took } = await timed(target, input, slowest);
    slowest = Math.max(slowest, took);
    if (inputs % 50 === 0) await collect();
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
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`| ${[target.name, count(inputs), count(read), count(refused), faults, `${slowest.toFixed(0)} ms`, `${memory} MiB`, often.join('; ').replaceAll('|', '\\|').replaceAll('\n', ' ')].join(' | ')} |`);
}

/** What became of an input, and in how many milliseconds: the least of three where the first is more than any other took. */
async function timed(target: FuzzTarget, input: Uint8Array, slowest: number): Promise<{ outcome: Awaited<ReturnType<typeof outcomeOf>>; took: number }> {
  const once = async () => {
    const begin = performance.now();
    const outcome = await outcomeOf(target, input);
    return { outcome, took: performance.now() - begin };
  };
  let best = await once();
  for (let again = 0; again < 2 && best.took > slowest; again++) {
    const { took } = await once();
    best = { ...best, took: Math.min(best.took, took) };
  }
  return best;
}

/**
 * Gives back what readers let go of. Memory outside of JavaScript's goes with the objects that held it, and not before a turn of the event loop:
 * statements of databases that were read in one go without it are kept to the last.
 */
function collector(): () => Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    return new Promise((turn) => setImmediate(turn));
  };
}
