export * from './assignment.ts';
export * from './check.ts';
export * from './document.ts';
export * from './expand.ts';
export * from './paths.ts';
export * from './schema.ts';
export * from './sections.ts';
export * from './slots.ts';
