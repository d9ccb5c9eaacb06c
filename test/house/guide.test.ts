import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const guide = resolve(import.meta.dirname, '../../docs/guide');

test('the guide has the same pages with the same pictures in both languages, and every picture is there in both themes, and small', () => {
  expect(readdirSync(join(guide, 'zh'))).toEqual(readdirSync(join(guide, 'en')));
  for (const name of readdirSync(join(guide, 'en'))) {
    const pictures = (language: string) => [...readFileSync(join(guide, language, name), 'utf8').matchAll(/^!\[[^\]]+\]\(([\w-]+)\)$/gm)].map(([, picture]) => picture);
    expect(pictures('zh')).toEqual(pictures('en'));
    expect(pictures('en').length, name).toBeGreaterThan(0);
    for (const picture of pictures('en')) {
      for (const look of ['en-light', 'en-dark', 'zh-light', 'zh-dark']) {
        const file = join(guide, 'pictures', `${picture}-${look}.webp`);
        expect(existsSync(file), file).toBe(true);
        expect(statSync(file).size).toBeLessThanOrEqual(60_000);
      }
    }
  }
});
