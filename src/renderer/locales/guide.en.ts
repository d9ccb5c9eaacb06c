/** Words of the guide's screen. */
export const guideEn = { title: 'Guide', reference: 'Reference', open: 'Guide and reference' };
