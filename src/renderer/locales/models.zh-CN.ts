import type { modelsEn } from './models.en.ts';

/** 模型与程序导出的中文文本。 */
export const modelsZh: typeof modelsEn = {
  code: '代码',
  program: '程序',
  library: '程序库',
  about: '按此文档训练同一个网络，只是随机数不同。',
  copy: '复制',
  copied: '程序已复制',
  save: '连同数据保存',
  saveHelp: '一个 zip 文件，内含程序及其训练所用的样本',
  saved: '已保存 {name}',
  savedHelp: '解压后用 Python 运行其中的 .py 文件。',
  saveFailed: '程序未能保存',
  notYet: '暂时没有程序。',
  export: '导出',
  exportHelp: '把网络存成其他程序可用的文件',
  exporting: '正在写文件…',
  exportFailed: '网络未能导出',
  model: '网络',
  programs: '附带权重和数据的程序（.zip）',
  format: {
    onnx: 'ONNX',
    onnxHelp: '直接输入原始数值：缩放已包含在内',
    safetensors: 'safetensors',
    safetensorsHelp: '仅权重',
    numpy: 'NumPy',
    pytorch: 'PyTorch',
    keras: 'Keras',
  },
};
