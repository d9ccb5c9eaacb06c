/** Files that people bring along. */

const mostFiles = 16;

/** Files by the names of the published sets. */
export function looksPublished(files: readonly Pick<File, 'name'>[]): boolean {
  return files.some(({ name }) => /^(train|t10k)-(images|labels)[-.]idx\d-ubyte|^(fashion-)?mnist\.npz$/i.test(name));
}

/** A first guess at a name: that of the folder, else of the only table. */
export function suggestedName(files: readonly File[]): string {
  const [first] = files;
  // Files that were chosen one by one have no path; some windows leave the property out.
  const folder = (first?.webkitRelativePath as string | undefined)?.split('/').at(-2);
  if (folder) return folder.slice(0, 60);
  const table = files.find(({ name }) => !/test/i.test(name)) ?? first;
  return files.length <= 2 && table ? table.name.replace(/(\.(csv|tsv|txt|gz|idx))+$/i, '').slice(0, 60) : '';
}

/** What was dropped: files, and those of a dropped folder (not of folders in it). */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Entries must be asked for before anything is awaited: the list is emptied after the event.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const plain = [...transfer.files];
  const files: File[] = [];
  for (const [index, entry] of entries.entries()) {
    if (entry?.isDirectory) files.push(...(await filesIn(entry as FileSystemDirectoryEntry)));
    else if (plain[index]) files.push(plain[index]);
  }
  return files.slice(0, mostFiles);
}

async function filesIn(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => { folder.createReader().readEntries(resolve, reject); });
  const files = entries.filter((entry): entry is FileSystemFileEntry => entry.isFile && !entry.name.startsWith('.'));
  return Promise.all(files.map((entry) => new Promise<File>((resolve, reject) => { entry.file(resolve, reject); })));
}
