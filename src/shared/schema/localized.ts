/** The languages Descent speaks. `zh` is Simplified Chinese (locale zh-CN). */
export type Language = 'en' | 'zh';

/** A text in every language of the product. */
export interface Localized {
  readonly en: string;
  readonly zh: string;
}

/** The text in the language asked for. */
export function localize(text: Localized, language: Language): string {
  return text[language];
}
