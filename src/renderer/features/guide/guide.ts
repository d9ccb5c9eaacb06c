import type { Language } from '../../../shared/schema/localized.ts';
import type { Theme } from '../../stores/preferences.ts';

/** The user's guide as it stands in docs/guide, bundled with its pictures. */

const texts = import.meta.glob<string>('../../../../docs/guide/*/*.md', { query: '?raw', import: 'default', eager: true });
const pictures = import.meta.glob<string>('../../../../docs/guide/pictures/*.webp', { query: '?url', import: 'default', eager: true });

export type GuideBlock = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'picture'; readonly source: string; readonly caption: string };

export interface GuidePage {
  /** As in addresses, such as `first-steps`. */
  readonly name: string;
  readonly title: string;
  readonly blocks: readonly GuideBlock[];
}

/** The pages in their order, with the pictures of a theme. */
export function guidePages(language: Language, theme: Theme): GuidePage[] {
  return Object.keys(texts)
    .filter((path) => path.includes(`/guide/${language}/`))
    .sort()
    .map((path) => ({ name: /\/\d+-([\w-]+)\.md$/.exec(path)?.[1] ?? path, title: /^# (.+)/.exec(texts[path])?.[1] ?? '', blocks: blocksOf(texts[path], `${language}-${theme}`) }));
}

/** A picture stands on a line of its own: `![caption](name)`. One that is not there leaves its caption. */
function blocksOf(text: string, look: string): GuideBlock[] {
  return text.split(/^(!\[[^\]]*\]\([\w-]+\))$/m).flatMap((part): GuideBlock[] => {
    const [, caption, name] = /^!\[([^\]]*)\]\(([\w-]+)\)$/.exec(part) ?? [];
    if (name === undefined) return part.trim() === '' ? [] : [{ kind: 'text', text: part }];
    const source = Object.entries(pictures).find(([path]) => path.endsWith(`/${name}-${look}.webp`))?.[1];
    return source ? [{ kind: 'picture', source, caption }] : [{ kind: 'text', text: caption }];
  });
}
