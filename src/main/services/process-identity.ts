import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Tells a process from every other one, also from a later one with the same number. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When the process began, as its system counts; empty where that cannot be told. */
  readonly startToken: string;
}

/** A heartbeat older than this, in milliseconds, stands for a dead process where nothing else tells. */
export const heartbeatLimit = 60_000;

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, startToken: startTokenOf(process.pid) ?? '' };
}

/** Whether a process is still there. Its heartbeat decides only where the system cannot be asked: on another host, or without /proc. */
export function isAlive(owner: ProcessIdentity & { readonly heartbeat: number }, now: number): boolean {
  const beating = now - owner.heartbeat < heartbeatLimit;
  if (owner.host !== hostname()) return beating;
  if (!exists(owner.pid)) return false;
  if (owner.startToken === '') return beating;
  return startTokenOf(owner.pid) === owner.startToken;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Boot and start time on Linux; undefined elsewhere and for a process that has ended, a zombie among them. */
function startTokenOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command, in parentheses, may hold anything; after it come the state (field 3) and, as field 22, the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${boot}:${fields[19]}`;
  } catch {
    return undefined;
  }
}
