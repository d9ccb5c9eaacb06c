/** What a definition file imports: one `define…` per slot of the experiment document. */
export { defineDataset } from './dataset-definition.ts';
export { defineInitializer } from './initializer.ts';
export { defineLayer } from './layer.ts';
export { defineLoss } from './loss.ts';
export { defineOptimizer } from './optimizer.ts';
export { defineSchedule } from './schedule.ts';
export type { DatasetDefinition, GeneratedData } from './dataset-definition.ts';
export type { InitializerDefinition } from './initializer.ts';
export type { LayerDefinition } from './layer.ts';
export type { LossDefinition } from './loss.ts';
export type { OptimizerDefinition } from './optimizer.ts';
export type { ScheduleDefinition } from './schedule.ts';
export type { Declaration, Options, OptionsOf, Parameters } from './declaration.ts';
