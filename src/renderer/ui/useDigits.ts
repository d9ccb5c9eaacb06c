import { shallowRef, watchEffect, type Ref } from 'vue';
import { client } from '../client/client.ts';

/** First pictures of a data set. */
export interface Digits {
  readonly width: number;
  readonly height: number;
  readonly images: readonly { readonly label: number; readonly pixels: Uint8Array }[];
}

const cache = new Map<string, Promise<Digits | undefined>>();

/** The first `count` pictures of a set; undefined until they are here, or where the set has no pictures. */
export function useDigits(type: () => string | undefined, count: number): Readonly<Ref<Digits | undefined>> {
  const digits = shallowRef<Digits>();
  watchEffect(() => {
    const name = type();
    if (!name) return;
    const key = `${name} ${count}`;
    const asked = cache.get(key) ?? fetchDigits(name, count);
    cache.set(key, asked);
    void asked.then((value) => {
      if (type() === name) digits.value = value;
      if (!value) cache.delete(key);
    });
  });
  return digits;
}

async function fetchDigits(type: string, count: number): Promise<Digits | undefined> {
  try {
    const { shape, labels, pixels } = await client.datasets.examples({ type, count });
    const [height, width] = shape.slice(-2);
    if (!width || !height) return undefined;
    const bytes = Uint8Array.from(atob(pixels), (character) => character.charCodeAt(0));
    const area = width * height;
    return { width, height, images: labels.map((label, index) => ({ label, pixels: bytes.subarray(index * area, (index + 1) * area) })) };
  } catch {
    // Pictures are decoration: a set without them shows none.
    return undefined;
  }
}
