import { file } from '../../shared/schema/kinds/index.ts';
import { defineInitializer } from '../core/define.ts';

export default defineInitializer({
  type: 'file',
  title: { en: 'From a file', zh: '来自文件' },
  summary: { en: 'Weights, biases, γ, β and running statistics from a safetensors file.', zh: '权重、偏置、γ、β 和运行统计量取自 safetensors 文件。' },
  formula: 'W = W_{\\text{file}}',
  whenToUse: {
    en: 'To start from a trained model, or to reproduce a calculation made elsewhere. Tensors are named layers.<position>.<parameter>; all but weights may be left out.',
    zh: '从训练好的模型开始，或重现别处的计算时使用。张量命名为 layers.<位置>.<参数>；除权重外均可省略。',
  },
  reference: 'https://huggingface.co/docs/safetensors',
  icon: 'file-input',
  group: 'given',
  parameters: {
    path: file({
      title: { en: 'File', zh: '文件' },
      help: { en: 'A safetensors file, relative to the document.', zh: 'safetensors 文件，相对于文档。' },
    }),
  },
  fillsEverything: true,
  values: ({ path }, place) => place.given(path),
  code: ({ path }) => ({ file: path }),
});
