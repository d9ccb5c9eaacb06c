/** What a definition file imports: one `define…` per slot of the experiment document. */
export { defineDataset } from './dataset.ts';
export { defineSchedule } from './schedule.ts';
export type { DatasetDefinition, GeneratedData } from './dataset.ts';
export type { ScheduleDefinition } from './schedule.ts';
export type { Declaration, Options, OptionsOf, Parameters } from './declaration.ts';
