import type { forkEn } from './fork.en.ts';

/** 从检查点换设置继续训练的中文文本。 */
export const forkZh: typeof forkEn = {
  open: '换设置继续…',
  title: '换设置继续',
  help: '新的运行从这次运行某个检查点的权重和优化器状态开始。这次运行保持不变。',
  none: '这次运行还没有检查点。训练时每隔几秒会保存一个。',
  checkpoint: '检查点',
  length: '长度（从第一步算起）',
  penalties: '惩罚与裁剪',
  noSteps: '检查点已在最后一步：把长度调大，新的运行才有事可做。',
  start: '继续并比较',
  from: '接续自',
  fromAt: '{name} 的第 {step} 步',
};
