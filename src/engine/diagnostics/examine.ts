import type { TestReport } from '../../shared/api/test-bench.ts';
import type { RunDocument } from '../../shared/experiment/document.ts';
import { Matrix } from '../core/matrix.ts';
import { calibrationOf } from '../metrics/calibration.ts';
import { confusionOf, measuresPerClass } from '../metrics/classification.ts';
import { accuracy } from '../metrics/confusion.ts';
import type { RunExamples } from '../training/examples.ts';
import type { KernelSet } from '../kernels/kernels.ts';
import { Session } from '../training/session.ts';
import { targetsOf } from '../training/textbook.ts';
import { answersKind, answersOf, argmax } from './answers.ts';

export interface ExamineOptions {
  readonly document: RunDocument;
  /** Of a classification, with scaling fitted as the run had it. */
  readonly examples: RunExamples;
  readonly weights: Readonly<Record<string, ArrayLike<number>>>;
  readonly kernels?: KernelSet;
  /** Called after every slice with the number of examples done; whoever waits in it lets others have their turn. */
  readonly onSlice?: (done: number) => Promise<void>;
}

/** What an examination finds out: a report but for where it comes from. */
export type Examination = Omit<TestReport, 'step' | 'dataset' | 'sameData' | 'classNames'>;

/** Examples of one slice. */
const slice = 256;

/** Passes the whole test set through a network, by the kernels it was trained with. */
export async function examine({ document, examples, weights, kernels, onSlice }: ExamineOptions): Promise<Examination> {
  const { test } = examples.rows;
  // Of the training part no more than a session must have.
  const session = new Session({ document, examples: { ...examples, rows: { train: examples.rows.train.subarray(0, 1), validation: new Int32Array(), test } }, weights, kernels });
  const { network } = session;
  const truth = Array.from(test, (row) => examples.dataset.test.labels[row]);
  const answers: number[] = [];
  const truthProbability: number[] = [];
  const answerProbability: number[] = [];
  let loss = 0;
  for (let from = 0; from < test.length; from += slice) {
    const rows = test.subarray(from, from + slice);
    const outputs = session.predict('test', rows);
    const columns = network.outputs;
    loss += network.loss.definition.textbook(network.loss.options, new Matrix(rows.length, columns, Float64Array.from(outputs)), targetsOf(examples, 'test', rows)).value * rows.length;
    for (let i = 0; i < rows.length; i++) {
      const { probabilities } = answersOf(network, outputs.subarray(i * columns, (i + 1) * columns));
      const answer = argmax(outputs.subarray(i * columns, (i + 1) * columns));
      answers.push(answer);
      truthProbability.push(probabilities[truth[from + i]]);
      answerProbability.push(probabilities[answer]);
    }
    await onSlice?.(from + rows.length);
  }
  const right = answers.map((answer, i) => answer === truth[i]);
  const indices = truth.map((_, i) => i);
  const confusion = confusionOf(truth, answers, columnsOf(examples, network.outputs));
  return {
    accuracy: accuracy(confusion) ?? 0,
    loss: loss / Math.max(1, test.length),
    confusion,
    classes: measuresPerClass(confusion),
    calibration: answersKind(network) === 'probabilities' ? calibrationOf(answerProbability, right) : null,
    truth,
    answers,
    truthProbability,
    answerProbability,
    worst: indices.filter((i) => !right[i]).sort((a, b) => truthProbability[a] - truthProbability[b] || a - b),
    certain: indices.filter((i) => right[i]).sort((a, b) => answerProbability[b] - answerProbability[a] || a - b),
  };
}

/** A network may have more outputs than there are classes: it then takes some examples for none of them. */
function columnsOf({ outputs }: RunExamples, given: number): number {
  return Math.max(outputs, given);
}
