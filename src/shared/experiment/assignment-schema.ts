import { z } from 'zod';
import { goalMetrics } from './document.ts';

/** Words in the language of the messages. */
type Say = (en: string, zh: string) => () => string;

/** A place in the document that says something about the runs, and stays the same place when layers come and go. */
const lockable = /^(?:seed|repeats|data|network|optimizer|schedule|regularization|training)(?:\.(?!\d+(?:\.|$))[^.]+)*$/;

/** The section of an experiment document that makes it an assignment. */
export function assignmentSchema(say: Say) {
  const text = (most: number) => z.string({ error: say(`a text of at most ${most} characters`, `最多 ${most} 个字符的文本`) }).max(most);
  const bound = z.number({ error: say('a number', '数') }).optional();
  const goal = z
    .strictObject({ metric: z.enum(goalMetrics, { error: say(`one of ${goalMetrics.join(', ')}`, `${goalMetrics.join('、')} 之一`) }), atLeast: bound, atMost: bound })
    .refine(({ atLeast, atMost }) => (atLeast === undefined) !== (atMost === undefined), { error: say('either "atLeast" or "atMost"', '"atLeast" 或 "atMost" 二选一') });
  const path = z.string().max(300).regex(lockable, { error: say('paths of settings such as "data" or "training.epochs", not of single layers', '设置的路径，例如 "data"、"training.epochs"，不能是单个层') });
  return z.strictObject(
    {
      instructions: text(100_000).default(''),
      locked: z.record(path, z.unknown(), { error: say('an object of paths and the values they keep', '路径和其保持的值组成的对象') }).default({}),
      goals: z.array(goal, { error: say('a list of at most 20 goals', '最多 20 个目标的列表') }).max(20).default([]),
      hints: z.array(text(10_000), { error: say('a list of at most 20 hints', '最多 20 条提示的列表') }).max(20).default([]),
    },
    { error: say('an object with instructions, locked, goals, hints', '包含 instructions、locked、goals、hints 的对象') },
  );
}
