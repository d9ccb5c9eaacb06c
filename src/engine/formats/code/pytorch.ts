import type { Draw } from '../../core/code.ts';
import type { LayerPlan } from '../../training/network.ts';
import { batches, data, head, learningRate, main, notesOf, readFile, said, settings, train } from './shared-parts.ts';
import { drawOf, givenFiles, layerPaths, optimizerOf, type Prepared } from './source.ts';
import { indent, ProgramText, type Program } from './text.ts';

/** The document as a PyTorch program: modules stand at the positions their layers have in the document. */
export function pytorchProgram(prepared: Prepared): Program {
  const { network, trained, document } = prepared;
  const program = new ProgramText();
  head(program, prepared, 'PyTorch', 'torch and numpy', notesOf(prepared, 'pytorch'));
  const usesF = network.loss.definition.code.pytorch(network.loss.options, { classes: prepared.classes }).includes('F.');
  program
    .add(['import gzip', 'import json', 'import math', ...(trained ? ['import sys'] : []), 'from pathlib import Path', '', 'import numpy as np', 'import torch', ...(usesF ? ['import torch.nn.functional as F'] : []), 'from torch import nn'].join('\n'))
    .gap(1);
  settings(program, prepared);
  program.gap(1).add('rng = np.random.default_rng(SEED)\ntorch.manual_seed(SEED)').gap();
  readFile(program);
  program.gap();
  data(program, prepared, { x: (array) => `torch.from_numpy(${array})`, t: (array) => (prepared.classes === null ? `torch.tensor(${array})` : `torch.tensor(${array}, dtype=torch.long)`) });
  for (const [define, layers] of Map.groupBy(network.layers, usedDefinition)) if (define !== undefined) program.gap().add(define, ...layers.map(({ index }) => `network.layers.${index}`));

  program.gap().add('network = nn.Sequential(');
  for (const layer of network.layers) program.add(`    ${creation(layer)},`, `network.layers.${layer.index}`);
  program.add(')');
  start(program, prepared);
  program.gap();
  load(program, prepared);
  for (const [file, paths] of givenFiles(prepared)) program.gap().add(`load(${JSON.stringify(file)})`, ...paths);

  const { definition, options } = network.loss;
  program.gap().add(definition.code.pytorch(options, { classes: prepared.classes }), 'network.loss');
  program.gap().add(`def predict(x):\n    network.eval()\n    with torch.no_grad():\n        outputs = network(x)\n        return ${definition.code.predict?.pytorch ?? 'outputs'}`);
  program.gap();
  const optimizer = optimizerOf(prepared).code.pytorch(document.optimizer);
  const { l1, l2 } = document.regularization;
  const penalized = l1 > 0 || l2 > 0;
  if (penalized || optimizer.includes('weights')) program.add('weights = [p for p in network.parameters() if p.dim() > 1]', 'optimizer');
  if (optimizer.includes('others')) program.add('others = [p for p in network.parameters() if p.dim() == 1]  # biases, gamma, beta', 'optimizer');
  program.add(`optimizer = ${optimizer}`, 'optimizer').gap();
  learningRate(program, prepared);
  program.gap();
  batches(program, prepared);
  program.gap();
  trainStep(program, document.regularization);
  program.gap();
  evaluate(program, prepared);
  program.gap();
  said(program, prepared);
  program.gap();
  train(program, prepared, { keep: '{name: tensor.clone() for name, tensor in network.state_dict().items()}', restore: 'network.load_state_dict(kept or network.state_dict())' });
  program.gap();
  main(program, prepared);
  return program.finish();
}

function creation({ definition, options, inputs, outputs }: LayerPlan): string {
  return definition.code.pytorch.create(options, { inputs, outputs, init: () => '' });
}

/** The class that a layer's module is of, where the program has to define it. */
function usedDefinition(layer: LayerPlan): string | undefined {
  const { define } = layer.definition.code.pytorch;
  const name = define && /^class (\w+)/.exec(define)?.[1];
  return name && creation(layer).startsWith(`${name}(`) ? define : undefined;
}

/** How weights begin. */
function start(program: ProgramText, { network }: Prepared): void {
  for (const layer of network.layers) {
    const module = `network[${layer.index}]`;
    const lines = [
      ...layer.tensors.filter(({ isWeight }) => isWeight).map(({ local }) => draw(drawOf(layer, local), `${module}.${layer.definition.code.pytorch.names?.[local] ?? local}`)),
      ...(layer.definition.code.pytorch.start?.(layer.options, module) ?? []),
    ];
    if (lines.length > 0) program.add(lines.join('\n'), ...layerPaths(layer));
  }
}

function draw(how: Draw, tensor: string): string {
  if ('normal' in how) return `nn.init.normal_(${tensor}, std=${how.normal})`;
  if ('uniform' in how) return `nn.init.uniform_(${tensor}, -${how.uniform}, ${how.uniform})`;
  if ('constant' in how) return `nn.init.constant_(${tensor}, ${how.constant})`;
  return `nn.init.zeros_(${tensor})`;
}

function load(program: ProgramText, { network }: Prepared): void {
  const names = Object.assign({}, ...network.layers.map(({ definition }) => definition.code.pytorch.names ?? {})) as Record<string, string>;
  const renamed = Object.keys(names).length > 0;
  program.add(`def load(name):
    """Puts the tensors of a file into the modules; PyTorch keeps weights as [outputs, inputs]."""
${indent([
    ...(renamed ? [`names = {${Object.entries(names).map(([from, to]) => `"${from}": "${to}"`).join(', ')}}`] : []),
    'state = network.state_dict()',
    'for key, tensor in read(name).items():',
    '    _, position, own = key.split(".")',
    `    target = state[f"{position}.{${renamed ? 'names.get(own, own)' : 'own'}}"]`,
    '    target.copy_(torch.tensor(tensor.T.copy()).reshape(target.shape))',
  ])}`);
}

function trainStep(program: ProgramText, { l2, l1, clipNorm, clipValue }: Prepared['document']['regularization']): void {
  program.add(`def train_step(rows, step):
    """One step on these examples; gives their loss before it."""
    for group in optimizer.param_groups:
        group["lr"] = learning_rate(step)
    x, t = (part[rows] for part in splits["train"])
    network.train()
    value = loss(network(x), t)`);
  if (l2 > 0) program.add('    value = value + 0.5 * L2 * sum((w * w).sum() for w in weights)', 'regularization.l2');
  if (l1 > 0) program.add('    value = value + L1 * sum(w.abs().sum() for w in weights)', 'regularization.l1');
  program.add('    optimizer.zero_grad()\n    value.backward()');
  if (clipNorm != null) program.add('    nn.utils.clip_grad_norm_(network.parameters(), CLIP_NORM)', 'regularization.clipNorm');
  if (clipValue != null) program.add('    nn.utils.clip_grad_value_(network.parameters(), CLIP_VALUE)', 'regularization.clipValue');
  program.add('    optimizer.step()\n    return value.item()');
}

function evaluate(program: ProgramText, { classes }: Prepared): void {
  program.add(
    `@torch.no_grad()\ndef evaluate(x, t):\n    """The loss${classes === null ? '' : ' and the share of right answers'}, a thousand examples at a time."""\n${indent([
      'network.eval()',
      classes === null ? 'total = 0' : 'total, right = 0, 0',
      'for start in range(0, len(t), 1000):',
      '    rows = slice(start, start + 1000)',
      '    outputs = network(x[rows])',
      '    total += loss(outputs, t[rows]).item() * len(t[rows])',
      ...(classes === null ? [] : ['    right += (outputs.argmax(dim=1) == t[rows]).sum().item()']),
      classes === null ? 'return (total / len(t),)' : 'return total / len(t), right / len(t)',
    ])}`,
  );
}
