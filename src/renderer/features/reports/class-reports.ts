import { computed, shallowRef } from 'vue';
import { DescentError } from '../../../shared/api/errors.ts';
import { worded } from '../../../shared/api/reasons.ts';
import { classTable, type ReportClaim } from '../../../shared/report/class-table.ts';
import { ClaimReader } from '../../../shared/report/claim-reader.ts';
import { verifiedOf, type Verified } from '../../../shared/report/verified.ts';
import type { Language } from '../../../shared/schema/localized.ts';
import { client } from '../../client/client.ts';
import { shownProblem, type ShownProblem } from '../../client/problem.ts';
import { usePreferences } from '../../stores/preferences.ts';
import type { Verification } from './verification.ts';

/** A report of the class. Nothing of it is kept when the window closes. */
export interface ClassReport {
  readonly file: File;
  readonly claim: ReportClaim;
}

export interface UnreadableFile {
  readonly file: File;
  readonly why: (language: Language) => string;
}

/** How the verification of a report ended; `shown`: what the screen of a single verification shows of it. */
export interface VerifiedReport extends Partial<Verified> {
  readonly problem?: ShownProblem;
  readonly shown?: Verification;
}

/** The report that is being verified, and how far all of them are. */
export interface ClassProgress {
  readonly report: ClassReport;
  /** Reports that ended, and all that are verified. */
  readonly ended: number;
  readonly all: number;
  readonly done: number;
  readonly steps: number;
}

export const classReports = shallowRef<readonly ClassReport[]>([]);
export const unreadableFiles = shallowRef<readonly UnreadableFile[]>([]);
/** Files that were read, of those that were given. */
export const readingFiles = shallowRef<{ readonly done: number; readonly all: number }>();
export const verifiedReports = shallowRef<ReadonlyMap<ClassReport, VerifiedReport>>(new Map());
export const classProgress = shallowRef<ClassProgress>();
export const table = computed(() => classTable(classReports.value.map(({ claim }) => claim)));

let reader = new ClaimReader();
let queue: Promise<void> = Promise.resolve();
let stopper: AbortController | undefined;

/** Reads files into the table, after those that are already being read; one that is there already is passed over. */
export function takeReports(files: Iterable<File>): Promise<void> {
  const given = [...files];
  const mine = reader;
  return (queue = queue.then(async () => {
    const read: ClassReport[] = [];
    const bad: UnreadableFile[] = [];
    for (const [done, file] of given.entries()) {
      // The table was cleared meanwhile.
      if (mine !== reader) break;
      readingFiles.value = { done, all: given.length };
      if ([...classReports.value, ...unreadableFiles.value, ...read, ...bad].some((known) => isSame(known.file, file))) continue;
      try {
        read.push({ file, claim: await mine.read(file) });
      } catch (error) {
        bad.push({ file, why: (language) => (error instanceof DescentError ? worded(error.detail, language) : undefined) ?? (error instanceof Error ? error.message : String(error)) });
      }
    }
    readingFiles.value = undefined;
    if (mine !== reader) return;
    classReports.value = [...classReports.value, ...read];
    unreadableFiles.value = [...unreadableFiles.value, ...bad];
  }));
}

const isSame = (a: File, b: File): boolean => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

export function clearReports(): void {
  stopVerifyingClass();
  reader = new ClaimReader();
  classReports.value = [];
  unreadableFiles.value = [];
  verifiedReports.value = new Map();
}

/** Makes the runs of the reports that have no verdict yet anew, one report after the other; of all of them where each has one. */
export async function verifyClass(): Promise<void> {
  stopper?.abort();
  const mine = (stopper = new AbortController());
  const open = classReports.value.filter((report) => verifiedReports.value.get(report)?.state === undefined);
  const all = open.length > 0 ? open : classReports.value;
  for (const [ended, report] of all.entries()) {
    const tell = (done: number, steps: number) => {
      if (stopper === mine) classProgress.value = { report, ended, all: all.length, done, steps };
    };
    tell(0, 0);
    const outcome = await verifyOne(report.file, mine.signal, tell);
    if (mine.signal.aborted) break;
    verifiedReports.value = new Map(verifiedReports.value).set(report, outcome);
  }
  if (stopper === mine) {
    classProgress.value = undefined;
    stopper = undefined;
  }
}

async function verifyOne(file: File, signal: AbortSignal, tell: (done: number, steps: number) => void): Promise<VerifiedReport> {
  let plan: Verification['plan'];
  try {
    for await (const event of await client.reports.verify({ file, language: usePreferences().language }, { signal })) {
      if (event.type === 'plan') plan = event;
      else if (event.type === 'progress') tell(event.done, event.steps);
      else return { ...verifiedOf(event), shown: { file, state: 'done', verdict: event, ...(plan ? { plan } : {}) } };
    }
    return { state: 'cannot' };
  } catch (error) {
    return { state: 'cannot', problem: shownProblem(error) };
  }
}

export function stopVerifyingClass(): void {
  stopper?.abort();
  stopper = undefined;
  classProgress.value = undefined;
}
