import { readlinkSync } from 'node:fs';
import { getPriority, platform, setPriority } from 'node:os';
import { basename } from 'node:path';

/** `workerData` of a training thread beside which people look at a screen. */
export interface GivesWay {
  readonly givesWay: boolean;
}

/** Whether a worker was started to leave the processor to whoever else wants it. */
export function isToGiveWay(workerData: unknown): boolean {
  return typeof workerData === 'object' && workerData !== null && 'givesWay' in workerData && workerData.givesWay === true;
}

/** How nice: a screen that wants the processor has it at once, and training has all that is left. */
const niceness = 10;

/**
 * Lowers the priority of the thread that calls, and of those it starts later. Only Linux can do so for a thread of a process (there a thread's
 * number takes the place of a process'); elsewhere nothing happens.
 */
export function giveWay(): void {
  if (platform() !== 'linux') return;
  try {
    // One that was begun nicer still stays so.
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), Math.max(niceness, getPriority()));
  } catch {
    // A system without /proc, or that forbids it: the training goes on as it would have.
  }
}
