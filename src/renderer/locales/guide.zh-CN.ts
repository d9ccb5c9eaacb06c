import type { guideEn } from './guide.en.ts';

/** 指南页面的文字。 */
export const guideZh = { title: '指南', reference: '参考', open: '指南与参考' } satisfies Record<keyof typeof guideEn, string>;
