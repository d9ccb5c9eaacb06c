import type { RunState } from '../../shared/api/records.ts';
import type { StoredRun } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { RunEvents } from './events.ts';
import { finiteOrNull } from './finite.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { quietProgress, toSummary } from './summary.ts';

/** Milliseconds between two looks at what other processes did. */
const watchEvery = 1000;
/** Milliseconds between two signs of life. */
const beatEvery = 5000;
/** Points of one series that are told at once; more are thinned out. */
const mostPoints = 20_000;
const underWay: readonly RunState[] = ['queued', 'running', 'paused'];

/**
 * Several processes may work on one store: a studio, command lines. Each run under way has an owner; this one's signs of life are kept here,
 * runs whose owner has died become "interrupted", and what other processes changed is told to the subscribers of this one.
 */
export class Reconciliation {
  readonly ownerId: number;
  readonly #store: Store;
  readonly #events: RunEvents;
  readonly #own: (runId: string) => boolean;
  readonly #identity: ProcessIdentity;
  /** How far runs of other processes had come when they were last seen. */
  readonly #seenSteps = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #seenVersion: number;
  #seenRevision: number;
  #beatAt: number;

  /** @param own whether a run is in this process's hands */
  constructor(options: { store: Store; events: RunEvents; identity: ProcessIdentity; own: (runId: string) => boolean }) {
    this.#store = options.store;
    this.#events = options.events;
    this.#own = options.own;
    this.#identity = options.identity;
    this.#beatAt = Date.now();
    this.ownerId = this.#store.write(() => this.#store.owners.insert({ ...options.identity, heartbeat: this.#beatAt }));
    this.interruptOrphans();
    this.#seenVersion = this.#store.dataVersion();
    this.#seenRevision = this.#store.runs.revision();
  }

  /** Begins to look around regularly. */
  start(): void {
    this.#timer = setInterval(() => this.#look(), watchEvery);
    this.#timer.unref();
  }

  /** Runs whose owner is gone become "interrupted": nothing stays "running" for ever. */
  interruptOrphans(): void {
    const now = Date.now();
    const dead = this.#store.owners.all().filter((owner) => owner.id !== this.ownerId && !isAlive(owner, now));
    const living = new Set(this.#store.owners.all().map(({ id }) => id).filter((id) => !dead.some((owner) => owner.id === id)));
    const orphans = () => this.#store.runs.inStates(underWay).filter(({ ownerId }) => ownerId === null || !living.has(ownerId));
    if (dead.length === 0 && orphans().every(paused)) return;
    const interrupted = this.#store.write(() => {
      const changed = orphans()
        .filter((run) => !paused(run))
        .map((run) => this.#store.runs.update(run.seq, { state: 'interrupted', ownerId: null, progress: quietProgress(run.progress) }));
      for (const { id } of dead) this.#store.owners.remove(id);
      return changed;
    });
    for (const run of interrupted) this.#events.publish({ type: 'changed', run: toSummary(run, false) });
  }

  /** Enters this process into a store that was restored from a copy. */
  settleIn(): void {
    this.#store.write(() => this.#store.owners.insertAs({ ...this.#identity, id: this.ownerId, heartbeat: Date.now() }));
    this.#seenVersion = this.#store.dataVersion();
    this.#seenRevision = this.#store.runs.revision();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#store.write(() => this.#store.owners.remove(this.ownerId));
  }

  #look(): void {
    try {
      const now = Date.now();
      if (now - this.#beatAt >= beatEvery) {
        this.#beatAt = now;
        this.#store.write(() => this.#store.owners.beat(this.ownerId, now));
        this.interruptOrphans();
      }
      // In this order: what others write after the first line is newer than that revision, and shows in the version.
      const revision = this.#store.runs.revision();
      const version = this.#store.dataVersion();
      if (version !== this.#seenVersion) this.#tellOfOthers();
      else this.#seenRevision = revision;
      this.#seenVersion = version;
    } catch {
      // The store is busy; the next look comes in a second.
    }
  }

  /** Publishes the points that another process has recorded since a run was last seen, so that its curves grow here too. */
  #tellOfPoints(run: StoredRun): void {
    const seen = this.#seenSteps.get(run.id);
    const { step } = run.progress;
    if (underWay.includes(run.state)) this.#seenSteps.set(run.id, step);
    else this.#seenSteps.delete(run.id);
    if (seen === undefined || step <= seen) return;
    const points: Record<string, { steps: number[]; values: (number | null)[] }> = {};
    for (const name of Object.keys(this.#store.series.counts(run.seq))) {
      const stretch = this.#store.series.read(run.seq, name, { from: seen + 1, to: step, points: mostPoints });
      if (stretch && stretch.total > 0) points[name] = { steps: stretch.steps, values: stretch.last.map(finiteOrNull) };
    }
    this.#events.publish({ type: 'recorded', runId: run.id, progress: run.progress, points });
  }

  /** Publishes what other processes changed since the last look. */
  #tellOfOthers(): void {
    for (const run of this.#store.runs.changedSince(this.#seenRevision)) {
      this.#seenRevision = run.revision;
      if (this.#own(run.id)) continue;
      if (run.deletedAt !== null) {
        this.#seenSteps.delete(run.id);
        this.#events.publish({ type: 'removed', runId: run.id });
        continue;
      }
      this.#tellOfPoints(run);
      this.#events.publish({ type: 'changed', run: toSummary(run, run.ownerId !== null && run.ownerId !== this.ownerId) });
    }
  }
}

/** Paused before it had begun: it waits for nobody. */
const paused = ({ state, ownerId }: { state: RunState; ownerId: number | null }): boolean => state === 'paused' && ownerId === null;
