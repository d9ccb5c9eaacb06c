import type { ExperimentDocument } from '../../../shared/experiment/document.ts';

/** Documents leave and enter the window as files: by the browser's own dialogs, which the desktop has too. */

export const documentEnding = '.descent.json';

/** A file name from a document's name: what file systems dislike becomes a dash. */
export function fileName(document: Pick<ExperimentDocument, 'name'>): string {
  const name = document.name.trim().replace(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/\s+/g, '-').replace(/-+/g, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 80);
  return `${name || 'experiment'}${documentEnding}`;
}

/** Hands the document to the user as a file. @returns the name it was given */
export function saveFile(document: ExperimentDocument, known?: string): string {
  const name = known ?? fileName(document);
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(document, null, 2)}\n`], { type: 'application/json' }));
  const link = window.document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; the address is of no further use.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return name;
}
