/**
 * Key chords as they are declared: `Mod+K`, `Alt+1`, `Mod+Shift+Z`, `?`. `Mod` is Command on a Mac and Control elsewhere. No chord has
 * both Mod and Alt: together they are AltGr on Windows, with which people type.
 */
export type Chord = string;

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

interface Parts {
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly key: string;
}

function parts(chord: Chord): Parts {
  const names = chord.split('+');
  return { mod: names.includes('Mod'), alt: names.includes('Alt'), shift: names.includes('Shift'), key: names.at(-1) ?? '' };
}

/** Whether a chord is one printable character without Control, Command or Alt: people who speak to their computer can switch these off. */
export function isSingleKey(chord: Chord): boolean {
  const { mod, alt, key } = parts(chord);
  return !mod && !alt && key.length === 1;
}

export function matches(chord: Chord, press: KeyPress, mac: boolean): boolean {
  const { mod, alt, shift, key } = parts(chord);
  const [command, other] = mac ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  if (command !== mod || other || press.altKey !== alt) return false;
  // With Alt a Mac types other characters: letters and digits are told by their place on the keyboard then.
  if (/^[A-Z]$/.test(key)) return press.shiftKey === shift && (alt ? press.code === `Key${key}` : press.key.toUpperCase() === key);
  if (/^\d$/.test(key)) return press.shiftKey === shift && (press.code === `Digit${key}` || press.code === `Numpad${key}`);
  // Where `?` or `,` stand, with Shift or without, depends on the keyboard.
  return key.length === 1 ? press.key === key : press.key === key && press.shiftKey === shift;
}

const signs: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↵' };

/** The keycaps of a chord: `['Ctrl', 'K']`, or `['⌘', 'K']` on a Mac. */
export function keycaps(chord: Chord, mac: boolean): string[] {
  return chord.split('+').map((name) => (mac ? signs[name] : name === 'Mod' ? 'Ctrl' : undefined) ?? name);
}

/** The chord as `aria-keyshortcuts` writes it. */
export function ariaChord(chord: Chord, mac: boolean): string {
  return chord.replace('Mod', mac ? 'Meta' : 'Control');
}

/** The chord as Electron's menus write it; undefined for single keys, which belong to the page. */
export function accelerator(chord: Chord): string | undefined {
  return isSingleKey(chord) ? undefined : chord.replace('Mod', 'CmdOrCtrl');
}

export const onMac: boolean = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);
