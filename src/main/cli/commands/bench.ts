import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { bench, type BenchResult, type Timing } from '../../../engine/bench/bench.ts';
import { loadDataset } from '../../../engine/data/load.ts';
import { spawnStepThread } from '../../../engine/worker/step-thread.ts';
import { measurePeers, type PeerResult } from '../bench-peers.ts';
import type { Register } from '../cli.ts';
import { number, table } from '../terminal.ts';
import { wholeNumber } from './options.ts';

/** `descent bench`: speed of the kernels on this machine. */
export const registerBench: Register = (program, cli) => {
  program
    .command('bench')
    .description('measure training steps and evaluations on this machine')
    .option('--kernels <name>', 'a kernel set by name instead of the fastest')
    .option('--threads <n>', 'threads that share each step', wholeNumber(1, 64), 1)
    .option('--peers', 'measure PyTorch, NumPy and TensorFlow.js beside it, where they are installed')
    .option('--json', 'print JSON alone on standard output')
    .action(async (flags: { kernels?: string; threads: number; peers?: boolean; json?: boolean }) => {
      await cli.withApp({}, async ({ services: { datasets } }) => {
        const data = { source: 'auto', validation: 0, scaling: 'unit' } as const;
        const instead = await datasets.insteadOfMnist(data, '.');
        if (instead) cli.say(instead);
        const dataset = await loadDataset((await datasets.locate(data, '.')).location);
        const bar = cli.stderr.isTTY ? new SingleBar({ stream: cli.stderr, format: '{bar} {what}', barsize: 30, hideCursor: true, clearOnComplete: true }) : undefined;
        bar?.start(1, 0, { what: '' });
        const crew = flags.threads > 1 ? { size: flags.threads, spawn: spawnStepThread } : undefined;
        const result = await bench(dataset, { kernels: flags.kernels, crew, onProgress: (what, share) => bar?.update(share, { what }) });
        const peers = flags.peers ? await measurePeers(join(cli.paths.resources, 'bench'), process.cwd(), dataset, (what) => bar?.update(1, { what })) : {};
        bar?.stop();
        if (flags.json) cli.printJson(flags.peers ? { ...result, peers } : result);
        else cli.print(`${result.kernels} kernels, ${result.threads} ${result.threads === 1 ? 'thread' : 'threads'}, ${result.dataset}; at most ${number(result.roofline, 1)} GFLOP/s here\n\n${[tableOf(result), ...peerTables(result, peers)].join('\n\n')}`);
      });
    });
};

/** Milliseconds of each network (columns) at each task (rows). */
function tableOf({ nets }: BenchResult): string {
  const names = Object.keys(nets) as (keyof typeof nets)[];
  const tasks = [...new Set(names.flatMap((name) => Object.keys(nets[name] ?? {})))];
  const cell = (name: keyof typeof nets, task: string) => {
    const timing = (nets[name] as Record<string, Timing & { gigaflops?: number }> | undefined)?.[task];
    if (!timing) return '–';
    return `${number(timing.best, 3)} ms${timing.gigaflops === undefined ? '' : `, ${number(timing.gigaflops, 1)} GFLOP/s`}`;
  };
  return table([{ title: 'task (best of its rounds)' }, ...names.map((name) => ({ title: `net ${name}`, right: true }))], tasks.map((task) => [task, ...names.map((name) => cell(name, task))]));
}

/** For each other library its times, and how much of them Descent takes. */
function peerTables({ nets }: BenchResult, peers: Readonly<Record<string, PeerResult>>): string[] {
  return Object.entries(peers).map(([name, peer]) => {
    const names = Object.keys(nets).filter((net) => net in peer.nets) as (keyof typeof nets)[];
    const tasks = [...new Set(names.flatMap((net) => Object.keys(peer.nets[net])))];
    const cell = (net: keyof typeof nets, task: string) => {
      const theirs = peer.nets[net][task];
      const ours = (nets[net] as Record<string, Timing> | undefined)?.[task];
      return theirs && ours ? `${number(theirs.best, 3)} ms, ratio ${number(ours.best / theirs.best, 3)}` : '–';
    };
    return table([{ title: `${name} ${peer.version}` }, ...names.map((net) => ({ title: `net ${net}`, right: true }))], tasks.map((task) => [task, ...names.map((net) => cell(net, task))]));
  });
}
