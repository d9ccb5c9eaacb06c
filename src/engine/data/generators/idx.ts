import { file } from '../../../shared/schema/kinds/index.ts';
import { defineDataset } from '../../core/define.ts';

const help = { en: 'IDX, raw or gzip; relative to the document.', zh: 'IDX 文件，可为 gzip；相对于文档的路径。' };

export default defineDataset({
  type: 'idx',
  title: { en: 'IDX files', zh: 'IDX 文件' },
  summary: { en: 'Images and labels in four files of MNIST’s format.', zh: 'MNIST 格式的四个文件：图片和标签。' },
  formula: '',
  whenToUse: {
    en: 'For your own images in MNIST’s format: bytes, any size, up to 256 classes.',
    zh: '用于自己的 MNIST 格式图片：字节像素，任意尺寸，最多 256 类。',
  },
  reference: 'The IDX format, as described with MNIST',
  group: 'files',
  icon: 'images',
  parameters: {
    trainImages: file({ title: { en: 'Training images', zh: '训练图片' }, help }),
    trainLabels: file({ title: { en: 'Training labels', zh: '训练标签' }, help }),
    testImages: file({ title: { en: 'Test images', zh: '测试图片' }, help }),
    testLabels: file({ title: { en: 'Test labels', zh: '测试标签' }, help }),
  },
});
