import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { down, install, Problem } from '@toolyard/launcher/testing';
import { cacheFolder, startTestEngine } from '../testing/test-engine.js';
import { interrupt, stopOnSignals } from './processes.js';
import { type Result, type Run, runSuite } from './run-suite.js';
import { specsOf } from './specs.js';
import { steps, type Suite, type SuiteName, suiteNames, suites } from './suites.js';

/**
 * `tools/test [SUITE…] [NAME…]`: runs the suites, or all; with names only the specs of those apps, libraries, folders
 * or files. The last line it prints is `N passed, N failed`.
 */

const root = resolve(import.meta.dirname, '../../..');

async function main(args: string[]): Promise<number> {
  const { chosen, names } = choose(args);
  const needsEngine = chosen.some((name) => {
    const suite: Suite = suites[name];
    return suite.kind === 'specs' && suite.engine && specsOf(suite, names, root).length > 0;
  });
  const scratch = mkdtempSync(join(cacheFolder(), 'tests-'));
  if (needsEngine) install(['git', 'nats-server', 'chromium', 'openssl', 'wrk'], console.log);
  // Prepared while the suites run that do not need it.
  const engine = needsEngine ? startTestEngine(root, scratch, console.log, interrupt.signal) : null;
  engine?.catch(() => {});
  try {
    return report(await runSteps(chosen, { root, scratch, names, engine }));
  } finally {
    await stopPlatforms(join(scratch, 'platforms'));
    await engine?.then(
      (up) => up.stop(),
      () => {},
    );
    rmSync(scratch, { recursive: true, force: true });
  }
}

function choose(args: string[]): { chosen: SuiteName[]; names: string[] } {
  const isSuite = (word: string): word is SuiteName => suiteNames.some((name) => name === word);
  const names = args.filter((word) => !isSuite(word));
  const named = args.filter(isSuite);
  const withSpecs = suiteNames.filter((name) => suites[name].kind === 'specs');
  const chosen = suiteNames.filter((name) => {
    if (named.length > 0) return named.includes(name);
    return names.length === 0 || withSpecs.includes(name);
  });
  for (const name of names) {
    const found = chosen.some((suite) => {
      const definition: Suite = suites[suite];
      return definition.kind === 'specs' && specsOf(definition, [name], root).length > 0;
    });
    if (!found)
      throw new Problem(
        'bad_option',
        `${name} is neither a suite (${suiteNames.join(', ')}) nor an app, a library, a folder or a file ` +
          'with specs of the suites that were named.',
      );
  }
  return { chosen, names };
}

async function runSteps(chosen: SuiteName[], run: Run): Promise<Result[]> {
  const inSteps = steps.flat(2);
  const last = suiteNames.filter((name) => !inSteps.includes(name)).map((name) => [[name]]);
  const results: Result[] = [];
  for (const lanes of [...steps, ...last]) {
    await Promise.all(
      lanes.map(async (lane) => {
        for (const suite of lane) {
          if (chosen.includes(suite) && !interrupt.signal.aborted) results.push(await runSuite(suite, run));
        }
      }),
    );
  }
  return results;
}

/** An aborted spec leaves its platform running. */
async function stopPlatforms(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    await down(join(folder, name), process.env).catch((error: unknown) => console.log(error));
}

function report(results: Result[]): number {
  console.log('');
  for (const { suite, passed, failed, seconds } of results)
    console.log(`${suite.padEnd(12)} ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  if (interrupt.signal.aborted) console.log('Interrupted: not everything was run.');
  if (passed + failed === 0) console.log('No test was run.');
  summary = `${passed} passed, ${failed} failed`;
  return failed > 0 || passed === 0 || interrupt.signal.aborted ? 1 : 0;
}

let summary = '0 passed, 1 failed';
stopOnSignals();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.log(error instanceof Problem ? error.message : error);
  process.exitCode = 1;
}
console.log(summary);
