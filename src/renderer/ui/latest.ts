/**
 * Lets one question be under way at a time: whoever asks meanwhile is heard once more afterwards, so that a slider or a quick hand never makes a queue.
 *
 * @param ask puts the question as it is then; its errors reach whoever began
 * @returns asks, or has it asked again by whoever is asking already
 */
export function latestOnly(ask: () => Promise<void>): () => Promise<void> {
  let asking = false;
  let changed = false;
  return async () => {
    changed = true;
    if (asking) return;
    asking = true;
    try {
      while (changed) {
        changed = false;
        await ask();
      }
    } finally {
      asking = false;
    }
  };
}
