import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { down, install, Problem } from '@toolyard/launcher/testing';
import { cacheFolder, startTestEngine, type TestEngine } from './testing/test-engine.js';

/** Runs the suites named on the command line, or all. The last line it prints is `N passed, N failed`. */

const root = resolve(import.meta.dirname, '../..');
const suites = ['lint', 'types', 'unit', 'integration', 'e2e'] as const;
type Suite = (typeof suites)[number];
interface Result {
  suite: Suite;
  passed: number;
  failed: number;
  seconds: number;
}

const limitMs: Record<Suite, number> = {
  lint: 5 * 60_000,
  types: 5 * 60_000,
  unit: 10 * 60_000,
  integration: 40 * 60_000,
  e2e: 40 * 60_000,
};
const patterns: Record<'unit' | 'integration' | 'e2e', string[]> = {
  unit: ['--testPathIgnorePatterns', '\\.(int|e2e)\\.spec\\.js$', '--maxWorkers=2'],
  integration: ['--testPathPatterns', '\\.int\\.spec\\.js$', '--maxWorkers=2'],
  e2e: ['--testPathPatterns', '\\.e2e\\.spec\\.js$', '--runInBand'],
};

const interrupt = new AbortController();
const running = new Set<ChildProcess>();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    interrupt.abort();
    for (const child of running) signalGroup(child, 'SIGTERM');
  });
}

async function main(): Promise<number> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !suites.includes(name as Suite));
  if (unknown) throw new Problem('bad_option', `${unknown} is not a suite. Suites: ${suites.join(', ')}.`);
  const chosen = suites.filter((suite) => wanted.length === 0 || wanted.includes(suite));
  removeStaleSpecs();
  const scratch = mkdtempSync(join(cacheFolder(), 'tests-'));
  mkdirSync(join(scratch, 'platforms'));
  const needsEngine = chosen.includes('integration') || chosen.includes('e2e');
  if (needsEngine) install(['git', 'nats-server', 'chromium', 'openssl'], console.log);
  // Prepared while the quick suites run.
  const engine = needsEngine ? startTestEngine(root, scratch, console.log, interrupt.signal) : null;
  engine?.catch(() => {});
  const results: Result[] = [];
  try {
    for (const suite of chosen) {
      if (interrupt.signal.aborted) break;
      results.push(await run(suite, scratch, engine));
    }
  } finally {
    for (const folder of readdirSync(join(scratch, 'platforms')))
      await down(join(scratch, 'platforms', folder), process.env).catch((error: unknown) => console.log(error));
    await engine?.then(
      (up) => up.stop(),
      () => {},
    );
    rmSync(scratch, { recursive: true, force: true });
  }
  return report(results);
}

async function run(suite: Suite, scratch: string, engine: Promise<TestEngine> | null): Promise<Result> {
  console.log(`\n== ${suite}`);
  const started = Date.now();
  const counted = await counts(suite, scratch, engine).catch((error: unknown) => {
    console.log((error as Error).message);
    return { passed: 0, failed: 1 };
  });
  return { suite, ...counted, seconds: (Date.now() - started) / 1_000 };
}

async function counts(
  suite: Suite,
  scratch: string,
  engine: Promise<TestEngine> | null,
): Promise<{ passed: number; failed: number }> {
  const modules = join(root, 'node_modules');
  if (suite === 'lint' || suite === 'types') {
    const commands = {
      lint: [
        [join(modules, 'oxlint/bin/oxlint'), '--deny-warnings'],
        [join(modules, 'prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
      ],
      types: [[join(modules, 'typescript/bin/tsc'), '-b']],
    }[suite];
    let ok = true;
    for (const args of commands) ok = (await execute(suite, args, {})) === 0 && ok;
    if (ok) console.log('clean');
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  }
  const env = suite === 'unit' ? {} : { ...(await engine)!.env, TOOLYARD_TEST_PLATFORMS: join(scratch, 'platforms') };
  const output = join(scratch, `${suite}.json`);
  const args = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(modules, 'jest/bin/jest.js'),
    '--json',
    `--outputFile=${output}`,
    ...patterns[suite],
  ];
  const code = await execute(suite, args, env);
  if (!existsSync(output)) return { passed: 0, failed: 1 };
  const summary = JSON.parse(readFileSync(output, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numRuntimeErrorTestSuites: number;
  };
  const failed = summary.numFailedTests + summary.numRuntimeErrorTestSuites;
  return { passed: summary.numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function execute(suite: Suite, args: string[], env: Record<string, string>): Promise<number | null> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', suite === 'lint' || suite === 'types' ? 'inherit' : 'ignore', 'inherit'],
    detached: true,
  });
  running.add(child);
  const limit = setTimeout(() => {
    console.log(`${suite} took longer than ${limitMs[suite] / 60_000} minutes and was stopped`);
    signalGroup(child, 'SIGKILL');
  }, limitMs[suite]);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(limit);
      running.delete(child);
      // Whatever a test forgot.
      signalGroup(child, 'SIGKILL');
      resolve(code);
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The compiler does not remove what it compiled from a file that is gone. */
function removeStaleSpecs(): void {
  const projects = ['apps', 'libs'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name)),
  );
  for (const project of [...projects, join(root, 'tests')]) {
    const dist = join(project, 'dist');
    if (!existsSync(dist)) continue;
    for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
      if (file.endsWith('.spec.js') && !existsSync(join(project, 'src', file.replace(/\.js$/, '.ts'))))
        rmSync(join(dist, file));
    }
  }
}

function report(results: Result[]): number {
  console.log('');
  for (const { suite, passed, failed, seconds } of results)
    console.log(`${suite.padEnd(12)} ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  if (interrupt.signal.aborted) console.log('Interrupted: not everything was run.');
  if (passed + failed === 0) console.log('No test was run.');
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 || interrupt.signal.aborted ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.log(error instanceof Problem ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
