import type { CodeLanguage } from '../../../shared/api/models.ts';
import { kerasProgram } from './keras.ts';
import { numpyProgram } from './numpy.ts';
import { pytorchProgram } from './pytorch.ts';
import { prepare, type ProgramSource } from './source.ts';
import type { Program } from './text.ts';

const writers = { numpy: numpyProgram, pytorch: pytorchProgram, keras: kerasProgram } as const satisfies Record<CodeLanguage, unknown>;

/**
 * A Python program that builds the document's network, trains it as the document says and measures it; every fragment comes from the
 * declarations it uses. It computes what a run does but for the random numbers.
 */
export function writeProgram(language: CodeLanguage, source: ProgramSource): Program {
  return writers[language](prepare(source));
}
