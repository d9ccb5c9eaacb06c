import { zipSync } from 'fflate';

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
  // What is compressed already is stored.
  const zip = zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, [bytes, { level: name.endsWith('.gz') ? 0 : 6 }]])));
  return new File([zip], `${zipName}.zip`, { type: 'application/zip' });
}
