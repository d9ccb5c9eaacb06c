import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DescentError } from '../../../shared/api/errors.ts';
import type { Prediction } from '../../../shared/api/test-bench.ts';
import { centreDigit, frameFor, shrinkDrawing } from '../../../shared/digits/centre.ts';
import type { App } from '../../app.ts';
import type { Register } from '../cli.ts';
import { exitCodes } from '../cli.ts';
import { table } from '../terminal.ts';
import { wholeNumber } from './options.ts';

interface Flags {
  readonly json?: boolean;
  readonly centre: boolean;
  readonly step?: number;
}

/** Classes that a line of the table names. */
const named = 3;

/** `descent predict RUN IMAGE…`: class probabilities for pictures. */
export const registerPredict: Register = (program, cli) => {
  program
    .command('predict')
    .description('class probabilities of a trained network for PNG pictures of any kind and size')
    .argument('<run>', 'the id of a run, or the beginning of one')
    .argument('<images...>', 'PNG files; dark ink on light paper is turned round')
    .option('--no-centre', "take the pictures as they stand, instead of scaling and centring them as MNIST's were")
    .option('--step <n>', 'ask the checkpoint of this step; 0 = before training', wholeNumber(0))
    .option('--json', 'print JSON alone on standard output')
    .action(async (id: string, files: string[], flags: Flags) => {
      await cli.withApp({}, async (app) => {
        const run = app.services.runs.resolve(id).id;
        const { classNames, frame } = await pictureNetwork(app, run);
        const answers: { readonly file: string; readonly prediction: Prediction }[] = [];
        for (const file of files) {
          try {
            const picture = await app.services.testBench.picture(await contents(file), basename(file));
            const drawing = { width: picture.width, height: picture.height, values: Buffer.from(picture.ink, 'base64') };
            const pixels = [...(flags.centre ? centreDigit(drawing, frame) : shrinkDrawing(drawing, frame))];
            answers.push({ file, prediction: await app.services.testBench.predict({ run, pixels, step: flags.step }) });
          } catch (error) {
            // One bad file does not keep the others from their answers.
            if (!(error instanceof DescentError) || (error.code !== 'file-invalid' && error.code !== 'io')) throw error;
            cli.say(error.message);
            cli.exitWith(exitCodes.failed);
          }
        }
        const name = (index: number) => classNames[index] ?? String(index);
        if (flags.json) {
          cli.printJson({
            run,
            step: answers[0]?.prediction.step ?? flags.step ?? null,
            images: answers.map(({ file, prediction: { answer, probabilities, kind } }) => ({ file, answer: name(answer), [kind]: Object.fromEntries(probabilities.map((value, index) => [name(index), value])) })),
          });
          return;
        }
        if (answers.length === 0) return;
        const columns = [{ title: 'image' }, { title: 'answer' }, ...Array.from({ length: Math.min(named, classNames.length) }, () => ({ title: '', right: true }))];
        cli.print(table(columns, answers.map(({ file, prediction }) => [file, name(prediction.answer), ...mostLikely(prediction, name)])));
      });
    });
};

/** @throws DescentError `usage` for a run whose examples are no grey pictures */
async function pictureNetwork(app: App, run: string) {
  const { shape, classNames } = await app.services.testBench.open(run);
  const [channels, height, width] = shape;
  if (shape.length !== 3 || channels !== 1) throw new DescentError('usage', `predict: expected a run that was trained on grey pictures, but ${run} takes ${shape.join(' × ')} values.`, { shape });
  return { classNames, frame: frameFor(width, height) };
}

/** @throws DescentError `io` where the file cannot be read */
async function contents(file: string): Promise<Uint8Array> {
  try {
    if ((await stat(file)).isDirectory()) throw new DescentError('io', `${file}: expected a PNG picture, found a folder. Name the pictures in it.`, { file });
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    if (cause instanceof DescentError) throw cause;
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new DescentError('io', missing ? `${file}: there is no such file.` : `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`, { file }, { cause });
  }
}

/** The most likely classes, such as "3 99.1 %". */
function mostLikely({ probabilities, kind }: Prediction, name: (index: number) => string): string[] {
  const order = probabilities.map((_, index) => index).sort((a, b) => probabilities[b] - probabilities[a]);
  return order.slice(0, named).map((index) => `${name(index)}  ${kind === 'probabilities' ? `${(100 * probabilities[index]).toFixed(1)} %` : probabilities[index].toFixed(3)}`);
}
