import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestEngine } from '../testing/test-engine.js';
import { execute } from './processes.js';
import { notCompiled, specsOf, type Spec } from './specs.js';
import { type CheckSuite, type SpecSuite, type SuiteName, suites } from './suites.js';

export interface Counts {
  passed: number;
  failed: number;
}

export interface Result extends Counts {
  suite: SuiteName;
  seconds: number;
}

/** What one run of `tools/test` shares. */
export interface Run {
  root: string;
  /** Folder that is removed at the end. */
  scratch: string;
  /** Names of apps, libraries, folders or files; empty for all. */
  names: string[];
  engine: Promise<TestEngine> | null;
}

export async function runSuite(suite: SuiteName, run: Run): Promise<Result> {
  console.log(`== ${suite}`);
  const started = Date.now();
  const definition = suites[suite];
  const counting = definition.kind === 'check' ? check(suite, definition, run) : specs(suite, definition, run);
  const counts = await counting.catch((error: unknown) => {
    console.log((error as Error).message);
    return { passed: 0, failed: 1 };
  });
  return { suite, ...counts, seconds: (Date.now() - started) / 1_000 };
}

/** Counts as one test. */
async function check(suite: SuiteName, { commands, limitMinutes }: CheckSuite, run: Run): Promise<Counts> {
  const output = join(run.scratch, `${suite}.log`);
  let failed = 0;
  for (const [script, ...args] of commands) {
    const code = await execute({
      args: [join(run.root, 'node_modules', script!), ...args],
      cwd: run.root,
      env: {},
      limitMs: limitMinutes * 60_000,
      output,
      errors: 'file',
    });
    if (code !== 0) failed = 1;
  }
  if (failed) show(suite, output);
  return { passed: 1 - failed, failed };
}

async function specs(suite: SuiteName, definition: SpecSuite, run: Run): Promise<Counts> {
  const all = specsOf(definition, run.names, run.root);
  const missing = notCompiled(all, run.root);
  for (const { source } of missing) console.log(`${source} was not run: it is not compiled.`);
  const alone = all.filter(({ source }) => definition.alone?.some((start) => source.startsWith(start)));
  const together = all.filter((spec) => !alone.includes(spec));
  const counts = { passed: 0, failed: missing.length };
  for (const [files, workers] of [
    [together, definition.workers],
    [alone, 1],
  ] as const) {
    const compiled = files.filter((spec) => !missing.includes(spec));
    if (compiled.length === 0) continue;
    const { passed, failed } = await jest(suite, definition, compiled, workers, run);
    counts.passed += passed;
    counts.failed += failed;
  }
  return counts;
}

async function jest(
  suite: SuiteName,
  { engine, limitMinutes }: SpecSuite,
  files: Spec[],
  workers: number,
  run: Run,
): Promise<Counts> {
  const platforms = join(run.scratch, 'platforms');
  mkdirSync(platforms, { recursive: true });
  const env = engine ? { ...(await run.engine)!.env, TOOLYARD_TEST_PLATFORMS: platforms } : {};
  const file = (end: string) => join(run.scratch, `${suite}-${workers}.${end}`);
  const [config, report, output] = [file('config.json'), file('json'), file('log')] as const;
  const { default: common } = (await import(pathToFileURL(join(run.root, 'jest.config.mjs')).href)) as {
    default: object;
  };
  const testMatch = files.map(({ compiled }) => `<rootDir>/${compiled}`);
  writeFileSync(config, JSON.stringify({ ...common, rootDir: run.root, testMatch }));
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(run.root, 'node_modules/jest/bin/jest.js'),
    '--json',
    `--outputFile=${report}`,
    `--config=${config}`,
    `--maxWorkers=${workers}`,
  ];
  const code = await execute({ args, cwd: run.root, env, limitMs: limitMinutes * 60_000, output, errors: 'inherit' });
  const { passed, failed } = countsOf(report);
  // Jest itself prints the failures; this is what the tests and their processes wrote.
  if (code !== 0) show(suite, output);
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function countsOf(report: string): Counts {
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const summary = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numRuntimeErrorTestSuites: number;
  };
  return { passed: summary.numPassedTests, failed: summary.numFailedTests + summary.numRuntimeErrorTestSuites };
}

function show(suite: SuiteName, output: string): void {
  const text = readFileSync(output, 'utf8').trim();
  if (text) console.log(`-- output of ${suite}\n${text}`);
}
