import { DescentError, type ErrorCode } from './errors.ts';
import type { Language, Localized } from '../schema/localized.ts';

/**
 * Why the studio refuses something, in both languages: an error carries the reason's name and its values, and each door says it in the language of
 * whoever reads. A service writes no sentence of its own for what stands here.
 */
export const reasons = {
  // Not there.
  'no-such-run': { en: 'There is no run "{id}".', zh: '没有运行“{id}”。' },
  'no-such-run-but': { en: 'There is no run "{id}"; did you mean "{suggestion}"?', zh: '没有运行“{id}”；是否想要“{suggestion}”？' },
  'several-runs': { en: 'Several runs begin with "{id}": {candidates}. Give more of the id.', zh: '有多次运行以“{id}”开头：{candidates}。请写出更多的编号。' },
  'run-purged': { en: 'Run "{id}" was deleted for good.', zh: '运行“{id}”已被彻底删除。' },
  'no-such-experiment': { en: 'There is no experiment "{id}".', zh: '没有实验“{id}”。' },
  'experiment-empty': { en: 'The experiment "{id}" has no runs any more.', zh: '实验“{id}”已经没有任何运行。' },
  'no-such-sweep': { en: 'There is no sweep "{id}".', zh: '没有搜索“{id}”。' },
  'no-such-comparison': { en: 'There is no comparison "{id}".', zh: '没有比较“{id}”。' },
  'comparison-empty': { en: 'None of the runs of the comparison "{name}" is there any more.', zh: '比较“{name}”中的运行都已不在。' },
  'nothing-to-report': { en: 'There is no {kind} "{id}" to report on.', zh: '没有可供撰写报告的{kind}“{id}”。' },
  'no-such-recipe': { en: 'There is no recipe "{name}"; expected one of {names}.', zh: '没有配方“{name}”；应为以下之一：{names}。' },
  'no-such-recipe-but': { en: 'There is no recipe "{name}"; expected one of {names}; did you mean "{suggestion}"?', zh: '没有配方“{name}”；应为以下之一：{names}。是否想要“{suggestion}”？' },
  'no-such-type': { en: '{slot}: expected one of {names}, got "{type}"', zh: '{slot}：应为以下之一：{names}；实际为“{type}”。' },
  'no-such-type-but': { en: '{slot}: expected one of {names}, got "{type}"; did you mean "{suggestion}"?', zh: '{slot}：应为以下之一：{names}；实际为“{type}”。是否想要“{suggestion}”？' },
  'no-lesson': { en: 'The recipe "{name}" has no lesson.', zh: '配方“{name}”没有讲解。' },
  'no-such-dataset': { en: '"{type}" is no dataset; expected one of {names}.', zh: '“{type}”不是数据集；应为以下之一：{names}。' },
  'no-images': { en: '{type} has no images.', zh: '{type} 里没有图片。' },
  'no-dataset-folder': { en: '"{type}" has no folder on this machine.', zh: '“{type}”在这台电脑上没有文件夹。' },
  'file-opened-already': { en: 'This file was opened already. Open it again.', zh: '这个文件已经打开过。请重新打开。' },

  // Weights and checkpoints.
  'no-weights': { en: '{id} has nothing to test yet; it gets its first checkpoint a few seconds after it begins to train.', zh: '{id} 还没有可测试的内容；开始训练几秒后会有第一个检查点。' },
  'no-weights-yet': { en: '{runId} has no weights yet: it is {state}, and has no checkpoint. Let it train for a while, then try again.', zh: '{runId} 还没有权重：它{state}，也没有检查点。请让它训练一会儿再试。' },
  'no-end-weights': { en: '{runId} has no weights: it is {state}.', zh: '{runId} 没有权重：它{state}。' },
  'no-checkpoint-yet': { en: '{id} has no checkpoint yet; it gets one every few seconds while it trains.', zh: '{id} 还没有检查点；训练时每隔几秒会保存一个。' },
  'no-checkpoint-of-step': { en: '{run} has no checkpoint of step {step}; its checkpoints: {steps}.', zh: '{run} 没有第 {step} 步的检查点；现有检查点：{steps}。' },
  'checkpoint-damaged': { en: '{run}: the checkpoint of step {step} is damaged. Its others: {steps}.', zh: '{run}：第 {step} 步的检查点已损坏。其余检查点：{steps}。' },
  'checkpoints-damaged': { en: '{run}: no checkpoint can be read (damaged: {steps}). Resume the run once more to begin from its first step.', zh: '{run}：没有可读取的检查点（已损坏：{steps}）。再次继续，运行将从第一步重新开始。' },
  'fork-checkpoint-damaged': { en: '{run}: no checkpoint can be read (damaged: {steps}). Fork {parent} again.', zh: '{run}：没有可读取的检查点（已损坏：{steps}）。请从 {parent} 重新分叉。' },

  // Not now.
  'run-state': { en: '{id} cannot be {what}: it is {state}; expected {allowed}.', zh: '{id} 不能{what}：它{state}；只有{allowed}时才可以。' },
  'run-elsewhere': { en: '{id} cannot be {what} from here: another Descent on this machine is training it. Use that one.', zh: '不能在这里{what} {id}：这台电脑上的另一个 Descent 正在训练它。请在那里操作。' },
  'not-training': { en: '{runId} is not being trained.', zh: '{runId} 没有在训练。' },
  'sweep-state': { en: '{id} cannot be {what}: it is {state}; expected {allowed}.', zh: '{id} 不能{what}：它{state}；只有{allowed}时才可以。' },
  'sweep-elsewhere': { en: '{id} is run by another Descent on this machine. Use that one.', zh: '{id} 由这台电脑上的另一个 Descent 运行。请在那里操作。' },
  'grid-exhausted': { en: '{id} is a grid: it has tried every combination it has. Narrow it, or search at random.', zh: '{id} 是网格搜索：所有组合都已试过。请缩小范围，或改为随机搜索。' },
  'too-few-trials': { en: '{id} has too few trials that went to their end to narrow from; expected at least 8. Add trials first.', zh: '{id} 中走到终点的试验太少，无法据此缩小范围；至少需要 8 个。请先增加试验。' },
  'no-whole-trial': { en: '{id} has no trial yet that went to its end.', zh: '{id} 还没有走到终点的试验。' },
  'test-set-opened': { en: '{id} has been tested by run {runId}. A second look at the test set would choose by it; for another search, hold out new data.', zh: '{id} 已由运行 {runId} 测试过。再看一次测试集就等于用它来挑选；要做新的搜索，请另留数据。' },
  'download-under-way': { en: '{title} is being downloaded already. Wait for it to end, or stop it first.', zh: '{title} 正在下载。请等它完成，或先停止下载。' },
  'set-name-taken': { en: 'There is a set called "{name}" already. Choose another name, or delete that set first.', zh: '已经有名为“{name}”的数据集。请换一个名称，或先删除它。' },
  'data-changed': { en: '{run}: expected the data it was trained on ({expectedStart}), but {dataset} now has other contents ({receivedStart}). Put the former files back, or train the run again.', zh: '{run}：需要训练时所用的数据（{expectedStart}），但 {dataset} 的内容已经改变（{receivedStart}）。请放回原来的文件，或重新训练。' },
  'step-data-changed': { en: 'The run was trained on other data: {dataset} began with {expected} then, and with {received} now. Put the former files back.', zh: '该运行是用其他数据训练的：{dataset} 当时以 {expected} 开头，现在以 {received} 开头。请放回原来的文件。' },
  'no-step': { en: '{id} has no step to look at yet: it gets its first checkpoint a few seconds after it begins to train.', zh: '{id} 还没有可查看的步；开始训练几秒后会有第一个检查点。' },
  'restore-while-training': { en: 'A backup cannot be restored while runs are under way. Stop or pause them, or close the other studio.', zh: '有运行正在进行时不能恢复备份。请停止或暂停它们，或关闭另一个 Descent。' },
  'home-is-fixed': { en: "The studio's folder is named by {by}, which comes before any choice made here.", zh: '工作文件夹由 {by} 指定，它优先于这里的选择。' },
  'no-window': { en: 'This studio has no window of its own: it was opened in a browser. Type the path instead.', zh: '这里没有桌面窗口：Descent 是在浏览器中打开的。请直接输入路径。' },

  // What ends a run before its time.
  'memory-limit': { en: 'This network and its data need {needed} MB, {bound}. Try fewer units per layer, a smaller batch, or fewer examples.', zh: '此网络和数据需要 {needed} MB 内存，{bound}。请减少每层单元数、批大小或样本数。' },
  'memory-exhausted': { en: 'The run needed more memory than there is. Try a smaller batch, fewer units, or fewer runs at once.', zh: '运行所需的内存超出了现有的内存。请减小批大小、减少单元数，或减少同时进行的运行。' },
  'training-crashed': { en: 'The training thread stopped unexpectedly: {why}. What was recorded is kept; resume the run from its last checkpoint.', zh: '训练线程意外停止：{why}。已记录的内容都已保留；请从最近的检查点继续这次运行。' },
  'training-unforeseen': { en: 'The training thread met an error it did not expect: {why}', zh: '训练线程遇到意料之外的错误：{why}' },
  'reading-crashed': { en: 'The thread that read the data stopped unexpectedly: {why}. Try again.', zh: '读取数据的线程意外停止：{why}。请重试。' },
  'no-examples': { en: '{name}: expected examples to train on, found none.', zh: '{name}：应有可供训练的样本，但一个也没有。' },
  'no-such-kernels': { en: 'There are no kernels "{name}". Choose one of: {names}.', zh: '没有计算内核“{name}”。请从以下选择：{names}。' },
  'kernels-fail': { en: 'The kernels "{name}" do not work on this machine: {why}. Leave the choice to Descent, or try "strict".', zh: '计算内核“{name}”不能在这台电脑上使用：{why}。请交由 Descent 选择，或试试“strict”。' },

  // Reports and the test bench.
  'bench-classifies': { en: 'The test bench is for networks that tell classes apart; this run predicts numbers.', zh: '测试台用于区分类别的网络；这次运行预测的是数值。' },
  'bench-values': { en: 'pixels: expected {expected} values ({shape}), got {received}.', zh: 'pixels：应有 {expected} 个值（{shape}），实际有 {received} 个。' },
  'bench-class': { en: 'about: expected a class from 0 to {last}, got {about}.', zh: 'about：类别应为 0 到 {last}，实际为 {about}。' },
  'no-test-examples': { en: '{name} has no test examples, so {loss} cannot be measured on any.', zh: '{name} 没有测试样本，因此无法测量 {loss}。' },
  'no-such-example': { en: '{name} has {count} test examples; there is no number {index}.', zh: '{name} 有 {count} 个测试样本，没有第 {index} 号。' },
  'not-a-report': { en: 'This is no report that can be read: {why}. Expected a report that Descent made, as HTML or JSON.', zh: '无法读取这份报告：{why}。应为 Descent 生成的 HTML 或 JSON 报告。' },
  'class-too-large': { en: 'One table holds at most {most} reports. Give the others in a table of their own.', zh: '一张表最多容纳 {most} 份报告。请把其余的放进另一张表。' },
  'class-too-heavy': { en: 'The reports before this one fill the table: it is not read. Give it in a table of its own.', zh: '前面的报告已占满这张表，这一份没有读取。请把它放进另一张表。' },
  'report-too-much': { en: 'The report {what}. Make single runs anew from their documents with "descent run" instead.', zh: '这份报告{what}。请改用 “descent run”，由文档逐个重新训练。' },
  'one-run-expected': { en: 'Expected the document of one run, got one of several.', zh: '应为单次运行的文档，得到的是多次运行的文档。' },
  'file-elsewhere': { en: 'The run reads {file}: expected a file of this machine.', zh: '该运行要读取 {file}：应为这台电脑上的文件。' },
  'section-twice': { en: 'sections: expected every id once, got "{id}" twice.', zh: 'sections：每个编号只能出现一次，“{id}”出现了两次。' },
  'verifying-stopped': { en: 'Verifying was stopped.', zh: '核对已停止。' },
  'bench-closed': { en: 'The studio was closed before the test bench had answered.', zh: '测试台尚未回答，Descent 就已关闭。' },
  'bench-crashed': { en: 'The test bench stopped unexpectedly: {why}. Try again.', zh: '测试台意外停止：{why}。请重试。' },
  'no-features': { en: '{name}: expected examples with features, found none.', zh: '{name}：样本应带有特征，但一个也没有。' },

  'name-shadows': { en: 'A program called {name}.py would be found by its own "import {name}", in the place of the library. Choose another name, such as {name}-net.py.', zh: '程序若名为 {name}.py，其中的 “import {name}” 会找到它自己而不是库。请换一个名称，例如 {name}-net.py。' },

  // Printing.
  'no-printer': { en: 'A PDF is printed by an installed Chrome, Chromium or Edge, and none was found. Install one, name it in DESCENT_CHROMIUM, or make HTML and print that from any browser.', zh: 'PDF 由已安装的 Chrome、Chromium 或 Edge 打印，但没有找到。请安装一个，或用 DESCENT_CHROMIUM 指明，也可以导出 HTML 后在任意浏览器中打印。' },
  'no-such-browser': { en: 'DESCENT_CHROMIUM names {file}, which is no program that can be started.', zh: 'DESCENT_CHROMIUM 指向的 {file} 不是可以启动的程序。' },
  'print-failed': { en: '{browser} could not print the report: {why}. Make HTML instead and print that from a browser.', zh: '{browser} 未能打印报告：{why}。请改为导出 HTML，再在浏览器中打印。' },

  // Data sets that are fetched and brought along.
  'set-wrong-at-mirrors': { en: '{title} was not downloaded: expected the published contents of {file}, but {reasons}. Nothing of it was kept. Try again later, or get the four files elsewhere and copy them with "descent data import DIR".', zh: '{title} 没有下载成功：应为公开发布的 {file}，但{reasons}。内容没有保留。请稍后再试，或从别处取得这四个文件，再用 "descent data import DIR" 复制进来。' },
  'set-unreachable': { en: '{title} was not downloaded: {reasons}. Check the network connection and try again (what has arrived is kept), or get the four files elsewhere and copy them with "descent data import DIR".', zh: '{title} 没有下载成功：{reasons}。请检查网络后再试（已收到的部分会保留），或从别处取得这四个文件，再用 "descent data import DIR" 复制进来。' },
  'set-at-no-mirror': { en: '{title} was not downloaded: no mirror has {file} ({reasons}). Try again later, or get the four files elsewhere and copy them with "descent data import DIR".', zh: '{title} 没有下载成功：没有镜像提供 {file}（{reasons}）。请稍后再试，或从别处取得这四个文件，再用 "descent data import DIR" 复制进来。' },
  'download-stopped': { en: 'The download of {title} was stopped; what has arrived is kept, and the next attempt goes on from there.', zh: '{title} 的下载已停止；已收到的部分会保留，下次从那里继续。' },
  'set-missing': { en: '{title} was not found. Looked for {file} and its three companions, raw or .gz, in {places}.{lacking} Set DESCENT_DATASETS to the folder that holds them (or copy them with "descent data import DIR"), or download them with "descent data fetch {set}".', zh: '没有找到 {title}。已在{places}中寻找 {file} 及另外三个文件（原样或 .gz）。{lacking}请把 DESCENT_DATASETS 设为它们所在的文件夹（或用 "descent data import DIR" 复制），或用 "descent data fetch {set}" 下载。' },
  'no-set-in-folder': { en: '{directory} holds neither {titles}: looked for four files such as train-images-idx3-ubyte, raw or .gz, there and in its subfolders {subfolders}.{lacking} Choose the folder that holds them.', zh: '{directory} 中没有 {titles}：已在其中及子文件夹 {subfolders} 里寻找 train-images-idx3-ubyte 等四个文件（原样或 .gz）。{lacking}请选择存放它们的文件夹。' },
  'set-altered': { en: '{file}: expected the published contents of {title}, found a different checksum: the file was altered or copied badly. Copy or download it again; to train on an altered set, name its files in a document with "source": "idx".', zh: '{file}：应为公开发布的 {title}，但校验和不同：文件被改动过，或复制时出错。请重新复制或下载；要用改动过的数据训练，请在文档中以 "source": "idx" 指明它的文件。' },
  'copy-gone': { en: '{directory}: expected the files just copied, found them gone. Try again.', zh: '{directory}：刚复制的文件已不在。请再试一次。' },
  'not-one-set': { en: 'Expected {expected}, got {received}. Choose the files of one set.', zh: '应为{expected}，得到的是{received}。请选择同一个数据集的文件。' },

  // Files and folders. The first sentence says what is wrong with the contents of a file: see engine/data/problem.
  'not-as-expected': { en: '{file}: expected {expected}, found {received}. {suggestion}.', zh: '{file}：{expected}，{received}。{suggestion}。' },
  'picture-damaged': { en: '{file}: expected a whole PNG picture, but this one is damaged ({why}). Save it anew and try again.', zh: '{file}：应为完整的 PNG 图片，但此文件已损坏（{why}）。请重新保存后重试。' },
  'no-file': { en: '{file} is no file. Open a file.', zh: '{file} 不是文件。请打开一个文件。' },
  'opened-too-large': { en: '{file} has {bytes} bytes; at most {most} are opened.', zh: '{file} 有 {bytes} 字节；最多能打开 {most} 字节的文件。' },
  'cannot-read': { en: '{file} cannot be read: {why}. Check its path and its permissions.', zh: '无法读取 {file}：{why}。请检查路径和权限。' },
  'file-too-large': { en: '{file}: expected at most {most} bytes, got {bytes}. Use a part of the file.', zh: '{file}：最多 {most} 字节，实际 {bytes} 字节。请使用文件的一部分。' },
  'folder-unreadable': { en: '{directory}: expected a folder that can be read, found none. Check its path.', zh: '{directory}：应为可读取的文件夹，但没有找到。请检查路径。' },
  'no-file-manager': { en: '{directory} could not be opened: no file manager answered. Open it by hand.', zh: '无法打开 {directory}：文件管理器没有响应。请手动打开。' },
  'not-a-whole-path': { en: 'Expected a whole path, such as {example}; got {given}.', zh: '应为完整路径，例如 {example}；得到的是 {given}。' },
  'no-such-folder': { en: 'There is no folder {path}. Choose one that is there.', zh: '没有文件夹 {path}。请选择已有的文件夹。' },
  'file-exists': { en: '{file} is there already. Choose another name.', zh: '{file} 已经存在。请换一个名称。' },
  'cannot-write': { en: '{file} cannot be written: {why}.', zh: '无法写入 {file}：{why}。' },
  'no-such-backup': { en: '{file} is not there. Choose a backup that is.', zh: '{file} 不存在。请选择已有的备份。' },
  'not-a-backup': { en: '{file}: expected a backup that Descent made, got another kind of file, or a damaged one.', zh: '{file}：应为 Descent 制作的备份，得到的是别的文件，或已损坏。' },
  'backup-newer': { en: '{file} was written by a newer Descent (store version {version}; this one knows {known}). Update Descent.', zh: '{file} 由更新的 Descent 写成（数据库版本 {version}，当前程序支持到 {known}）。请更新 Descent。' },
  'archive-invalid': { en: 'Expected an experiment that Descent exported, got {received}. Export it again where it comes from.', zh: '应为 Descent 导出的实验，得到的是{received}。请在原处重新导出。' },
  'archive-newer': { en: 'The experiment was exported by a newer Descent (store version {version}; this one knows {known}). Update Descent.', zh: '这个实验由更新的 Descent 导出（数据库版本 {version}，当前程序支持到 {known}）。请更新 Descent。' },
  'store-locked': { en: '{file} is locked by another program. Close the other studio that is working on it, or choose another folder with --home.', zh: '{file} 被另一个程序锁定。请关闭正在使用它的 Descent，或用 --home 选择另一个文件夹。' },
  'store-newer': { en: '{file} was written by a newer Descent (store version {version}; this one knows {known}). Update Descent, or choose another folder with --home.', zh: '{file} 由更新的 Descent 写成（数据库版本 {version}，当前程序支持到 {known}）。请更新 Descent，或用 --home 选择另一个文件夹。' },
  'store-damaged': { en: '{file} is damaged: {what}. Open the studio anew: it keeps such a file under another name and begins an empty one, into which Settings can put a backup.', zh: '{file} 已损坏：{what}。请重新打开 Descent：它会把这样的文件改名保留，并新建一个空的，然后可以在“设置”中恢复备份。' },
  'store-set-aside': { en: '{file} was damaged: {what}. It was kept as {aside}; a new, empty one takes its place. Settings can put a backup back.', zh: '{file} 已损坏：{what}。它已改名保留为 {aside}，并由一个新的空数据库代替。可以在“设置”中恢复备份。' },
  'record-damaged': { en: 'What is stored of {of} is damaged. Delete it, or put a backup back in Settings.', zh: '{of} 所存的内容已损坏。请删除它，或在“设置”中恢复备份。' },
  'store-cannot-open': { en: '{file} cannot be opened: expected a file in a folder that may be written. Choose another folder with --home.', zh: '无法打开 {file}：应为可写文件夹中的文件。请用 --home 选择另一个文件夹。' },
  'store-disk-fails': { en: '{file} cannot be read or written: {why}. Check the disk.', zh: '无法读写 {file}：{why}。请检查磁盘。' },
  'store-disk-full': { en: 'The disk that holds {file} is full. Make room, then try again.', zh: '{file} 所在的磁盘已满。请腾出空间后再试。' },
  'store-read-only': { en: '{file} cannot be written. Change its permissions, or choose another folder with --home.', zh: '无法写入 {file}。请修改权限，或用 --home 选择另一个文件夹。' },
} as const satisfies Record<string, Localized>;

export type Reason = keyof typeof reasons;

/** Values in a sentence: words that differ between the languages come as both. */
export type ReasonValue = string | number | Localized | readonly (string | number | Localized)[];

/** Names in braces of a text. */
type Named<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Named<Rest> : never;
type Values<R extends Reason> = { readonly [Name in Named<(typeof reasons)[R]['en']>]: ReasonValue } & Readonly<Record<string, unknown>>;

/** An error with a declared reason: its message is the English text, its detail the values, from which a page words it anew. */
export function refusal<R extends Reason>(code: ErrorCode, reason: R, values: Values<R>, options?: { cause?: unknown }): DescentError {
  const detail = { ...values, reason };
  return new DescentError(code, worded(detail, 'en') ?? reason, detail, options);
}

/**
 * The sentence for an error's detail in a language; undefined where it has no declared reason, or lacks a value of its sentence. A sentence
 * that is put together where the error arises travels whole, as `localized`.
 */
export function worded(detail: unknown, language: Language): string | undefined {
  if (typeof detail !== 'object' || detail === null) return undefined;
  if ('localized' in detail) return said(detail.localized, language);
  if (!('reason' in detail) || typeof detail.reason !== 'string' || !Object.hasOwn(reasons, detail.reason)) return undefined;
  let whole = true;
  const text = reasons[detail.reason as Reason][language].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(detail, name) ? said((detail as Readonly<Record<string, unknown>>)[name], language) : undefined;
    whole &&= value !== undefined;
    return value ?? '';
  });
  return whole ? text : undefined;
}

/** An error's words in both languages. */
export function wordsOf({ message, detail }: Pick<DescentError, 'message' | 'detail'>): Localized {
  return { en: message, zh: worded(detail, 'zh') ?? message };
}

function said(value: unknown, language: Language): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? nothing[language] : value.map((item) => said(item, language) ?? '').join(between[language]);
  const localized = typeof value === 'object' && value !== null && language in value ? (value as Localized)[language] : undefined;
  return typeof localized === 'string' ? localized : undefined;
}

const nothing: Localized = { en: 'none', zh: '无' };
const between: Localized = { en: ', ', zh: '、' };

/** The states of runs and sweeps in a sentence. */
const stateWords = {
  queued: '在排队', running: '正在训练', paused: '已暂停', done: '已完成', stopped: '已停止', failed: '已失败', interrupted: '已中断',
} as const;
type State = keyof typeof stateWords;
export const stateWord = (state: State): Localized => ({ en: state, zh: stateWords[state] });
/** States of which one is enough. */
export const anyState = (states: readonly State[]): Localized => ({ en: states.join(' or '), zh: states.map((state) => stateWords[state]).join('或') });
