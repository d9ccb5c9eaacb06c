import { MultiBar, type SingleBar } from 'cli-progress';
import type { Progress, RunSummary } from '../../shared/api/records.ts';
import { duration, measure, number, type Terminal } from './terminal.ts';

/** Milliseconds between two lines about a run where there is no terminal. */
const lineEvery = 15_000;

/** Shows how runs get on: bars on a terminal, otherwise a quiet line now and then. */
export interface ProgressView {
  update(run: RunSummary, progress: Progress): void;
  ended(run: RunSummary): void;
  /** A line above the bars. */
  say(line: string): void;
  stop(): void;
}

export function progressView(terminal: Terminal): ProgressView {
  return terminal.stderr.isTTY ? bars(terminal) : lines(terminal);
}

const barLook = {
  format: '{name} {bar} {percentage} %  {what}',
  barCompleteChar: '━',
  barIncompleteChar: '─',
  barsize: 24,
  hideCursor: true,
  fps: 8,
  noTTYOutput: false,
  gracefulExit: false,
  clearOnComplete: false,
};

function bars({ stderr }: Terminal): ProgressView {
  const multi = new MultiBar({ ...barLook, stream: stderr });
  const shown = new Map<string, SingleBar>();
  const barOf = (run: RunSummary, progress: Progress) => {
    let bar = shown.get(run.id);
    if (!bar) {
      bar = multi.create(Math.max(1, progress.totalSteps), 0, { name: run.name, what: '' });
      shown.set(run.id, bar);
    }
    return bar;
  };
  const show = (run: RunSummary, progress: Progress) => {
    const bar = barOf(run, progress);
    bar.setTotal(Math.max(1, progress.totalSteps));
    bar.update(progress.step, { name: run.name, what: describe(run, progress) });
  };
  return {
    update: (run, progress) => {
      // A queue of hundreds has no room on a terminal: bars are for the runs under way.
      if (run.state !== 'queued' || shown.size < 8) show(run, progress);
    },
    ended: (run) => {
      if (!shown.has(run.id) && shown.size >= 8) return;
      show(run, run.progress);
      const bar = shown.get(run.id);
      if (shown.size > 8 && bar) {
        multi.remove(bar);
        shown.delete(run.id);
      } else bar?.stop();
    },
    say: (line) => multi.log(`${line}\n`),
    stop: () => multi.stop(),
  };
}

function lines({ stderr }: Terminal): ProgressView {
  const saidAt = new Map<string, number>();
  return {
    update: (run, progress) => {
      const now = performance.now();
      const last = saidAt.get(run.id);
      if (last === undefined) saidAt.set(run.id, now);
      if (last === undefined || now - last < lineEvery || progress.step === 0) return;
      saidAt.set(run.id, now);
      stderr.write(`${run.name}: ${describe(run, progress)}\n`);
    },
    ended: (run) => void stderr.write(`${run.name}: ${describe(run, run.progress)}\n`),
    say: (line) => void stderr.write(`${line}\n`),
    stop: () => undefined,
  };
}

/** Epoch, step, loss, steps per second and time left, as far as they are known. */
function describe(run: RunSummary, progress: Progress): string {
  if (run.state === 'queued') return 'queued';
  if (progress.preparing !== null) return `preparing the ${progress.preparing}`;
  const parts = [`epoch ${number(Math.min(Math.floor(progress.epoch) + 1, progress.totalEpochs))}/${number(progress.totalEpochs)}`, `step ${number(progress.step)}/${number(progress.totalSteps)}`, `loss ${measure(progress.loss)}`];
  if (progress.stepsPerSecond !== null) parts.push(`${number(progress.stepsPerSecond)} steps/s`);
  if (progress.secondsLeft !== null) parts.push(`${duration(progress.secondsLeft)} left`);
  if (run.state !== 'running') parts.push(run.state);
  return parts.join(', ');
}

/** One bar for work whose share is known; a quiet line now and then where there is no terminal. */
export function shareBar({ stderr }: Terminal, name: string): { update(share: number, what: string): void; stop(): void } {
  if (!stderr.isTTY) {
    let saidAt = performance.now();
    return {
      update: (_share, what) => {
        if (performance.now() - saidAt < lineEvery) return;
        saidAt = performance.now();
        stderr.write(`${name}: ${what}\n`);
      },
      stop: () => undefined,
    };
  }
  const multi = new MultiBar({ ...barLook, stream: stderr });
  const bar = multi.create(1000, 0, { name, what: '' });
  return {
    update: (share, what) => bar.update(Math.round(1000 * Math.min(1, share)), { name, what }),
    stop: () => multi.stop(),
  };
}
