import type { DescentError } from '../../shared/api/errors.ts';
import { evaluationSchema, type Evaluation } from '../../shared/api/records.ts';
import type { Localized } from '../../shared/schema/localized.ts';
import { z } from 'zod';
import { actual, dataError, type ProblemWords } from '../data/problem.ts';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../formats/safetensors.ts';
import { floatsAt } from '../kernels/memory.ts';
import type { Session } from './session.ts';

/**
 * A checkpoint is a safetensors file. Its tensors are
 * - `layers.<position>.<parameter>`: weights, biases, γ, β and running statistics
 * - `optimizer.<memory>.layers.…`: what the optimizer remembers
 * - `best.layers.…`: the best weights so far, where early stopping keeps them
 *
 * and its metadata holds the optimizer's type, the step from which its memory counts (its updates are numbered from there, which Adam's
 * bias correction goes by), and the rest as JSON. Random numbers and mini-batches are functions of the seed and the step, so
 * the step is all there is to keep of them.
 */
/** What messages call it: a checkpoint has no file that its reader knows of. */
const file: Localized = { en: 'checkpoint', zh: '检查点' };

const checkpointFormat = 'descent/checkpoint@1';

const stateSchema = z.object({
  /** Steps done. */
  step: z.int().min(0),
  /** The schedule's memory. */
  schedule: z.record(z.string(), z.number()),
  earlyStopping: z.object({ best: z.number().nullable(), bestStep: z.number(), waited: z.number() }),
  /** The last evaluation and the step it followed; the best of each metric so far. */
  last: evaluationSchema.nullable(),
  lastStep: z.number(),
  best: evaluationSchema,
});

/** Everything of a run that is not a tensor. */
export interface RunState {
  readonly step: number;
  readonly schedule: Readonly<Record<string, number>>;
  readonly earlyStopping: { readonly best: number | null; readonly bestStep: number; readonly waited: number };
  readonly last: Evaluation | null;
  readonly lastStep: number;
  readonly best: Evaluation;
}

/** Copies of all tensors by name: what `weights.safetensors` holds. */
export function takeWeights(session: Session): Record<string, StoredTensor> {
  return Object.fromEntries(session.float32.tensors.map((tensor) => [tensor.name, { shape: tensor.plan.shape, data: session.view(tensor).slice() }]));
}

/** The bytes of `weights.safetensors`. */
export function writeWeights(tensors: Readonly<Record<string, StoredTensor>>): Uint8Array {
  return writeSafetensors({ tensors, metadata: { format: 'descent/weights@1' } });
}

/** The bytes of a checkpoint. */
export function writeCheckpoint(session: Session, state: RunState, bestWeights: Readonly<Record<string, StoredTensor>> | null): Uint8Array {
  const tensors: Record<string, StoredTensor> = takeWeights(session);
  for (const { name, plan, memory } of session.float32.tensors) {
    for (const [key, pointer] of Object.entries(memory)) tensors[`optimizer.${key}.${name}`] = { shape: plan.shape, data: floatsAt(session.memory, pointer, plan.elements).slice() };
  }
  for (const [name, tensor] of Object.entries(bestWeights ?? {})) tensors[`best.${name}`] = tensor;
  return writeSafetensors({ tensors, metadata: { format: checkpointFormat, optimizer: session.document.optimizer.type, optimizerSince: String(session.optimizerSince), state: JSON.stringify(state) } });
}

/**
 * Puts a checkpoint's tensors into a session and the session to its step. Optimizer memory that the checkpoint lacks, because the run was
 * forked with another optimizer, begins at zero.
 * @throws {DescentError} `file-invalid`: no checkpoint, of a later format, or of another network
 */
export function restoreCheckpoint(session: Session, bytes: Uint8Array): { state: RunState; bestWeights: Record<string, StoredTensor> | null } {
  const { tensors, metadata } = readSafetensors(bytes, file);
  if (metadata.format !== checkpointFormat) throw invalid({
    expected: { en: `a checkpoint of format ${checkpointFormat}`, zh: `格式应为 ${checkpointFormat}` },
    received: metadata.format === undefined ? { en: 'none', zh: '实际没有注明格式' } : actual(metadata.format),
    suggestion: { en: 'Resume it with the version of Descent that wrote it', zh: '请用写出它的 Descent 版本继续运行' },
  });
  const parsed = stateSchema.safeParse(parseJson(metadata.state));
  if (!parsed.success) throw invalid({
    expected: { en: 'the state of a run', zh: '应含有运行的状态' },
    received: { en: z.prettifyError(parsed.error), zh: `实际无法读取（${z.prettifyError(parsed.error)}）` },
    suggestion: { en: 'Resume from an earlier checkpoint', zh: '请从更早的检查点继续' },
  });
  const state: RunState = parsed.data;
  // What another optimizer remembers under the same letter means something else: momentum's v is a velocity, Adam's a mean of squares.
  const sameOptimizer = metadata.optimizer === undefined || metadata.optimizer === session.document.optimizer.type;

  for (const { name, plan, value, memory } of session.float32.tensors) {
    const fill = (pointer: number, stored: StoredTensor | undefined): void => {
      const view = floatsAt(session.memory, pointer, plan.elements);
      if (stored) view.set(stored.data);
      else view.fill(0);
    };
    const stored = tensors[name];
    if (stored?.shape.join() !== plan.shape.join()) throw invalid(otherShape(name, plan.shape, stored?.shape));
    fill(value, stored);
    for (const [key, pointer] of Object.entries(memory)) fill(pointer, sameOptimizer ? tensors[`optimizer.${key}.${name}`] : undefined);
  }
  if (Object.keys(state.schedule).length > 0) session.rates.state = state.schedule;
  session.moveTo(state.step, sameOptimizer ? Number(metadata.optimizerSince ?? 0) : state.step);
  const best = Object.entries(tensors).filter(([name]) => name.startsWith('best.'));
  return { state, bestWeights: best.length === 0 ? null : Object.fromEntries(best.map(([name, tensor]) => [name.slice('best.'.length), tensor])) };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

const invalid = (words: ProblemWords): DescentError => dataError({ code: 'file-invalid', file, ...words });

const otherShape = (tensor: string, expected: readonly number[], received: readonly number[] | undefined): ProblemWords => ({
  expected: { en: `${tensor} of shape [${expected.join(', ')}]`, zh: `${tensor} 的形状应为 [${expected.join(', ')}]` },
  received: received ? actual(`[${received.join(', ')}]`) : { en: 'no such tensor', zh: '实际没有这个张量' },
  suggestion: { en: 'A run can only go on with a network of the same shape', zh: '只有形状相同的网络才能继续训练' },
});
