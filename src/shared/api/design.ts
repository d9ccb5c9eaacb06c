import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { DesignAnalysis } from '../design/analysis.ts';

/** What the designer asks while a document is being edited. */
export const designContract = {
  /** Problems with mends, shapes, the untrained network's first batch, and cost; never fails for a bad document. */
  analyze: oc.input(z.object({ document: z.unknown() })).output(z.custom<DesignAnalysis>()),
};
