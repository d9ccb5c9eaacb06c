export * from './catalog.ts';
export * from './clipboard.ts';
export * from './edits.ts';
export * from './history.ts';
export * from './outline.ts';
export * from './switches.ts';
export * from './templates.ts';
export * from './variants.ts';
