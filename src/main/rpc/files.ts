import { strToU8, zipSync, type Zippable } from 'fflate';

/** A file of several on its way to a screen. */
interface Content {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One file as it is, several as a zip of this name. */
export function asFile(files: readonly Content[], zipName: string): File {
  const [only] = files;
  // Copied: a File takes no bytes that might be shared.
  if (files.length === 1 && only) return new File([new Uint8Array(only.bytes)], only.name, { type: 'application/octet-stream' });
  return asZip(files.map(({ name, bytes }) => ({ path: name, content: bytes })), zipName);
}

/** Files as a zip of this name. */
export function asZip(files: Iterable<{ readonly path: string; readonly content: string | Uint8Array }>, name: string): File {
  const entries: Zippable = {};
  // What is compressed already is stored.
  for (const { path, content } of files) entries[path] = [typeof content === 'string' ? strToU8(content) : content, { level: path.endsWith('.gz') ? 0 : 6 }];
  return new File([zipSync(entries)], `${name}.zip`, { type: 'application/zip' });
}
