import { dataLimits } from './limits.ts';
import { actualValue, count, somethingElse, tooManyBytes, type ProblemWords } from './problem.ts';

const damaged = { en: 'damaged ones', zh: '实际已损坏' };

/** What can be wrong with NumPy archives, in words. What helps is the same everywhere: a new copy. */
export const npzProblems = {
  entryMissing: (name: string, there: readonly string[]) => ({
    expected: { en: `an entry ${name}`, zh: `应含有条目 ${name}` },
    received: there.length === 0 ? { en: 'an empty archive', zh: '实际是空的压缩包' } : { en: there.slice(0, 10).join(', '), zh: `实际只有 ${there.slice(0, 10).join('、')}` },
  }),
  noDirectory: (bytes: number) => ({
    expected: { en: 'a NumPy archive (.npz)', zh: '应为 NumPy 压缩包（.npz）' },
    received: { en: `${count(bytes)} bytes without a ZIP directory at their end: cut short, or something else`, zh: `实际的 ${count(bytes)} 字节末尾没有 ZIP 目录：文件不完整，或是别的内容` },
  }),
  damagedDirectory: (total: number, position: number) => ({
    expected: { en: `a ZIP directory of ${total} entries`, zh: `ZIP 目录应有 ${total} 个条目` },
    received: { en: `damage at entry ${position}`, zh: `第 ${position} 个条目处已损坏` },
  }),
  tooLarge: (bytes: number) => tooManyBytes(dataLimits.fileBytes, bytes),
  noEntry: () => ({ expected: { en: 'a ZIP entry where the directory says', zh: '目录所指的位置应为 ZIP 条目' }, received: somethingElse }),
  shortEntry: (packed: number) => ({
    expected: { en: `${count(packed)} packed bytes`, zh: `应有 ${count(packed)} 字节的压缩数据` },
    received: { en: 'the end of the archive', zh: '压缩包却提前到了末尾' },
  }),
  checksum: () => ({ expected: { en: 'contents that agree with their checksum', zh: '内容应与校验和一致' }, received: damaged }),
  method: (method: number) => ({
    expected: { en: 'a stored or deflated entry', zh: '条目应未经压缩，或以 deflate 压缩' },
    received: { en: `ZIP method ${method}`, zh: `实际用的是第 ${method} 号 ZIP 压缩方法` },
  }),
  deflated: () => ({ expected: { en: 'intact deflated contents', zh: '压缩的内容应完好' }, received: damaged }),
  notNpy: () => ({ expected: { en: 'a NumPy array (.npy)', zh: '应为 NumPy 数组（.npy）' }, received: somethingElse }),
  header: (header: string) => ({ expected: { en: "a header with 'descr' and 'shape'", zh: "文件头应含有 'descr' 和 'shape'" }, received: actualValue(header.slice(0, 80)) }),
  elementType: (dtype: string) => ({ expected: { en: 'unsigned bytes (|u1)', zh: '应为无符号字节（|u1）' }, received: actualValue(dtype) }),
  order: () => ({ expected: { en: 'C order', zh: '数组应按 C 顺序存放' }, received: { en: 'Fortran order', zh: '实际为 Fortran 顺序' } }),
  values: (elements: number, shape: readonly number[], received: number) => ({
    expected: { en: `${count(elements)} values for (${shape.join(', ')})`, zh: `形状 (${shape.join(', ')}) 应有 ${count(elements)} 个值` },
    received: { en: count(received), zh: `实际有 ${count(received)} 个` },
  }),
} satisfies Record<string, (...values: never[]) => Pick<ProblemWords, 'expected' | 'received'>>;
