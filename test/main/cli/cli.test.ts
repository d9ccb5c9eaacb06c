import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fakeDocument, openStudio, root, temporaryFolder } from '../../support/studio.ts';
import { command, commandWith } from '../../support/command-line.ts';

interface RunJson {
  readonly id: string;
  readonly state: string;
  readonly directory: string;
  readonly final: Record<string, number | null> | null;
  readonly document: { readonly seed: number; readonly optimizer: { readonly lr: number } };
}

/** A home with a document in it. */
function prepared(document: Record<string, unknown> = fakeDocument('from a file')): { home: string; file: string } {
  const folder = temporaryFolder();
  const file = join(folder, 'document.descent.json');
  writeFileSync(file, JSON.stringify(document));
  return { home: join(folder, 'home'), file };
}

const runsOf = ({ out }: { out: string }) => (JSON.parse(out) as { experiment: string; runs: RunJson[] }).runs;

describe('descent run', () => {
  it('trains a document, prints JSON alone, and writes one run into --out itself', async () => {
    const { home, file } = prepared();
    const out = join(home, 'out');
    const outcome = await command(home, 'run', file, '--json', '--out', out, '--set', 'optimizer.lr=0.25', '--set', 'seed=3');
    expect(outcome.code).toBe(0);
    const [run] = runsOf(outcome);
    expect(run).toMatchObject({ state: 'done', directory: out, document: { seed: 3, optimizer: { lr: 0.25 } } });
    const { directory: _directory, ...written } = run;
    expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'))).toEqual(written);
    expect(Object.keys(run)).toEqual(expect.arrayContaining(['id', 'name', 'seed', 'state', 'document', 'environment', 'dataHash', 'final', 'best']));
    expect(readFileSync(join(out, 'weights.safetensors'), 'utf8')).toBe('weights of step 100');
    const rows = readFileSync(join(out, 'metrics.csv'), 'utf8').trimEnd().split('\n');
    expect(rows).toHaveLength(101);
    expect(rows[0]).toBe('step,epoch,lr,loss,trainLoss,trainAccuracy,validationLoss,validationAccuracy,testLoss,testAccuracy');
    expect(rows[1]).toBe('1,0,0.1,4,,,,,,');
    expect(rows[10]).toBe(`10,0,0.1,${1 / 10 + 3},0.1,0.9,,,${1.5 * 0.1},${1 - 1.5 * 0.1}`);
    expect(rows[11].startsWith('11,1,')).toBe(true);
  });

  it('writes several runs into a folder each', async () => {
    const { home, file } = prepared(fakeDocument('many', { repeats: 3 }));
    const out = join(home, 'out');
    const runs = runsOf(await command(home, 'run', file, '--json', '--out', out));
    expect(runs.map(({ directory }) => directory)).toEqual(runs.map(({ id }) => join(out, id)));
    for (const { directory, document } of runs) expect((JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8')) as RunJson).document.seed).toBe(document.seed);
  });

  it('prints a summary for people, and what it trains on where MNIST is not found', async () => {
    const { home, file } = prepared(fakeDocument('readable', { data: { source: 'auto' } }));
    const { code, out, err } = await command(home, 'run', file);
    expect(code).toBe(0);
    expect(out).toMatch(/readable-\w+ +readable +done +digits .*99\.00 %/);
    expect(err).toMatch(/built-in digits.*DESCENT_DATASETS.*descent data fetch mnist/);
  });

  it('fails with the reason where a run fails, and still prints its JSON', async () => {
    const { home, file } = prepared(fakeDocument('fail at 20'));
    const outcome = await command(home, 'run', file, '--json');
    expect(outcome.code).toBe(1);
    expect(runsOf(outcome)[0].state).toBe('failed');
    expect(outcome.err).toContain('The loss became NaN.');
  });

  it('ends with 130 after a checkpoint on Ctrl-C, and is taken up again', async () => {
    const { home, file } = prepared(fakeDocument('hold at 200', { training: { iterations: 400 } }));
    const ctrlC = new AbortController();
    const training = commandWith(home, { interrupt: ctrlC.signal }, 'run', file, '--json');
    const watcher = openStudio({ home });
    const step = () => watcher.services.runs.list({ limit: 1, offset: 0, archived: false }).runs[0]?.progress.step ?? 0;
    // Held there, the thread does not train on while its checkpoint is written.
    while (step() < 200) await sleep(10);
    ctrlC.abort();
    const outcome = await training;
    expect(outcome.code).toBe(130);
    const [run] = runsOf(outcome);
    expect(run.state).toBe('interrupted');
    expect(outcome.err).toContain(`descent resume ${run.id}`);
    const shown = JSON.parse((await command(home, 'show', run.id, '--json')).out) as { progress: { step: number }; checkpoints: number[] };
    expect(shown.checkpoints.at(-1)).toBe(shown.progress.step);
    const out = join(home, 'out');
    const resumed = await command(home, 'resume', run.id, '--json', '--out', out);
    expect(resumed.code).toBe(0);
    expect(runsOf(resumed)[0].state).toBe('done');
    expect(readFileSync(join(out, 'metrics.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(401);
    const again = await command(home, 'resume', run.id.slice(0, -2), '--out', join(home, 'again'));
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining('done already') as string });
    expect(readFileSync(join(home, 'again', 'weights.safetensors'), 'utf8')).toBe('weights of step 400');
  });
});

describe('usage errors', () => {
  const bad = fakeDocument('bad', { optimizer: { type: 'adm' } });
  it.each<[string, string[], RegExp]>([
    ['an unknown command', ['rnu'], /unknown command 'rnu'[^]*Did you mean (run|runs)\?/],
    ['an unknown option', ['runs', '--jsn'], /unknown option '--jsn'[^]*--json/],
    ['a missing argument', ['run'], /missing required argument 'file'/],
    ['a number that is none', ['serve', '--port', 'many'], /Expected a whole number from 0 to 65535/],
    ['a file that is not there', ['run', '/no/such/file.descent.json'], /\/no\/such\/file\.descent\.json: expected an experiment document/],
    ['a folder', ['run', '/'], /folder/],
    ['a document that is no JSON', ['run', '{text}'], /expected JSON/],
    ['an unknown type', ['run', '{bad}'], /optimizer.*did you mean "adam"\?/],
    ['an unknown key by --set', ['run', '{good}', '--set', 'optimizer.rate=1'], /optimizer\.rate: no such key/],
    ['a value out of range by --set', ['run', '{good}', '--set', 'training.batchSize=0'], /training\.batchSize: expected/],
    ['a file of the data that is not there', ['run', '{good}', '--set', 'data={"source":"csv","path":"none.csv","label":"y"}'], /data\.path: expected a file, but there is none at .*none\.csv/],
    ['a file of weights that is not there', ['run', '{good}', '--set', 'network.layers.2.init={"scheme":"file","path":"w.safetensors"}'], /network\.layers\.2\.init\.path: expected a file/],
    ['a network that does not fit its data', ['run', '{good}', '--set', 'network.layers.2.units=7'], /network\.layers.*10/],
    ['a --set without a value', ['run', '{good}', '--set', 'optimizer.lr'], /expected path=value/],
    ['a --set that leads nowhere', ['run', '{good}', '--set', 'network.layers.9.units=3'], /leads nowhere/],
    ['a comparison of one run', ['compare', 'one'], /at least two runs/],
  ])('say what was expected for %s, with exit code 2 and no stack trace', async (_what, args, message) => {
    const { home, file } = prepared();
    const folder = join(home, '..');
    const files: Record<string, string> = { '{good}': file, '{bad}': join(folder, 'bad.json'), '{text}': join(folder, 'text.json') };
    writeFileSync(files['{bad}'], JSON.stringify(bad));
    writeFileSync(files['{text}'], '{ "format": ');
    const { code, err, out } = await command(home, ...args.map((arg) => files[arg] ?? arg));
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^\s+at .*\.ts/m);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('are told from failures: a missing dataset or run is exit code 1', async () => {
    const { home, file } = prepared(fakeDocument('mnist', { data: { source: 'mnist' } }));
    expect(await command(home, 'run', file)).toMatchObject({ code: 1, err: expect.stringMatching(/MNIST was not found. Looked for .*DESCENT_DATASETS.*data fetch mnist/) as string });
    expect(await command(home, 'show', 'nothing-here')).toMatchObject({ code: 1, err: expect.stringContaining('There is no run "nothing-here"') as string });
  });

  it('are said in Chinese to those who read it', async () => {
    const { home, file } = prepared(bad);
    expect((await commandWith(home, { environment: { LANG: 'zh_CN.UTF-8' } }, 'run', file)).err).toContain('是否想写 "adam"');
  });
});

describe('the stored runs', () => {
  it('are listed, shown, compared, deleted and brought back', async () => {
    const { home, file } = prepared(fakeDocument('pair', { variants: [{ name: 'slow', set: { 'optimizer.lr': 0.001 } }, { name: 'fast', set: { 'optimizer.lr': 1 } }] }));
    const [slow, fast] = runsOf(await command(home, 'run', file, '--json'));
    expect((JSON.parse((await command(home, 'runs', '--json')).out) as { runs: RunJson[] }).runs.map(({ id }) => id)).toEqual([fast.id, slow.id]);
    expect((await command(home, 'runs', '--search', 'slow')).out).not.toContain(fast.id);
    expect((await command(home, 'show', slow.id)).out).toMatch(/checkpoints +100/);
    const compared = JSON.parse((await command(home, 'compare', slow.id, fast.id, '--json')).out) as { differences: unknown };
    expect(compared.differences).toEqual({ 'optimizer.lr': [0.001, 1] });
    expect((await command(home, 'compare', slow.id, fast.id)).out).toMatch(/optimizer\.lr +0\.001 +1/);
    expect((await command(home, 'delete', slow.id)).code).toBe(0);
    expect((await command(home, 'show', slow.id)).code).toBe(1);
    expect((await command(home, 'delete', '--undo', slow.id)).code).toBe(0);
    expect((await command(home, 'show', slow.id)).code).toBe(0);
  });

  it('suggest the nearest id, and take the beginning of one', async () => {
    const { home, file } = prepared();
    const [run] = runsOf(await command(home, 'run', file, '--json'));
    expect((await command(home, 'show', `${run.id.slice(0, -1)}?`)).err).toContain(`did you mean "${run.id}"?`);
    expect((await command(home, 'show', run.id.slice(0, 14))).out).toContain(run.id);
  });

  it('say how to begin where there are none', async () => {
    const { home } = prepared();
    expect((await command(home, 'runs')).out).toContain('descent run resources/recipes/first-network.descent.json');
    expect(JSON.parse((await command(home, 'runs', '--json')).out)).toEqual({ runs: [] });
  });
});

describe('what the program says about itself', () => {
  it('prints every recipe, and the document of one that runs as it is', async () => {
    const { home } = prepared();
    expect((await command(home, 'recipes')).out).toContain('first-network');
    const { out } = await command(home, 'recipes', 'first-network');
    const file = join(home, 'recipe.json');
    writeFileSync(file, out);
    expect((await command(home, 'run', file, '--set', 'training.epochs=1', '--json')).code).toBe(0);
    expect((await command(home, 'recipes', 'first-netwrk')).err).toContain('did you mean "first-network"?');
  });

  it('prints a JSON Schema that knows every declared type', async () => {
    const { home } = prepared();
    const { out } = await command(home, 'schema');
    expect(JSON.parse(out)).toMatchObject({ $schema: expect.stringContaining('json-schema.org') as string });
    for (const type of ['affine', 'softmax-cross-entropy', 'he-normal', 'adam', 'cosine', 'digits']) expect(out).toContain(`"${type}"`);
    const catalog = JSON.parse((await command(home, 'catalog', '--json')).out) as { layer: { type: string }[] };
    expect(catalog.layer.map(({ type }) => type)).toContain('affine');
    expect((await command(home, 'catalog')).out).toMatch(/affine[^]*units:/);
  });

  it('prints the JSON Schema that is published: else run node scripts/generate-schema.ts', async () => {
    const { out } = await command(prepared().home, 'schema');
    expect(JSON.parse(out)).toEqual(JSON.parse(readFileSync(join(root, 'resources/experiment.schema.json'), 'utf8')));
  });

  it('lists datasets and says how to get what is missing', async () => {
    const { home } = prepared();
    const { code, out, err } = await command(home, 'data', 'list');
    expect(code).toBe(0);
    expect(out).toMatch(/mnist .*missing[^]*digits .*built-in +yes +60,000 +10,000/);
    expect(err).toContain('descent data import DIR');
    expect((await command(home, 'data', 'verify', 'mnist')).code).toBe(1);
    expect((await command(home, 'data', 'verify', 'mnits')).err).toContain('expected one of mnist');
    expect((await command(home, 'data', 'import', home)).code).toBe(1);
  });

  it('reports what is installed, chosen and missing', async () => {
    const { home } = prepared();
    const { out, err } = await command(home, 'doctor');
    expect(out).toMatch(/Node +v\d+/);
    expect(out).toMatch(/MNIST +missing/);
    expect(err).toContain('descent data import DIR');
    expect(JSON.parse((await command(home, 'doctor', '--json')).out)).toMatchObject({ home, runs: 0 });
  });

  it('compares gradients of every variant, and says where they do not fit', async () => {
    const { home, file } = prepared(fakeDocument('gradients', { data: { source: 'spiral' }, network: { layers: [{ type: 'affine', units: 8 }, { type: 'relu' }, { type: 'affine', units: 3 }] }, variants: [{ name: 'plain', set: {} }, { name: 'tanh', set: { 'network.layers.1': { type: 'tanh' } } }] }));
    const { code, out } = await command(home, 'gradcheck', file, '--json');
    expect(code).toBe(0);
    const { runs } = JSON.parse(out) as { runs: { variant: string; passed: boolean; comparisons: { tensor: string }[] }[] };
    expect(runs.map(({ variant, passed }) => [variant, passed])).toEqual([['plain', true], ['tanh', true]]);
    expect(runs[0].comparisons.map(({ tensor }) => tensor)).toEqual(['layers.0.weight', 'layers.0.bias', 'layers.2.weight', 'layers.2.bias']);
    expect((await command(home, 'gradcheck', file)).out).toMatch(/tanh[^]*layers\.2\.bias +3 +3 .*agree/);
  });

  it('answers --version and --help on standard output', async () => {
    const { home } = prepared();
    expect(await command(home, '--version')).toMatchObject({ code: 0, out: '0.0.0-test\n' });
    for (const name of ['run', 'runs', 'show', 'compare', 'resume', 'delete', 'data', 'recipes', 'gradcheck', 'schema', 'catalog', 'serve', 'bench', 'doctor']) {
      expect((await command(home, '--help')).out).toContain(`  ${name}`);
      expect(await command(home, name, '--help')).toMatchObject({ code: 0, err: '' });
    }
  });

  it('takes --home before and after the command', async () => {
    const { home } = prepared();
    const other = join(home, 'other');
    expect(JSON.parse((await command(home, '--home', other, 'doctor', '--json')).out)).toMatchObject({ home: other });
    expect(JSON.parse((await command(home, 'doctor', '--json', '--home', other)).out)).toMatchObject({ home: other });
  });
});

describe('a home that is no good', () => {
  it('is said in words', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(await command(join(folder, 'file'), 'runs')).toMatchObject({ code: 1, err: expect.stringContaining('cannot be written') as string });
  });

  it('with a damaged database is set right, and says so', async () => {
    const home = temporaryFolder();
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'descent.sqlite'), 'not a database '.repeat(1000));
    const { code, err, out } = await command(home, 'runs', '--json');
    expect({ code, runs: JSON.parse(out) as unknown }).toEqual({ code: 0, runs: { runs: [] } });
    expect(err).toMatch(/damaged.*It was kept as .*descent\.damaged-.*\.sqlite/);
  });
});
