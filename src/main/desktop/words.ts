import type { Language } from '../../shared/schema/localized.ts';

/** What the desktop itself says, outside the page. */
const en = {
  cannotStart: 'Descent cannot start',
  useUsualFolder: 'Use the usual folder',
  usualFolderHelp: 'The folder that was chosen for the studio can’t be used. Its contents stay as they are.',
  quit: 'Quit',
  cancel: 'Cancel',
  stillTraining: (count: number) => (count === 1 ? 'One run is still training' : `${count} runs are still training`),
  stillTrainingHelp: 'In the background they go on without a window, and Descent ends when they are done; start it again to see them. A run that is ended after a checkpoint goes on later, to the same bits.',
  background: 'Keep in the background',
  checkpointAndQuit: 'Checkpoint and quit',
  done: (count: number) => (count === 1 ? 'Training is done' : `${count} runs are done`),
  failed: (count: number) => (count === 1 ? '1 run failed' : `${count} runs failed`),
  accuracy: (value: string) => `Test accuracy ${value}`,
  windowGone: 'The window stopped working',
  windowGoneHelp: (log: string) => `Training goes on, and what was recorded is kept. What is known is in\n${log}`,
  reload: 'Open it again',
  unforeseen: 'Something unforeseen happened',
  unforeseenHelp: (message: string, log: string) => `${message}\n\nRuns that were training can be gone on with from their checkpoints. What is known is in\n${log}`,
  goOn: 'Go on',
  restart: 'Restart',
  showLog: 'Show the log',
};

export type DesktopWords = typeof en;

const zh: DesktopWords = {
  cannotStart: 'Descent 无法启动',
  useUsualFolder: '使用默认文件夹',
  usualFolderHelp: '所选的文件夹无法使用，其中的内容保持不变。',
  quit: '退出',
  cancel: '取消',
  stillTraining: (count) => `还有 ${count} 次运行正在训练`,
  stillTrainingHelp: '选择后台继续，训练会在没有窗口的情况下进行，结束后 Descent 自行退出；再次启动即可看到它们。保存检查点后结束的运行以后可以继续，结果逐位相同。',
  background: '在后台继续',
  checkpointAndQuit: '保存检查点并退出',
  done: (count) => (count === 1 ? '训练完成' : `${count} 次运行已完成`),
  failed: (count) => `${count} 次运行失败`,
  accuracy: (value) => `测试准确率 ${value}`,
  windowGone: '窗口停止了工作',
  windowGoneHelp: (log) => `训练仍在继续，已记录的内容都在。已知的情况写在\n${log}`,
  reload: '重新打开',
  unforeseen: '发生了意料之外的错误',
  unforeseenHelp: (message, log) => `${message}\n\n正在训练的运行可以从检查点继续。已知的情况写在\n${log}`,
  goOn: '继续',
  restart: '重新启动',
  showLog: '显示日志',
};

export const desktopWords: Readonly<Record<Language, DesktopWords>> = { en, zh };

/** The language to begin with, until the page says which one it speaks. @param locale such as `zh-CN` */
export function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
