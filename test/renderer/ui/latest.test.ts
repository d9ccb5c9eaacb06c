import { expect, test } from 'vitest';
import { latestOnly } from '../../../src/renderer/ui/latest.ts';

test('asks once more for all who asked meanwhile, with what holds then, and goes on after a failure', async () => {
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  let now = 1;
  const ask = latestOnly(async () => {
    asked.push(now);
    await new Promise<void>((answer) => answers.push(answer));
    if (now === 9) throw new Error('no answer');
  });
  const first = ask();
  for (now = 2; now < 5; now++) void ask();
  expect(asked).toEqual([1]);
  answers[0]();
  await expect.poll(() => asked).toEqual([1, 5]);
  answers[1]();
  await first;
  expect(asked).toEqual([1, 5]);

  now = 9;
  const failing = ask();
  answers[2]();
  await expect(failing).rejects.toThrow('no answer');
  now = 10;
  const last = ask();
  answers[3]();
  await last;
  expect(asked).toEqual([1, 5, 9, 10]);
});
