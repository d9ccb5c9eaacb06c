import type { Language } from '../schema/localized.ts';

const en = {
  column: {
    author: 'Author',
    file: 'File',
    experiment: 'Experiment',
    parameters: 'Parameters',
    testAccuracy: 'Test accuracy',
    locks: 'Locks',
    seed: 'Seed',
    runs: 'Runs',
    verified: 'Verified',
    remarks: 'Remarks',
  },
  /** Of a goal, beside its value. */
  reachedColumn: '{goal}: reached',
  state: { reached: 'reached', missed: 'not reached', open: 'no value' },
  standing: { changed: 'the assignment was changed', other: 'another assignment', none: 'no assignment', unreadable: 'its assignment cannot be read' },
  kept: 'kept',
  broken: 'broken: {paths}',
  brokenMore: 'broken: {paths} and {count} more',
  sameAs: 'same result as {names}',
  sameAsMore: 'same result as {names} and {count} more',
  comma: ', ',
  semicolon: '; ',
};

/** The words of a class's table, wherever it stands. */
export const classWords: Readonly<Record<Language, typeof en>> = {
  en,
  zh: {
    column: {
      author: '作者',
      file: '文件',
      experiment: '实验',
      parameters: '参数个数',
      testAccuracy: '测试准确率',
      locks: '锁定的设置',
      seed: '种子',
      runs: '运行数',
      verified: '验证',
      remarks: '备注',
    },
    reachedColumn: '{goal}：是否达到',
    state: { reached: '达到', missed: '未达到', open: '没有数值' },
    standing: { changed: '作业被改动过', other: '不是同一份作业', none: '没有作业', unreadable: '其中的作业无法读取' },
    kept: '未改动',
    broken: '被改动：{paths}',
    brokenMore: '被改动：{paths} 以及另外 {count} 项',
    sameAs: '结果与 {names} 相同',
    sameAsMore: '结果与 {names} 以及另外 {count} 份相同',
    comma: '、',
    semicolon: '；',
  },
};
