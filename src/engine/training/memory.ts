import { DescentError } from '../../shared/api/errors.ts';
import { wordsOf } from '../../shared/api/reasons.ts';
import type { DesignProblem } from '../../shared/design/analysis.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import { sizeOf } from '../core/shape.ts';
import type { NetworkPlan } from './network.ts';
import type { DataShape } from './plan.ts';
import { placeNetwork } from './session-placement.ts';

/** The memory a session will ask for, worked out by placing everything without asking for it. */
export function estimateMemory(network: NetworkPlan, document: RunDocument, data: DataShape): { readonly bytes: number | null; readonly problem?: DesignProblem } {
  const inputs = sizeOf(data.featureShape);
  const labels = data.task === 'classification' ? 4 : 4 * data.outputs;
  try {
    const { placement } = placeNetwork(network, document, { inputs, outputs: data.outputs });
    placement.layout.allocate((data.train + data.validation + data.test) * (inputs * data.featureBytes + labels));
    return { bytes: placement.layout.bytes };
  } catch (error) {
    if (!(error instanceof DescentError)) throw error;
    return { bytes: null, problem: { path: 'network', severity: 'error', message: wordsOf(error), mends: [] } };
  }
}
