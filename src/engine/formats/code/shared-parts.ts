import { python } from '../../core/code.ts';
import { optimizerOf, scheduleOf, type Prepared } from './source.ts';
import { indent, within, type ProgramText } from './text.ts';

/** What the programs in all languages have in common: files, data, mini-batches, the schedule, and the loop around the steps. */

/** @param kind such as "plain NumPy" @param packages what has to be installed */
export function head(program: ProgramText, { document, file, trained }: Prepared, kind: string, packages: string, notes: readonly string[]): void {
  const name = within(file);
  const usage = trained
    ? [`    python ${name}.py          measures the trained network, ${name}.safetensors`, `    python ${name}.py train    trains anew, from other random numbers`]
    : [`    python ${name}.py    trains the network and measures it`];
  program.add(['"""', `${within(document.name)}: a ${kind} program, written by Descent. Needs ${packages}.`, '', ...usage, '', `${name}.data.safetensors.gz beside it holds the examples, before scaling.`, ...(notes.length > 0 ? ['', ...notes] : []), '"""'].join('\n'));
}

/** Numbers of the document that the program goes by. */
export function settings(program: ProgramText, { document, steps, stepsPerEpoch, evaluateEvery }: Prepared): void {
  const { training, regularization, optimizer } = document;
  const name = training.iterations == null ? 'training.epochs' : 'training.iterations';
  program.add(`SEED = ${document.seed}`, 'seed');
  program.add(`BATCH_SIZE = ${training.batchSize}`, 'training.batchSize');
  program.add(`STEPS, STEPS_PER_EPOCH = ${steps}, ${stepsPerEpoch}`, name);
  program.add(`EVALUATE_EVERY = ${evaluateEvery}  # steps`, 'training.evaluate');
  program.add(`LEARNING_RATE = ${python(optimizer.lr)}`, 'optimizer');
  for (const [key, constant] of [['l2', 'L2'], ['l1', 'L1'], ['clipNorm', 'CLIP_NORM'], ['clipValue', 'CLIP_VALUE']] as const) {
    if (regularization[key]) program.add(`${constant} = ${python(regularization[key])}`, `regularization.${key}`);
  }
  const { earlyStopping } = training;
  if (earlyStopping) program.add(`PATIENCE = ${earlyStopping.patience}  # evaluations`, 'training.earlyStopping');
}

export function readFile(program: ProgramText): void {
  program.add(`def read(name):
    """The tensors of a safetensors file beside this program, by name."""
    path = Path(__file__).with_name(name)
    with (gzip.open if name.endswith(".gz") else open)(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        content = file.read()
    types = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "u1"}
    tensors = {}
    for key, entry in header.items():
        if key != "__metadata__":
            begin, end = entry["data_offsets"]
            tensors[key] = np.frombuffer(content[begin:end], types[entry["dtype"]]).reshape(entry["shape"])
    return tensors`);
}

/** `splits`: for each split x, scaled, and t. @param wrap turns NumPy's x and t into the language's */
export function data(program: ProgramText, prepared: Prepared, wrap: { x(array: string): string; t(array: string): string } = { x: (array) => array, t: (array) => array }): void {
  const { document, bytes, file, examples } = prepared;
  program.add(`data = read(${python(`${file}.data.safetensors.gz`)})`, 'data');
  const { scaling } = document.data;
  program.gap(scaling === 'standardize' ? 1 : 2);
  if (scaling === 'standardize') {
    program.add(
      `mean, deviation = (f(data["train.x"], axis=0, dtype=np.float64) for f in (np.mean, np.std))
deviation[deviation <= 1e-12 * abs(mean)] = 1  # features that never change


def scaled(x):
    return ((x - mean) / deviation).astype(np.float32)`,
      'data.scaling',
    );
  } else {
    program.add(`def scaled(x):\n    return x.astype(np.float32)${scaling === 'unit' && bytes ? ' / 255' : ''}`, 'data.scaling');
  }
  program.gap();
  const names = (['train', 'validation', 'test'] as const).filter((split) => examples[split] > 0);
  program.add(`splits = {name: (${wrap.x('scaled(data[f"{name}.x"])')}, ${wrap.t('data[f"{name}.t"]')}) for name in ${python(names)}}`, 'data');
}

/** Positions in the training split, batch by batch. */
export function batches(program: ProgramText, { document }: Prepared): void {
  const { sampling } = document.training;
  const body = {
    'with-replacement': ['while True:', '    yield rng.integers(count, size=BATCH_SIZE)'],
    shuffle: ['while True:', '    order = rng.permutation(count)', '    for start in range(0, count, BATCH_SIZE):', '        yield order[start : start + BATCH_SIZE]'],
    sequential: ['while True:', '    for start in range(0, count, BATCH_SIZE):', '        yield np.arange(start, min(start + BATCH_SIZE, count))'],
  }[sampling];
  program.add(`def batches(count):\n    """Which examples make each mini-batch."""\n${indent(body)}`, 'training.sampling');
}

export function learningRate(program: ProgramText, prepared: Prepared): void {
  const { document, steps, stepsPerEpoch } = prepared;
  const definition = scheduleOf(prepared);
  const { schedule } = document;
  const warmup = Math.round(Number(schedule.warmup ?? 0) * stepsPerEpoch);
  const epochs = Math.max(1, Math.ceil((steps - warmup) / stepsPerEpoch));
  const expression = definition.code.rate(schedule);
  if (definition.initialState) program.add(`state = {${Object.entries(definition.initialState).map(([key, value]) => `"${key}": ${python(value)}`).join(', ')}}`, 'schedule').gap();
  const before = warmup === 0 ? [] : [`if step < ${warmup}:`, `    return rate(0) * (step + 1) / ${warmup}  # warmup`];
  const names = [...(/\blr\b/.test(expression) ? ['lr = LEARNING_RATE'] : []), ...(/\bepochs\b/.test(expression) ? [`epochs = ${epochs}`] : [])];
  program.add(
    `def rate(epoch):
    """${definition.title.en}; epochs count from 0."""
${indent([...names, `return ${expression}`])}


def learning_rate(step):
${indent([...before, `return rate(${warmup === 0 ? 'step' : `(step - ${warmup})`} // STEPS_PER_EPOCH)`])}`,
    'schedule',
  );
  const observe = definition.code.observe?.(schedule);
  if (observe) program.gap().add(`def observe(validation_loss):\n    """Called after each evaluation."""\n${indent(observe)}`, 'schedule');
}

/** The loop. @param step lines of one step, with `rows` and `step`; @param keep and @param restore: how early stopping keeps the best weights */
export function train(program: ProgramText, prepared: Prepared, language: { readonly keep: string; readonly restore: string }): void {
  const { document, evaluated } = prepared;
  const { earlyStopping } = document.training;
  const validation = evaluated.some(({ split }) => split === 'validation');
  const observes = scheduleOf(prepared).observe !== undefined && validation;
  const metric = earlyStopping?.metric === 'validationAccuracy' ? 'scores["validation"][1]' : '-scores["validation"][0]';
  const stops = earlyStopping && validation;
  const evaluate = evaluated.length === 0 ? [] : ['scores = {}', 'for name, limit in limits.items():', '    x, t = splits[name]', '    scores[name] = evaluate(x[:limit], t[:limit])', 'print(f"step {step + 1}:", ", ".join(f"{name} {said(score)}" for name, score in scores.items()))'];
  const lines = [
    ...(evaluated.length === 0 ? [] : [`limits = {${evaluated.map(({ split, limit }) => `"${split}": ${python(limit)}`).join(', ')}}  # examples that are evaluated`]),
    ...(stops ? ['best, waited, kept = -math.inf, 0, None'] : []),
    `source = batches(len(splits["train"][1]))`,
    'for step in range(STEPS):',
    '    train_step(next(source), step)',
    ...(evaluate.length === 0 ? [] : ['    if (step + 1) % EVALUATE_EVERY == 0 or step + 1 == STEPS:', ...evaluate.map((line) => `        ${line}`)]),
    ...(observes ? ['        observe(scores["validation"][0])'] : []),
    ...(stops
      ? [
          `        if ${metric} > best:`,
          `            best, waited, kept = ${metric}, 0, ${language.keep}`,
          '        else:',
          '            waited += 1',
          '        if waited >= PATIENCE:',
          '            break',
          ...(earlyStopping.restoreBest ? [language.restore] : []),
        ]
      : []),
  ];
  program.add(`def train():\n${indent(lines)}`, 'training', ...(stops ? ['training.earlyStopping'] : []));
}

export function said(program: ProgramText, { classes }: Prepared): void {
  program.add(classes === null ? 'def said(score):\n    return f"loss {score[0]:.6f}"' : 'def said(score):\n    return f"loss {score[0]:.6f}, accuracy {score[1]:.2%}"');
}

export function main(program: ProgramText, { file, trained, examples }: Prepared): void {
  const begin = trained ? ['if "train" in sys.argv[1:]:', '    train()', 'else:', `    load(${python(`${file}.safetensors`)})`] : ['train()'];
  const split = examples.test > 0 ? 'test' : 'train';
  program.add(`if __name__ == "__main__":\n${indent([...begin, `print("${split}:", said(evaluate(*splits["${split}"])))`])}`);
}

/** What a library does otherwise than Descent, from the declarations that are used. */
export function notesOf(prepared: Prepared, language: 'pytorch' | 'keras'): string[] {
  const optimizer = optimizerOf(prepared).code.notes?.[language];
  const layers = prepared.network.layers.map(({ definition }) => definition.code.notes?.[language]);
  return [...new Set([...layers, optimizer].filter((note) => note !== undefined))];
}
