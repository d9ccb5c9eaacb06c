import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';
import { root, runNode } from './support/run.ts';

/**
 * `npm run verify`: a clean build, the linter with the import rules, one type check per runtime, the unit tests, the
 * journeys in Chromium. `npm test` (`--tests`) is the same without linter and type checks. Goes on after a failure so that
 * one call shows everything, and prints as its last line the counts from the runners' own JSON reports.
 */

interface Counts {
  passed: number;
  failed: number;
  skipped: string[];
}

const reports = { vitest: join(root, 'test-results/vitest.json'), playwright: join(root, 'test-results/playwright.json') };

const eslint = ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/'] as const;
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${reports.vitest}`] as const;

async function verify(): Promise<number> {
  rmSync(join(root, 'test-results'), { recursive: true, force: true });
  const broken: string[] = [];
  const step = async (name: string, [script, ...args]: readonly [string, ...string[]]) => {
    const began = performance.now();
    let said = '';
    const code = await runNode(script, args, (text) => (said += text));
    if (code !== 0) broken.push(name);
    process.stdout.write(`\n── ${name}: ${code === 0 ? 'ok' : 'FAILED'}, ${((performance.now() - began) / 1000).toFixed(0)} s\n${said}`);
  };

  process.stdout.write('── build\n');
  if ((await build()) !== 0) {
    // Tests of an old build, or of none, would say nothing.
    process.stdout.write('\nBroken: build\n\n0 passed, 1 failed\n');
    return 1;
  }
  // Linter and types share the two cores; the tests come after them and one kind after the other, for some of them measure.
  if (!process.argv.includes('--tests')) await Promise.all([step('lint', eslint), step('types', ['scripts/types.ts'])]);
  await step('unit tests', vitest);
  await step('journeys', ['node_modules/@playwright/test/cli.js', 'test']);

  const counts = [vitestCounts(), playwrightCounts()];
  const passed = sum(counts.map((count) => count.passed));
  // A step that broke without a failing test (the linter, a crash of a runner) is a failure too.
  const failed = sum(counts.map((count) => count.failed)) || broken.length;
  const skipped = counts.flatMap((count) => count.skipped);
  if (skipped.length > 0) process.stdout.write(`\nSkipped:\n${skipped.map((name) => `  ${name}\n`).join('')}`);
  if (broken.length > 0) process.stdout.write(`\nBroken: ${broken.join(', ')}\n`);
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { assertionResults: { status: string; fullName: string }[] }[];
}

function vitestCounts(): Counts {
  const report = read<VitestReport>(reports.vitest);
  if (!report) return { passed: 0, failed: 1, skipped: [] };
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: tests.filter((test) => ['pending', 'skipped', 'todo'].includes(test.status)).map((test) => test.fullName) };
}

interface PlaywrightSuite {
  title: string;
  suites?: PlaywrightSuite[];
  specs?: { title: string; tests: { status: string }[] }[];
}

function playwrightCounts(): Counts {
  const report = read<{ stats: { expected: number; unexpected: number; flaky: number }; suites: PlaywrightSuite[] }>(reports.playwright);
  if (!report) return { passed: 0, failed: 1, skipped: [] };
  const skipped = (suite: PlaywrightSuite): string[] => [
    ...(suite.specs ?? []).filter((spec) => spec.tests.some((test) => test.status === 'skipped')).map((spec) => `${suite.title} › ${spec.title}`),
    ...(suite.suites ?? []).flatMap(skipped),
  ];
  return { passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected, skipped: report.suites.flatMap(skipped) };
}

function read<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

process.exitCode = await verify();
