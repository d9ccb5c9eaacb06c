/** What a thread was started for; without one of these it trains. Stands in `workerData`. */
export type ThreadRole = 'digits' | 'step' | 'bench' | 'dataset';

/** The role of a thread, from its `workerData`: the entry file loads only what the role needs. */
export function roleOf(workerData: unknown): ThreadRole | undefined {
  return typeof workerData === 'object' && workerData !== null && 'role' in workerData ? (workerData.role as ThreadRole) : undefined;
}
