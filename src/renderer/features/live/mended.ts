import type { Mend } from '../../../shared/design/analysis.ts';
import type { RunDocument } from '../../../shared/experiment/document.ts';
import { setAt } from '../../../shared/experiment/paths.ts';

/** Whether a mend can be put into a network that has already trained: it keeps the shapes and is not about how weights begin. */
export function keepsWeights({ set = {}, remove = [], insert }: Mend): boolean {
  return remove.length === 0 && insert === undefined && Object.keys(set).every((path) => !path.startsWith('network') && !path.startsWith('data'));
}

/** A document with a mend put in. */
export function mended(document: RunDocument, { set = {}, remove = [], insert }: Mend): RunDocument {
  let next = document;
  for (const [path, value] of Object.entries(set)) next = setAt(next, path, value ?? undefined) ?? next;
  const gone = new Set(remove);
  const layers = next.network.layers.flatMap((layer, position) => [...(insert?.at === position ? [insert.layer] : []), ...(gone.has(position) ? [] : [layer])]);
  if (insert && insert.at >= next.network.layers.length) layers.push(insert.layer);
  return { ...next, network: { ...next.network, layers } };
}
