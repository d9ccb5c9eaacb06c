import type { DefinitionDescription } from '../../../../shared/schema/definition.ts';

/** The key that adds a layer: the first letter of its English title that no layer before it has taken. */
export function paletteKeys(layers: readonly DefinitionDescription[]): ReadonlyMap<string, string> {
  const taken = new Map<string, string>();
  for (const { type, title } of layers) {
    const letter = [...title.en.toUpperCase()].find((character) => /[A-Z]/.test(character) && !taken.has(character));
    if (letter) taken.set(letter, type);
  }
  return new Map([...taken].map(([letter, type]) => [type, letter]));
}
