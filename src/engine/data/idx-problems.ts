import type { Localized } from '../../shared/schema/localized.ts';
import { dataLimits } from './limits.ts';
import { advice, count, type ProblemWords } from './problem.ts';

const { copyAnew } = advice;
const notSwapped: Localized = { en: 'Check that the files of images and labels are not swapped', zh: '请检查图片文件与标签文件是否放反了' };

/** What can be wrong with IDX files, in words. */
export const idxProblems = {
  noMagic: (bytes: number) => ({
    expected: { en: 'an IDX file, which begins with a 4-byte magic number', zh: '应为 IDX 文件，以 4 字节的标识（魔数）开头' },
    received: { en: `a file of ${bytesOf(bytes)}`, zh: `实际只有 ${count(bytes)} 字节` },
    suggestion: copyAnew,
  }),

  wrongMagic: (bytes: Uint8Array) => {
    const looksLike = guessFormat(bytes);
    return {
      expected: { en: 'the magic number of an IDX file, such as 00 00 08 03', zh: '开头应为 IDX 文件的标识（魔数），例如 00 00 08 03' },
      received: { en: `${firstBytes(bytes)}${looksLike.en}`, zh: `实际为 ${firstBytes(bytes)}${looksLike.zh}` },
      suggestion: { en: 'Check that this is an IDX file, and copy or download it again', zh: '请确认这是 IDX 文件，并重新复制或下载' },
    };
  },

  elementType: (type: Localized, bytes: Uint8Array) => ({
    expected: { en: 'unsigned bytes (IDX type 08)', zh: '应为无符号字节（IDX 类型 08）' },
    received: { en: `${type.en} (${firstBytes(bytes)})`, zh: `实际为${type.zh}（${firstBytes(bytes)}）` },
    suggestion: { en: 'Convert the values to bytes from 0 to 255', zh: '请把数值转换为 0 到 255 的字节' },
  }),

  dimensions: (dimensions: number, bytes: Uint8Array) => ({
    expected: { en: '1 to 4 dimensions', zh: '应有 1 到 4 维' },
    received: { en: `${dimensions} (${firstBytes(bytes)})`, zh: `实际有 ${dimensions} 维（${firstBytes(bytes)}）` },
    suggestion: copyAnew,
  }),

  shortHeader: (headerLength: number, bytes: number) => ({
    expected: { en: `a header of ${headerLength} bytes`, zh: `文件头应有 ${headerLength} 字节` },
    received: { en: `a file of ${bytesOf(bytes)}`, zh: `整个文件却只有 ${count(bytes)} 字节` },
    suggestion: copyAnew,
  }),

  tooManyValues: (shape: readonly number[]) => ({
    expected: { en: `at most ${count(dataLimits.fileBytes)} values`, zh: `最多 ${count(dataLimits.fileBytes)} 个值` },
    received: { en: `a header that claims ${shapeOf(shape)}`, zh: `文件头却声称有 ${shapeOf(shape)} 个` },
    suggestion: copyAnew,
  }),

  length: (expected: number, shape: readonly number[], received: number) => {
    const difference = Math.abs(expected - received);
    const [en, zh] = received < expected ? [`${count(difference)} missing at the end`, `末尾缺少 ${count(difference)} 字节`] : [`${count(difference)} too many`, `多出 ${count(difference)} 字节`];
    return {
      expected: { en: `${bytesOf(expected)} for ${shapeOf(shape)}`, zh: `${shapeOf(shape)} 个值的文件应有 ${count(expected)} 字节` },
      received: { en: `${bytesOf(received)}: ${en}`, zh: `实际有 ${count(received)} 字节，${zh}` },
      suggestion: copyAnew,
    };
  },

  notImages: (shape: readonly number[]) => {
    const labels = shape.length === 1;
    return {
      expected: { en: 'images (IDX with 3 or 4 dimensions)', zh: '应为图片（3 维或 4 维的 IDX）' },
      received: { en: `${shape.length} (${shapeOf(shape)})${labels ? ': this looks like a file of labels' : ''}`, zh: `实际为 ${shape.length} 维（形状 ${shapeOf(shape)}）${labels ? '，看起来是标签文件' : ''}` },
      suggestion: notSwapped,
    };
  },

  notLabels: (shape: readonly number[]) => {
    const images = shape.length >= 3;
    return {
      expected: { en: 'labels (IDX with 1 dimension, or 2 for one-hot rows)', zh: '应为标签（1 维的 IDX，one-hot 行则为 2 维）' },
      received: { en: `${shape.length} (${shapeOf(shape)})${images ? ': this looks like a file of images' : ''}`, zh: `实际为 ${shape.length} 维（形状 ${shapeOf(shape)}）${images ? '，看起来是图片文件' : ''}` },
      suggestion: notSwapped,
    };
  },

  imageSides: (sides: readonly number[]) => ({
    expected: { en: `images with sides from 1 to ${count(dataLimits.imageSide)}`, zh: `图片的边长应为 1 到 ${count(dataLimits.imageSide)}` },
    received: { en: sides.join(' × '), zh: `实际为 ${sides.join(' × ')}` },
    suggestion: copyAnew,
  }),

  label: (classes: number, label: number, index: number) => ({
    expected: { en: `labels from 0 to ${classes - 1}`, zh: `标签应为 0 到 ${classes - 1}` },
    received: { en: `${label} at example ${count(index)} (counted from 0)`, zh: `样本 ${count(index)}（从 0 数起）的标签却是 ${label}` },
    suggestion: copyAnew,
  }),

  notOneHot: (row: Uint8Array, index: number) => {
    const shown = row.length > 12 ? `${row.subarray(0, 12).join(' ')} …` : row.join(' ');
    return {
      expected: { en: 'one-hot rows: a single 1 for the class, 0 elsewhere', zh: 'one-hot 行应在所属类别处有一个 1，其余全为 0' },
      received: { en: `${shown} at example ${count(index)} (counted from 0)`, zh: `样本 ${count(index)}（从 0 数起）的一行却是 ${shown}` },
      suggestion: { en: 'Give each example the number of its class instead', zh: '请改为给出每个样本的类别编号' },
    };
  },

  labelCount: (images: { file: string; count: number }, labels: number) => ({
    expected: { en: `${count(images.count)} labels, as many as there are images in ${images.file}`, zh: `应有 ${count(images.count)} 个标签，与 ${images.file} 中的图片一样多` },
    received: { en: count(labels), zh: `实际有 ${count(labels)} 个` },
    suggestion: { en: 'Check that both files belong to the same part (training or test) of the same set', zh: '请检查两个文件是否属于同一数据集的同一部分（训练或测试）' },
  }),

  exampleCount: (examples: number) => ({
    expected: { en: `1 to ${count(dataLimits.examples)} examples`, zh: `应有 1 到 ${count(dataLimits.examples)} 个样本` },
    received: { en: count(examples), zh: `实际有 ${count(examples)} 个` },
    suggestion: copyAnew,
  }),

  otherShape: (train: { file: string; shape: readonly number[] }, test: readonly number[]) => ({
    expected: { en: `images of ${train.shape.join(' × ')} as in ${train.file}`, zh: `图片应为 ${train.shape.join(' × ')}，与 ${train.file} 中的一样` },
    received: { en: test.join(' × '), zh: `实际为 ${test.join(' × ')}` },
    suggestion: { en: 'Check that both files belong to the same set', zh: '请检查两个文件是否属于同一个数据集' },
  }),

  oneClass: () => ({
    expected: { en: 'at least two classes', zh: '应至少有两个类别' },
    received: { en: 'label 0 for every example', zh: '所有样本的标签却都是 0' },
    suggestion: { en: 'Check that this is the file of the labels', zh: '请确认这是标签文件' },
  }),
} satisfies Record<string, (...values: never[]) => ProblemWords>;

function shapeOf(shape: readonly number[]): string {
  return shape.map(count).join(' × ');
}

function bytesOf(length: number): string {
  return length === 1 ? '1 byte' : `${count(length)} bytes`;
}

function firstBytes(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** What people most often put in the place of an IDX file. */
function guessFormat(bytes: Uint8Array): Localized {
  const text = String.fromCharCode(...bytes.subarray(0, 4));
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return { en: ' (gzip inside gzip)', zh: '（gzip 里又是 gzip）' };
  if (text.startsWith('PK')) return { en: ' (a ZIP archive)', zh: '（ZIP 压缩包）' };
  if (text.startsWith('<')) return { en: ' (a web page)', zh: '（网页）' };
  if (text === '\x89PNG') return { en: ' (a PNG picture)', zh: '（PNG 图片）' };
  return { en: '', zh: '' };
}
