import { isAbsolute } from 'node:path';
import { kernelNames, selectKernels } from '../../../engine/kernels/select.ts';
import type { Located } from '../../../engine/data/locate.ts';
import { planRun } from '../../../engine/training/plan.ts';
import { DescentError } from '../../../shared/api/errors.ts';
import { refusal, worded } from '../../../shared/api/reasons.ts';
import type { Localized } from '../../../shared/schema/localized.ts';
import type { Reason } from '../../../shared/api/report-verification.ts';
import { parseExperiment } from '../../../shared/experiment/check.ts';
import { runOf } from '../../../shared/experiment/expand.ts';
import type { RunDocument } from '../../../shared/experiment/document.ts';
import type { ReportFacts, RunFacts } from '../../../shared/report/facts.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import type { CatalogService } from '../catalog.ts';
import type { DatasetService } from '../datasets.ts';
import { assertFiles, assertStartable, knownShape } from '../trainable.ts';

/** How much is made anew at most: a report comes from somebody else, and may ask for anything. */
export const verificationLimits = {
  runs: 500,
  /** Steps of all runs together. */
  steps: 50_000_000,
  /** Multiplications and additions of all runs together: hours on a fast machine. */
  operations: 2e15,
} as const;

/** A run of the report, ready to be made anew, or why it cannot be. Without either, there is nothing to be checked: it had not ended. */
export interface Work {
  readonly facts: RunFacts;
  readonly start?: { readonly document: RunDocument; readonly located: Located; readonly kernels: string | undefined; readonly stopAfter: number | undefined };
  readonly problem?: Reason;
  /** Steps it trains; null where its data has to be read first, 0 where it is not trained. */
  readonly steps: number | null;
  readonly operations: number;
}

export interface WorkContext {
  readonly catalog: CatalogService;
  readonly datasets: DatasetService;
  /** Folder that relative paths of the documents start from. */
  readonly baseDirectory: string;
  readonly language: Language;
}

/**
 * Looks at every run of a report before any is trained.
 * @throws DescentError `usage` where it is more than is made anew
 */
export async function prepareWork({ runs }: ReportFacts, context: WorkContext): Promise<Work[]> {
  if (runs.length > verificationLimits.runs) {
    throw tooMuch({ en: `has ${count(runs.length)} runs; at most ${count(verificationLimits.runs)} are made anew`, zh: `有 ${count(runs.length)} 次运行，最多重新训练 ${count(verificationLimits.runs)} 次` });
  }
  const work: Work[] = [];
  for (const facts of runs) work.push(await workOf(facts, context));
  assertAffordable(work.reduce((sum, { steps }) => sum + (steps ?? 0), 0), work.reduce((sum, { operations }) => sum + operations, 0));
  return work;
}

/** @throws DescentError `usage` */
export function assertAffordable(steps: number, operations: number): void {
  if (steps > verificationLimits.steps) throw tooMuch({ en: `asks for ${count(steps)} training steps; at most ${count(verificationLimits.steps)} are made anew`, zh: `需要 ${count(steps)} 个训练步，最多重新训练 ${count(verificationLimits.steps)} 步` });
  if (operations > verificationLimits.operations) throw tooMuch({ en: 'asks for more computing than a machine does in hours', zh: '所需的计算量是一台电脑数小时也做不完的' });
}

/** Multiplications and additions of a training step: forward, and backward to inputs and weights. */
export const operationsOf = (steps: number, batch: number, parameters: number): number => 6 * steps * batch * parameters;

async function workOf(facts: RunFacts, context: WorkContext): Promise<Work> {
  const { catalog, datasets, baseDirectory, language } = context;
  const none = { facts, steps: 0, operations: 0 };
  const ended = facts.state === 'done' || facts.state === 'stopped' || facts.state === 'failed';
  if (!ended || facts.step === 0) return none;
  if (facts.forkedFrom) return { ...none, problem: { code: 'forked', reported: `${facts.forkedFrom.runId}, ${facts.forkedFrom.step}` } };
  try {
    const document = runDocument(facts.document, catalog, language);
    assertHere(document);
    assertFiles(document, catalog.describe(), { baseDirectory }, language);
    // What "auto" came to is in the facts: it may come to something else here.
    const source = document.data.source === 'auto' && facts.dataset !== null ? facts.dataset : document.data.source;
    const located = await datasets.locate({ ...document.data, source }, baseDirectory);
    await assertStartable(document, located, language);
    const stopAfter = facts.state === 'stopped' ? facts.step : undefined;
    const shape = await knownShape(located, document);
    const plan = shape && planRun(document, shape);
    const steps = plan ? Math.min(plan.length.steps, stopAfter ?? Infinity) : (stopAfter ?? document.training.iterations ?? null);
    return {
      facts,
      start: { document: { ...document, training: { ...document.training, inspect: 'off' } }, located, kernels: usableKernels(facts.environment?.kernels), stopAfter },
      steps,
      operations: plan ? operationsOf(steps ?? 0, document.training.batchSize, plan.parameters) : 0,
    };
  } catch (error) {
    if (!(error instanceof DescentError)) throw error;
    return { ...none, problem: { code: error.code === 'document-invalid' ? 'document-invalid' : 'data-missing', message: worded(error.detail, language) ?? error.message } };
  }
}

/** @throws DescentError `document-invalid` also for a document that asks for more than one run */
function runDocument(value: unknown, catalog: CatalogService, language: Language): RunDocument {
  const document = parseExperiment(value, catalog.describe(), language);
  const { variants, search, repeats = 1 } = document;
  if (!variants && !search && repeats === 1) return runOf(document);
  throw refusal('document-invalid', 'one-run-expected', { problems: [] });
}

/** Files on other machines are not asked for: a report from somebody else could name any. @throws DescentError `dataset-missing` */
function assertHere(document: RunDocument): void {
  for (const text of texts([document.data, document.network])) {
    if (/^[\\/]{2}/.test(text) || (/^[a-z][a-z0-9+.-]+:/i.test(text) && !isAbsolute(text))) {
      throw refusal('dataset-missing', 'file-elsewhere', { file: JSON.stringify(text.slice(0, 100)) });
    }
  }
}

function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* texts(inner);
}

/** Whether two kernel sets give the same bits: `relaxed` and `relaxed-wide` do, and so do the two strict ones. */
export const sameBits = (a: string, b: string): boolean => family(a) === family(b);
/** Relaxed SIMD leaves it to the processor whether a multiplication and an addition are rounded once or twice. */
export const isRelaxed = (name: string): boolean => family(name) === 'relaxed';
const family = (name: string): string => name.replace(/-wide$/, '');

/** The recorded kernel set where it works here, else one that gives the same bits; undefined where there is none. */
function usableKernels(recorded: string | undefined): string | undefined {
  if (recorded === undefined) return undefined;
  const candidates = [recorded, ...kernelNames.filter((name) => name !== recorded && sameBits(name, recorded))].filter((name) => kernelNames.includes(name));
  return candidates.find((name) => {
    try {
      return selectKernels(name).chosen.name === name;
    } catch {
      return false;
    }
  });
}

function tooMuch(what: Localized): DescentError {
  return refusal('usage', 'report-too-much', { what });
}

const count = (value: number): string => value.toLocaleString('en-US');
