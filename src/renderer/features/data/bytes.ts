/** Bytes that came as base64. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Megabytes with one digit, as downloads are told: `11.6`. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
