export * from './facts.ts';
export * from './plan.ts';
export * from './read-facts.ts';
