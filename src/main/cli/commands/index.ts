import type { Register } from '../cli.ts';
import { registerBench } from './bench.ts';
import { registerCatalog } from './catalog.ts';
import { registerClass } from './class.ts';
import { registerCompare } from './compare.ts';
import { registerData } from './data.ts';
import { registerDelete } from './delete.ts';
import { registerDoctor } from './doctor.ts';
import { registerExport } from './export.ts';
import { registerGradcheck } from './gradcheck.ts';
import { registerPredict } from './predict.ts';
import { registerRecipes } from './recipes.ts';
import { registerReport } from './report.ts';
import { registerResume } from './resume.ts';
import { registerRun } from './run.ts';
import { registerRuns } from './runs.ts';
import { registerSchema } from './schema.ts';
import { registerServe } from './serve.ts';
import { registerShow } from './show.ts';
import { registerVerify } from './verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly Register[] = [
  registerRun,
  registerRuns,
  registerShow,
  registerCompare,
  registerReport,
  registerResume,
  registerDelete,
  registerExport,
  registerVerify,
  registerClass,
  registerPredict,
  registerData,
  registerGradcheck,
  registerRecipes,
  registerSchema,
  registerCatalog,
  registerServe,
  registerBench,
  registerDoctor,
];
