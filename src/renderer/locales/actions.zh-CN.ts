import type { actionsEn } from './actions.en.ts';

/** 命令面板、快捷键与桌面菜单里的操作。 */
export const actionsZh: typeof actionsEn = {
  group: { file: '文件', edit: '编辑', view: '视图', go: '前往', train: '训练', help: '帮助' },
  design: { new: '新建设计', save: '把设计存为文件', undo: '撤销设计中的修改', redo: '重做设计中的修改', search: '查找层', train: '训练这个设计', assignment: '布置或编辑作业' },
  file: { open: '打开文件…' },
  reports: { show: '报告', verify: '验证报告', class: '班级：收作业，一张表' },
  system: { backup: '备份数据库' },
  view: { palette: '搜索或执行命令', work: '正在进行的训练', theme: '切换浅色与深色', themeSystem: '主题跟随系统', language: 'Switch to English' },
  train: { first: '训练你的第一个网络', pauseAll: '全部暂停', resumeAll: '继续所有已暂停的运行' },
  run: { pause: '暂停这次运行', resume: '继续这次运行', step: '这次运行走一步' },
  sweep: { new: '新建参数搜索' },
  help: { guide: '指南与参考', shortcuts: '键盘快捷键', about: '关于 Descent' },
  hint: {
    title: '在层叠中',
    add: '添加一层：按卡片上的字母',
    walk: '在各层之间移动',
    extend: '扩大选择',
    move: '移动所选的层',
    pick: '选中或取消选中',
    duplicate: '复制一份',
    group: '合成或拆开模块',
    delete: '删除',
  },
  sheet: { everywhere: '任何界面', help: '单字母快捷键可以在“设置”中关闭。' },
  backedUp: '已备份',
  opened: '已打开 {name}',
  cannotOpen: '这里无法打开 {name}',
  cannotOpenHelp: '需要的是实验（.descent.json）、报告（.html、.json）或带运行记录的实验（.descent）。数据集请放到“数据”界面。',
  dropHere: '松开即打开',
  dropHelp: '打开实验，或验证报告',
};
