import { choice, file, number, text } from '../../../shared/schema/kinds/index.ts';
import { defineDataset } from '../../core/define.ts';

export default defineDataset({
  type: 'csv',
  title: { en: 'CSV file', zh: 'CSV 文件' },
  summary: { en: 'A table of numbers with a column of classes or of values.', zh: '一张数字表格，其中一列是类别或数值。' },
  formula: '',
  whenToUse: {
    en: 'For your own measurements: one row per example, one column per feature. Standardize features of different sizes.',
    zh: '用于自己的测量数据：每行一个样本，每列一个特征。特征量级不同时请选择标准化。',
  },
  reference: 'RFC 4180; semicolons and tabs are understood, too',
  group: 'files',
  icon: 'table',
  parameters: {
    path: file({ title: { en: 'File', zh: '文件' }, help: { en: 'CSV in UTF-8, raw or gzip; relative to the document.', zh: 'UTF-8 编码的 CSV，可为 gzip；相对于文档的路径。' } }),
    testPath: file({ optional: true, title: { en: 'Test file', zh: '测试文件' }, help: { en: 'With the same columns; left out = a share of the rows.', zh: '列与训练文件相同；不填则从行中划分。' } }),
    label: text({ optional: true, maxLength: 1000, title: { en: 'Label column', zh: '标签列' }, help: { en: 'Its name, or its position from 1; left out = the last.', zh: '列名，或从 1 开始的列号；不填表示最后一列。' } }),
    header: choice({
      default: 'auto',
      title: { en: 'Header', zh: '表头' },
      options: [
        { value: 'auto', title: { en: 'Find out', zh: '自动判断' } },
        { value: 'yes', title: { en: 'First row names the columns', zh: '第一行是列名' } },
        { value: 'no', title: { en: 'No header', zh: '没有表头' } },
      ],
    }),
    task: choice({
      default: 'auto',
      title: { en: 'To learn', zh: '学习目标' },
      options: [
        { value: 'auto', title: { en: 'Find out', zh: '自动判断' }, help: { en: 'Classes where the labels are words or few whole numbers, else values.', zh: '标签是文字或少量整数时为类别，否则为数值。' } },
        { value: 'classification', title: { en: 'Classes', zh: '类别' } },
        { value: 'regression', title: { en: 'Values', zh: '数值' } },
      ],
    }),
    testShare: number({ min: 0, max: 1, exclusiveMin: true, exclusiveMax: true, default: 0.2, slider: [0.05, 0.5], title: { en: 'Test share', zh: '测试集比例' }, help: { en: 'Share of the rows for testing, drawn by a fixed shuffle; unused with a test file.', zh: '用于测试的行所占比例，按固定的打乱抽取；给出测试文件时不使用。' } }),
  },
});
