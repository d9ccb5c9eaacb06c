import { integer, number } from '../../shared/schema/kinds/index.ts';
import { defineSchedule } from '../core/define.ts';

export default defineSchedule({
  type: 'reduce-on-plateau',
  title: { en: 'Reduce on plateau', zh: '平台期衰减' },
  summary: {
    en: 'Multiplies the learning rate by γ whenever the validation loss has not improved for a few evaluations.',
    zh: '验证损失连续若干次评估没有改进时，把学习率乘以 γ。',
  },
  formula: '\\eta \\leftarrow \\max(\\gamma\\,\\eta,\\ \\eta_{\\min}) \\quad \\text{after } k \\text{ evaluations without a lower validation loss}',
  whenToUse: {
    en: 'When you do not know beforehand where progress will stop. Needs a validation set: set the validation share above 0.',
    zh: '事先不知道进展会在哪里停下时使用。需要验证集：请把验证集比例设为大于 0。',
  },
  reference: 'PyTorch, torch.optim.lr_scheduler.ReduceLROnPlateau (relative threshold 0)',
  icon: 'chart-line',
  parameters: {
    gamma: number({
      min: 0, exclusiveMin: true, max: 1, exclusiveMax: true, default: 0.5, symbol: '\\gamma',
      title: { en: 'Factor', zh: '衰减系数' },
      help: { en: 'What the learning rate is multiplied by.', zh: '每次学习率所乘的系数。' },
    }),
    patience: integer({
      min: 1, max: 100_000, default: 5, slider: [1, 50], symbol: 'k',
      title: { en: 'Patience', zh: '耐心' },
      help: { en: 'Evaluations without improvement before the rate falls.', zh: '多少次评估没有改进就降低学习率。' },
    }),
    min: number({
      min: 0, max: 1000, default: 0, slider: [0, 0.01], symbol: '\\eta_{\\min}',
      title: { en: 'Minimum', zh: '最小值' },
      help: { en: 'The rate is never lowered below this.', zh: '学习率不会低于此值。' },
    }),
  },
  initialState: { best: Number.MAX_VALUE, waited: 0, reductions: 0 },
  // A rate that began below the minimum is left where it is.
  rate: ({ gamma, min }, { lr }, { reductions }) => Math.max(lr * gamma ** reductions, Math.min(lr, min)),
  observe({ patience }, { best, waited, reductions }, validationLoss) {
    if (validationLoss < best) return { best: validationLoss, waited: 0, reductions };
    if (waited + 1 < patience) return { best, waited: waited + 1, reductions };
    return { best, waited: 0, reductions: reductions + 1 };
  },
  code: {
    rate: ({ gamma, min }) => `max(lr * ${gamma} ** state["reductions"], min(lr, ${min}))`,
    observe: ({ patience }) => [
      'if validation_loss < state["best"]:',
      '    state.update(best=validation_loss, waited=0)',
      `elif state["waited"] + 1 < ${patience}:`,
      '    state["waited"] += 1',
      'else:',
      '    state.update(waited=0, reductions=state["reductions"] + 1)',
    ],
  },
});
