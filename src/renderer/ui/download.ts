/** Hands a file to the user, by the browser's own dialog, which the desktop has too. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The download has begun by then; the address is of no further use.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
