/** What the engine means by a dataset stands in `core`, where definitions and losses can see it, too. */
export * from '../core/dataset.ts';
