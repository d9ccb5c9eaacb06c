import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckedNumber, Verdict, VerificationEvent } from '../../../shared/api/report-verification.ts';
import type { Failure } from '../../../shared/api/records.ts';
import { assertReportSize, readFacts } from '../../../shared/report/read-facts.ts';
import type { ReportFacts } from '../../../shared/report/facts.ts';
import { shownNumbers, type ShownNumber } from '../../../shared/report/shown-numbers.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import type { Ready } from '../../../engine/worker/protocol.ts';
import { failureOf, type WorkerPool } from '../../workers/pool.ts';
import type { CatalogService } from '../catalog.ts';
import type { DatasetService } from '../datasets.ts';
import type { SettingsService } from '../settings.ts';
import { remake, type Remade } from './remake.ts';
import { compareRun, compareSweep, withShown, type Here } from './verify-compare.ts';
import { assertAffordable, operationsOf, prepareWork, type Work } from './verify-work.ts';

export interface VerificationOptions {
  readonly pool: WorkerPool;
  readonly catalog: CatalogService;
  readonly datasets: DatasetService;
  readonly settings: SettingsService;
  readonly here: Here;
}

export interface VerifyOptions {
  /** Folder that relative paths of the documents start from. */
  readonly baseDirectory: string;
  readonly language: Language;
  readonly signal?: AbortSignal | undefined;
}

/** What a report's file claims: in its facts, and on its page. */
export interface ReadReport {
  readonly facts: ReportFacts;
  /** Numbers of an HTML report that readers see. */
  readonly shown: readonly ShownNumber[];
}

/** Milliseconds between two events about progress. */
const tellEvery = 200;

/** How far a run is. */
interface Place {
  step: number;
  steps: number | null;
  state: 'waiting' | 'preparing' | 'running' | 'ended';
}

/**
 * Verifies reports: makes the runs anew from the facts in the file and compares every number. The runs are trained in the studio's pool, but
 * never stored: nothing of them is left.
 */
export class VerificationService {
  readonly #options: VerificationOptions;
  readonly #closing = new AbortController();

  constructor(options: VerificationOptions) {
    this.#options = options;
  }

  /** Reads what a report claims from its file. @throws DescentError `file-invalid` */
  async read(file: { readonly size: number; arrayBuffer(): Promise<ArrayBuffer> }): Promise<ReadReport> {
    assertReportSize(file.size);
    const text = new TextDecoder().decode(await file.arrayBuffer());
    return { facts: readFacts(text), shown: shownNumbers(text) };
  }

  /** The same from a report's file. @throws DescentError `file-invalid`, and what `verify` throws */
  async *verifyFile(file: Parameters<VerificationService['read']>[0], options: VerifyOptions): AsyncGenerator<VerificationEvent, void, void> {
    yield* this.verify(await this.read(file), options);
  }

  /**
   * What will be done, how far it is, and the verdict. Leaving it stops the training.
   * @throws DescentError `usage` for more than is made anew, `cancelled`
   */
  async *verify({ facts, shown }: ReadReport, { baseDirectory, language, signal }: VerifyOptions): AsyncGenerator<VerificationEvent, void, void> {
    const { catalog, datasets, here } = this.#options;
    const begun = performance.now();
    const work = await prepareWork(facts, { catalog, datasets, baseDirectory, language });
    yield planEvent(facts, work);
    const leaving = new AbortController();
    const stopped = AbortSignal.any([leaving.signal, this.#closing.signal, ...(signal ? [signal] : [])]);
    const places = work.map(({ steps, start }): Place => ({ step: 0, steps, state: start ? 'waiting' : 'ended' }));
    const trained = Promise.all(work.map((one, run) => this.#remake(one, places, run, baseDirectory, stopped)));
    let over = false;
    const end = trained.then(
      () => (over = true),
      () => (over = true),
    );
    const from = performance.now();
    try {
      while (!over) {
        await Promise.race([end, sleep(tellEvery)]);
        if (!over) yield progressEvent(places, (performance.now() - from) / 1000);
      }
      const remade = await trained;
      const numbers = work.flatMap((one, run) => compareRun(run, one, remade[run], { here, language }));
      yield verdictEvent(facts, shown, numbers, remade, (performance.now() - begun) / 1000);
    } finally {
      leaving.abort();
    }
  }

  /** Stops what is being verified. */
  close(): void {
    this.#closing.abort();
  }

  async #remake({ start }: Work, places: readonly Place[], run: number, baseDirectory: string, signal: AbortSignal): Promise<Remade | undefined> {
    if (!start) return undefined;
    const { pool, settings } = this.#options;
    const { threads, kernels: preferred } = settings.get();
    const kernels = start.kernels ?? preferred ?? undefined;
    const place = places[run];
    const remade = await remake(pool, {
      start: {
        document: start.document,
        dataset: start.located.location,
        baseDirectory,
        ...(threads === null ? {} : { threads }),
        ...(kernels === undefined ? {} : { kernels }),
        ...(start.stopAfter === undefined ? {} : { stopAfter: start.stopAfter }),
      },
      signal,
      admit: (ready) => tooLarge(ready, start, places, run),
      onProgress: ({ step, steps, preparing }) => Object.assign(place, { step, steps: Math.min(steps ?? place.steps ?? Infinity, start.stopAfter ?? Infinity), state: preparing ? 'preparing' : 'running' }),
    });
    Object.assign(place, { state: 'ended', step: remade.step, steps: remade.step });
    return remade;
  }
}

/** A run whose length is known only now may be more than is made anew. */
function tooLarge(ready: Ready, { document, stopAfter = Infinity }: NonNullable<Work['start']>, places: readonly Place[], run: number): Failure | undefined {
  const steps = Math.min(ready.totalSteps, stopAfter);
  const others = places.reduce((sum, { steps: known }, index) => sum + (index === run ? 0 : (known ?? 0)), 0);
  try {
    assertAffordable(others + steps, operationsOf(steps, document.training.batchSize, ready.parameters));
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}

function planEvent({ source, program, madeAt }: ReportFacts, work: readonly Work[]): VerificationEvent {
  return {
    type: 'plan',
    report: { kind: source.kind, name: source.name, program, madeAt },
    runs: work.map(({ facts: { id, name, seed, state }, steps }) => ({ id, name, seed, state, steps })),
    steps: work.reduce((sum, { steps }) => sum + (steps ?? 0), 0),
  };
}

function progressEvent(places: readonly Place[], seconds: number): VerificationEvent {
  const done = places.reduce((sum, { step }) => sum + step, 0);
  const known = places.every(({ steps }) => steps !== null && Number.isFinite(steps));
  const steps = places.reduce((sum, place) => sum + Math.max(place.step, Number.isFinite(place.steps) ? (place.steps ?? 0) : 0), 0);
  return {
    type: 'progress',
    done,
    steps,
    ended: places.filter(({ state }) => state === 'ended').length,
    underWay: places.flatMap(({ state, step, steps: own }, run) => (state === 'preparing' || state === 'running' ? [{ run, step, steps: Number.isFinite(own) ? (own ?? 0) : 0, preparing: state === 'preparing' }] : [])),
    secondsLeft: known && done > 0 ? ((steps - done) * seconds) / done : null,
  };
}

function verdictEvent(facts: ReportFacts, shown: readonly ShownNumber[], ofRuns: readonly CheckedNumber[], remade: readonly (Remade | undefined)[], seconds: number): VerificationEvent {
  const { numbers: ofSweep, notChecked } = compareSweep(facts, remade);
  const numbers = withShown([...ofRuns, ...ofSweep], facts, shown);
  const tally = (verdict: CheckedNumber['verdict']) => numbers.filter((number) => number.verdict === verdict).length;
  const [same, off, unknown] = [tally('same'), tally('off'), tally('unknown')];
  const verdict: Verdict = off > 0 ? 'off' : unknown > 0 ? 'incomplete' : same > 0 ? 'same' : 'nothing';
  return { type: 'verdict', verdict, numbers, same, off, unknown, trialsNotChecked: notChecked, seconds };
}
