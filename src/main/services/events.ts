import type { RunEvent } from '../../shared/api/records.ts';
import { EventStream, type Backlog } from './event-stream.ts';

/** Points a subscriber may fall behind before its oldest are dropped: it reads the series again anyway. */
const backlogPoints = 200_000;

/** What happens to runs. */
export class RunEvents extends EventStream<RunEvent> {
  readonly #listeners = new Set<(event: RunEvent) => void>();

  constructor() {
    super(() => new RunBacklog());
  }

  override publish(event: RunEvent): void {
    for (const listener of this.#listeners) listener(event);
    super.publish(event);
  }

  /** Calls `listener` at once with every event; answers how to stop. For code in the same process. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  override close(): void {
    super.close();
    this.#listeners.clear();
  }
}

/** Only a run's last event may take in another one, so that their order stays. */
class RunBacklog implements Backlog<RunEvent> {
  readonly #waiting: RunEvent[] = [];

  push(event: RunEvent): void {
    const last = this.#waiting.findLastIndex((other) => idOf(other) === idOf(event));
    if (last >= 0 && this.#waiting[last].type === event.type) this.#waiting[last] = merge(this.#waiting[last], event);
    else this.#waiting.push(event);
  }

  shift(): RunEvent | undefined {
    return this.#waiting.shift();
  }
}

const idOf = (event: RunEvent): string => (event.type === 'changed' ? event.run.id : event.runId);

function merge(before: RunEvent, after: RunEvent): RunEvent {
  if (before.type !== 'recorded' || after.type !== 'recorded') return after;
  const points = { ...before.points };
  for (const [name, added] of Object.entries(after.points)) {
    const old = points[name];
    points[name] = old
      ? { steps: [...old.steps, ...added.steps].slice(-backlogPoints), values: [...old.values, ...added.values].slice(-backlogPoints) }
      : added;
  }
  return { ...after, points };
}
