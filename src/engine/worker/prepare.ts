import { Inspector } from '../diagnostics/inspect.ts';
import { selectKernels } from '../kernels/select.ts';
import { prepareExamples } from '../training/examples.ts';
import { initialWeights } from '../training/initial-weights.ts';
import { assertTrainable } from '../training/plan.ts';
import { planNetwork, type NetworkPlan } from '../training/network.ts';
import { Run } from '../training/run.ts';
import { Session } from '../training/session.ts';
import type { CrewOptions } from '../training/session-programs.ts';
import { datasetFor } from './dataset-cache.ts';
import type { FromWorker, Ready, StartMessage } from './protocol.ts';
import { Recorder } from './recorder.ts';
import { spawnStepThread } from './step-thread.ts';

/** A run that is ready to train. */
export interface Prepared {
  readonly run: Run;
  readonly inspector: Inspector;
  readonly recorder: Recorder;
  readonly ready: Ready;
}

/**
 * Loads the data, builds the network, and restores the checkpoint where there is one.
 * @throws {DescentError} whatever is wrong with the data, the network or the checkpoint
 */
export async function prepare({ document, dataset: location, baseDirectory, checkpoint, kernels, threads, maxThreads }: StartMessage, post: (message: FromWorker) => void): Promise<Prepared> {
  post({ type: 'preparing', what: 'data', share: null });
  const dataset = await datasetFor(location, (share) => post({ type: 'preparing', what: 'data', share }));
  post({ type: 'preparing', what: 'network', share: null });
  assertTrainable(document, dataset);
  const network = planNetwork(document.network, dataset.featureShape);
  const session = new Session({
    document,
    kernels: selectKernels(kernels).chosen,
    crew: crewFor(network, document.training.batchSize, threads, maxThreads),
    examples: prepareExamples(dataset, document),
    // A checkpoint brings all tensors: the file of initial weights may be gone by then.
    weights: checkpoint ? {} : initialWeights(network, { seed: document.seed, baseDirectory }),
  });
  const run = new Run(session, checkpoint);
  const { rows } = session.examples;
  return {
    run,
    inspector: new Inspector(session),
    recorder: new Recorder(session.length, session.step),
    ready: {
      dataset: dataset.name,
      dataHash: dataset.hash,
      examples: { train: rows.train.length, validation: rows.validation.length, test: rows.test.length },
      parameters: session.network.parameters,
      featureShape: dataset.featureShape,
      totalSteps: session.length.totalSteps,
      stepsPerEpoch: session.length.stepsPerEpoch,
      kernels: session.kernelsName,
      threads: session.threads,
    },
  };
}

/** Multiplications and additions of a step from which on helping threads are tried: below, waiting for each other costs more than it saves. */
const worthHelp = 4_000_000;

/** Threads as the user wants them, or as many as are free where the network is large enough. */
function crewFor(network: NetworkPlan, batch: number, threads: number | undefined, maxThreads: number): CrewOptions | undefined {
  if (threads !== undefined) return { size: threads, spawn: spawnStepThread, always: true };
  return 6 * batch * network.parameters >= worthHelp ? { size: maxThreads, spawn: spawnStepThread, always: false } : undefined;
}
