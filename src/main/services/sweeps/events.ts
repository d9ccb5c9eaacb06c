import type { SweepEvent, SweepTrial } from '../../../shared/api/sweeps.ts';
import { EventStream, type Backlog } from '../event-stream.ts';

/** What happens to sweeps. */
export class SweepEvents extends EventStream<SweepEvent> {
  constructor() {
    super(() => new SweepBacklog());
  }
}

/** At most one event for each sweep. */
class SweepBacklog implements Backlog<SweepEvent> {
  readonly #waiting = new Map<string, SweepEvent>();

  push(event: SweepEvent): void {
    const id = event.type === 'changed' ? event.sweep.id : event.sweepId;
    const before = this.#waiting.get(id);
    this.#waiting.set(id, before?.type === 'changed' && event.type === 'changed' ? { ...event, trials: merged(before.trials, event.trials) } : event);
  }

  shift(): SweepEvent | undefined {
    for (const [id, event] of this.#waiting) {
      this.#waiting.delete(id);
      return event;
    }
    return undefined;
  }
}

function merged(before: readonly SweepTrial[], after: readonly SweepTrial[]): SweepTrial[] {
  const byNumber = new Map([...before, ...after].map((trial) => [trial.number, trial]));
  return [...byNumber.values()];
}
