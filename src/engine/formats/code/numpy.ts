import type { Draw } from '../../core/code.ts';
import type { LayerPlan } from '../../training/network.ts';
import { batches, data, head, learningRate, main, readFile, said, settings, train } from './shared-parts.ts';
import { drawOf, givenFiles, layerPaths, optimizerOf, type Prepared } from './source.ts';
import { indent, ProgramText, type Program } from './text.ts';

/** The document as a program of NumPy alone: each layer's forward and backward pass written out. */
export function numpyProgram(prepared: Prepared): Program {
  const { network, document, trained } = prepared;
  const program = new ProgramText();
  head(program, prepared, 'plain NumPy', 'numpy', []);
  program.add(['import gzip', 'import json', 'import math', ...(trained ? ['import sys'] : []), 'from pathlib import Path', '', 'import numpy as np'].join('\n')).gap(1);
  settings(program, prepared);
  program.gap(1).add('rng = np.random.default_rng(SEED)').gap();
  readFile(program);
  program.gap();
  data(program, prepared);

  program.gap().add('class Layer:\n    """Its tensors by name, and the gradients of those that are trained"""\n\n    tensors, gradients = {}, {}');
  for (const [define, layers] of Map.groupBy(network.layers, ({ definition }) => definition.code.numpy.define)) program.gap().add(define, ...layers.map(({ index }) => `network.layers.${index}`));

  program.gap().add('layers = [');
  for (const layer of network.layers) program.add(`    ${creation(layer)},`, ...layerPaths(layer));
  program.add(']').gap();
  program.add(`def forward(x, training=False):
    for layer in layers:
        x = layer.forward(x, training)
    return x


def load(name):
    """Puts the tensors of a file into the layers."""
    for key, tensor in read(name).items():
        _, position, own = key.split(".")
        layers[int(position)].tensors[own][...] = tensor`);
  for (const [file, paths] of givenFiles(prepared)) program.gap().add(`load(${JSON.stringify(file)})`, ...paths);

  const { definition, options } = network.loss;
  program.gap().add(definition.code.numpy(options, { classes: prepared.classes }), 'network.loss');
  program.gap().add(`def predict(x):\n    outputs = forward(x)\n    return ${definition.code.predict?.numpy ?? 'outputs'}`);
  program.gap();
  update(program, prepared);
  program.gap();
  learningRate(program, prepared);
  program.gap();
  batches(program, prepared);
  program.gap();
  trainStep(program, prepared, document.regularization);
  program.gap();
  evaluate(program, prepared);
  program.gap();
  said(program, prepared);
  program.gap();
  train(program, prepared, {
    keep: '[{name: tensor.copy() for name, tensor in layer.tensors.items()} for layer in layers]',
    restore: 'for layer, tensors in zip(layers, kept or []):\n        layer.tensors.update(tensors)',
  });
  program.gap();
  main(program, prepared);
  return program.finish();
}

function creation(layer: LayerPlan): string {
  const init = (tensor: string) => values(drawOf(layer, tensor), layer.tensors.find(({ local }) => local === tensor)?.shape ?? []);
  return layer.definition.code.numpy.create(layer.options, { inputs: layer.inputs, outputs: layer.outputs, init });
}

function values(draw: Draw, shape: readonly number[]): string {
  const size = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  if ('normal' in draw) return `rng.normal(0, ${draw.normal}, ${size})`;
  if ('uniform' in draw) return `${draw.uniform} * rng.uniform(-1, 1, ${size})`;
  if ('constant' in draw) return `np.full(${size}, ${draw.constant})`;
  return `np.zeros(${size})`;
}

function update(program: ProgramText, prepared: Prepared): void {
  const { document } = prepared;
  const { code, title, ...optimizer } = optimizerOf(prepared);
  const memory = Object.keys(optimizer.memory);
  const remembered = memory.length === 0 ? [] : ['if key not in memory:', `    memory[key] = ${memory.map(() => 'np.zeros_like(w)').join(', ')}${memory.length === 1 ? ',' : ''}`, `${memory.join(', ')}${memory.length === 1 ? ',' : ''} = memory[key]`];
  program.add(`${memory.length === 0 ? '' : 'memory = {}  # of the optimizer, for each tensor\n\n\n'}def update(key, w, g, lr, t, is_weight):\n    """${title.en}"""\n${indent([...remembered, ...code.numpy(document.optimizer)])}`, 'optimizer');
}

function trainStep(program: ProgramText, { weightNames }: Prepared, { l2, l1, clipNorm, clipValue }: Prepared['document']['regularization']): void {
  const isWeight = weightNames.length === 1 ? `name == "${weightNames[0]}"` : `name in (${weightNames.map((name) => `"${name}"`).join(', ')})`;
  program.add(`def train_step(rows, step):
    """One step on these examples; gives their loss before it."""
    x, t = (part[rows] for part in splits["train"])
    value, gradient = loss(forward(x, training=True), t)
    for layer in reversed(layers):
        gradient = layer.backward(gradient)
    trained = [(layer, name) for layer in layers for name in layer.gradients]`);
  if (l2 > 0 || l1 > 0) {
    const value = [...(l2 > 0 ? ['0.5 * L2 * (w * w).sum()'] : []), ...(l1 > 0 ? ['L1 * abs(w).sum()'] : [])].join(' + ');
    const gradient = [...(l2 > 0 ? ['L2 * w'] : []), ...(l1 > 0 ? ['L1 * np.sign(w)'] : [])].join(' + ');
    program.add(indent(['for layer, name in trained:', `    if ${isWeight}:`, '        w = layer.tensors[name]', `        value += ${value}`, `        layer.gradients[name] += ${gradient}`]), ...(l2 > 0 ? ['regularization.l2'] : []), ...(l1 > 0 ? ['regularization.l1'] : []));
  }
  if (clipNorm != null) {
    program.add(
      indent(['norm = math.sqrt(sum(float((layer.gradients[name] ** 2).sum()) for layer, name in trained))', 'for layer, name in trained:', '    layer.gradients[name] *= min(1, CLIP_NORM / norm) if norm > 0 else 1']),
      'regularization.clipNorm',
    );
  }
  if (clipValue != null) program.add(indent(['for layer, name in trained:', '    layer.gradients[name] = np.clip(layer.gradients[name], -CLIP_VALUE, CLIP_VALUE)']), 'regularization.clipValue');
  program.add(indent(['lr = learning_rate(step)', 'for layer, name in trained:', `    update((layer, name), layer.tensors[name], layer.gradients[name], lr, step + 1, ${isWeight})`, 'return float(value)']));
}

function evaluate(program: ProgramText, { classes }: Prepared): void {
  const right = classes === null ? [] : ['    right += (outputs.argmax(axis=1) == t[rows]).sum()'];
  program.add(
    `def evaluate(x, t):\n    """The loss${classes === null ? '' : ' and the share of right answers'}, a thousand examples at a time."""\n${indent([
      classes === null ? 'total = 0' : 'total, right = 0, 0',
      'for start in range(0, len(t), 1000):',
      '    rows = slice(start, start + 1000)',
      '    outputs = forward(x[rows])',
      '    total += loss(outputs, t[rows])[0] * len(t[rows])',
      ...right,
      classes === null ? 'return (total / len(t),)' : 'return total / len(t), right / len(t)',
    ])}`,
  );
}
