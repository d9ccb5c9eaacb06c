import type { Draw } from '../../core/code.ts';
import type { LayerPlan } from '../../training/network.ts';
import { batches, data, head, learningRate, main, notesOf, readFile, said, settings, train } from './shared-parts.ts';
import { drawOf, givenFiles, layerPaths, optimizerOf, type Prepared } from './source.ts';
import { indent, ProgramText, type Program } from './text.ts';

/** The document as a program of Keras 3, on whichever backend is installed. */
export function kerasProgram(prepared: Prepared): Program {
  const { network, trained, document } = prepared;
  const { l1, l2, clipNorm, clipValue } = document.regularization;
  const program = new ProgramText();
  const bothClips = clipNorm != null && clipValue != null ? ['Keras clips by norm or by value, not both: it clips by norm here.'] : [];
  head(program, prepared, 'Keras', 'keras 3 with a backend, and numpy', [...notesOf(prepared, 'keras'), ...bothClips]);
  program.add(['import gzip', 'import json', 'import math', ...(trained ? ['import sys'] : []), 'from pathlib import Path', '', 'import keras', 'import numpy as np', 'from keras import layers'].join('\n')).gap(1);
  settings(program, prepared);
  program.gap(1).add('rng = np.random.default_rng(SEED)\nkeras.utils.set_random_seed(SEED)').gap();
  readFile(program);
  program.gap();
  data(program, prepared);
  for (const [define, used] of Map.groupBy(network.layers, usedDefinition)) if (define !== undefined) program.gap().add(define, ...used.map(({ index }) => `network.layers.${index}`));

  const penalty = l1 > 0 || l2 > 0 ? `keras.regularizers.L1L2(l1=${l1 > 0 ? 'L1' : '0'}, l2=${l2 > 0 ? 'L2 / 2' : '0'})` : undefined;
  program.gap();
  if (penalty !== undefined) program.add(`penalty = ${penalty}`, ...(l2 > 0 ? ['regularization.l2'] : []), ...(l1 > 0 ? ['regularization.l1'] : []));
  program.add(`network = keras.Sequential([\n    keras.Input((${network.layers[0]?.inputs ?? 0},)),`);
  for (const layer of network.layers) program.add(`    ${creation(layer, penalty !== undefined)},`, ...layerPaths(layer));
  program.add('])').gap();
  program.add(`def load(name):
    """Puts the tensors of a file into the layers."""
    tensors = read(name)
    for position, layer in enumerate(network.layers):
        own = [tensor for key, tensor in tensors.items() if key.startswith(f"layers.{position}.")]
        if own:
            layer.set_weights([tensor.reshape(w.shape) for tensor, w in zip(own, layer.weights)])`);
  for (const [file, paths] of givenFiles(prepared)) program.gap().add(`load(${JSON.stringify(file)})`, ...paths);

  const { definition, options } = network.loss;
  program.gap().add(definition.code.keras(options, { classes: prepared.classes }), 'network.loss');
  program.gap().add(`def predict(x):\n    outputs = network(x)\n    return ${definition.code.predict?.keras ?? 'outputs'}`).gap();
  program.add(`optimizer = ${optimizerOf(prepared).code.keras(document.optimizer)}`, 'optimizer');
  if (clipNorm != null) program.add('optimizer.global_clipnorm = CLIP_NORM', 'regularization.clipNorm');
  else if (clipValue != null) program.add('optimizer.clipvalue = CLIP_VALUE', 'regularization.clipValue');
  program.add(`network.compile(optimizer, loss${prepared.classes === null ? '' : ', metrics=["accuracy"]'})`).gap();
  learningRate(program, prepared);
  program.gap();
  batches(program, prepared);
  program.gap();
  program.add(`def train_step(rows, step):
    """One step on these examples."""
    optimizer.learning_rate = learning_rate(step)
    x, t = (part[rows] for part in splits["train"])
    network.train_on_batch(x, t)`);
  program.gap();
  evaluate(program, prepared);
  program.gap();
  said(program, prepared);
  program.gap();
  train(program, prepared, { keep: 'network.get_weights()', restore: 'network.set_weights(kept or network.get_weights())' });
  program.gap();
  main(program, prepared);
  return program.finish();
}

function creation(layer: LayerPlan, penalized: boolean): string {
  const { definition, options, inputs, outputs } = layer;
  const text = definition.code.keras.create(options, { inputs, outputs, init: (tensor) => initializer(drawOf(layer, tensor)) });
  return penalized ? text : text.replace(/, \w+_regularizer=penalty/, '');
}

function usedDefinition(layer: LayerPlan): string | undefined {
  const { define } = layer.definition.code.keras;
  const name = define && /^class (\w+)/.exec(define)?.[1];
  return name && creation(layer, false).startsWith(`${name}(`) ? define : undefined;
}

function initializer(draw: Draw): string {
  if ('normal' in draw) return `keras.initializers.RandomNormal(stddev=${draw.normal})`;
  if ('uniform' in draw) return `keras.initializers.RandomUniform(-${draw.uniform}, ${draw.uniform})`;
  if ('constant' in draw) return `keras.initializers.Constant(${draw.constant})`;
  return '"zeros"';
}

/** Keras counts the penalty into the loss it reports; the studio's evaluations do not. */
function evaluate(program: ProgramText, { classes }: Prepared): void {
  program.add(
    `def evaluate(x, t):\n    """The loss${classes === null ? '' : ' and the share of right answers'}, a thousand examples at a time."""\n${indent([
      'outputs = network.predict(x, batch_size=1000, verbose=0)',
      'value = float(keras.ops.mean(loss(t, outputs)))',
      classes === null ? 'return (value,)' : 'return value, float((outputs.argmax(axis=1) == t).mean())',
    ])}`,
  );
}
