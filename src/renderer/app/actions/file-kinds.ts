import { openedEndings } from '../../../shared/api/opened-files.ts';

/** Kinds of file that the studio opens, told by their names. */
const fileKinds = [
  { kind: 'document', endings: openedEndings.document, screen: '/design' },
  { kind: 'report', endings: openedEndings.report, screen: '/reports/verify' },
  { kind: 'experiment', endings: openedEndings.experiment, screen: undefined },
] as const satisfies readonly { readonly kind: string; readonly endings: readonly string[]; readonly screen: string | undefined }[];

export type FileKind = (typeof fileKinds)[number];

/** What a file is, or undefined where the studio does not open it. */
export function kindOf(name: string): FileKind | undefined {
  const lower = name.toLowerCase();
  return fileKinds.find(({ endings }) => endings.some((ending) => lower.endsWith(ending)));
}

/** What a file is, by its contents where names do not tell: a report's facts are JSON as a document is. */
export async function kindOfFile(file: File): Promise<FileKind | undefined> {
  const kind = kindOf(file.name);
  if (kind?.kind !== 'document' || file.size > largestDocument || !isReport.test(await file.text())) return kind;
  return fileKinds.find((other) => other.kind === 'report');
}

/** Bytes of JSON that are looked into. */
const largestDocument = 2 ** 28;
/** Keys stand in any order. Inside of a text the quotation marks would be escaped. */
const isReport = /"format"\s*:\s*"descent\/report@/;

/** For the `accept` of a file input. */
export const acceptedFiles: string = fileKinds.flatMap(({ endings }) => endings).join(',');

/** The file among several that is opened: the first of the first kind. */
export function bestFile<T extends { readonly name: string }>(files: Iterable<T>): T | undefined {
  const all = [...files];
  for (const { endings } of fileKinds) {
    for (const ending of endings) {
      const found = all.find(({ name }) => name.toLowerCase().endsWith(ending));
      if (found) return found;
    }
  }
  return all[0];
}
