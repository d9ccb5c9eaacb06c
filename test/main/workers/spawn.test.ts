import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { expect, it } from 'vitest';
import { spawnWorker } from '../../../src/main/workers/spawn.ts';

/** How nice the nicest thread of this process is (proc_pid_stat(5), field 19); threads come and go meanwhile. */
function niceness(): number {
  const threads = readdirSync('/proc/self/task').flatMap((id) => {
    try {
      return Number(readFileSync(`/proc/self/task/${id}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')[16]);
    } catch {
      return [];
    }
  });
  return Math.max(...threads);
}

it.runIf(platform() === 'linux')('a training thread beside a screen leaves the processor to others', async () => {
  const before = niceness();
  const worker = spawnWorker({ givesWay: true });
  await expect.poll(niceness, { timeout: 30_000 }).toBe(Math.min(19, Math.max(before, 10)));
  await worker.terminate();
});
