import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { down } from './down.js';
import { downOptions, upOptions, type UpOptions } from './options.js';
import { Platform } from './platform.js';
import { Problem } from './problem.js';
import { deploySample } from './samples/sample.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const [command = '', ...args] = process.argv.slice(2);

/** What a detached launcher tells the terminal it was started from. */
type Word = { say: string } | { problem: string } | { up: true };

async function main(): Promise<void> {
  if (command === 'down') return console.log(await down(downOptions(args, process.env, root).data, process.env));
  if (command !== 'up') throw new Problem('bad_option', `${command || 'Nothing'} is not a command: up or down.`);
  const options = upOptions(args, process.env, root);
  if (options.detach && !process.send) await detach(options);
  else await run(options);
}

/** Runs the platform in this process until a signal ends it. */
async function run(options: UpOptions): Promise<void> {
  const interrupt = new AbortController();
  process.on('SIGINT', () => interrupt.abort());
  process.on('SIGTERM', () => interrupt.abort());
  process.on('SIGHUP', () => interrupt.abort());
  const tell = (word: Word) => process.connected && process.send?.(word);
  const say = (line: string) => (process.send ? tell({ say: line }) : console.log(line));
  const platform = await Platform.start(options, process.env, root, say, interrupt.signal);
  say(welcome(platform, options));
  if (process.send) {
    tell({ up: true });
    process.disconnect();
  }
  const sample = options.sample ? deploySample(platform, root, say, interrupt.signal) : Promise.resolve();
  await new Promise<void>((stop) => {
    if (interrupt.signal.aborted) stop();
    interrupt.signal.addEventListener('abort', () => stop(), { once: true });
  });
  if (process.stdout.isTTY) console.log('\nStopping');
  await sample;
  await platform.stop();
}

/** Starts the same command as a daemon and waits for its word. */
async function detach(options: UpOptions): Promise<void> {
  await Platform.check(options);
  const logs = join(options.data, 'logs');
  let output: number | 'ignore' = 'ignore';
  try {
    mkdirSync(logs, { recursive: true, mode: 0o700 });
    output = openSync(join(logs, 'launcher.out'), 'a', 0o600);
  } catch {
    // The daemon meets the same obstacle and has the sentence for it.
  }
  const daemon = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), command, ...args], {
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  const give = () => daemon.kill('SIGTERM');
  process.on('SIGINT', give);
  process.on('SIGTERM', give);
  await new Promise<void>((resolve, reject) => {
    daemon.on('message', (word: Word) => {
      if ('say' in word) console.log(word.say);
      else if ('problem' in word) reject(new Problem('engine_failed', word.problem));
      else resolve();
    });
    daemon.on('error', reject);
    daemon.on('exit', (code) =>
      reject(new Problem('engine_failed', `The launcher ended (${code}) before everything was up. Its log: ${logs}.`)),
    );
  });
  process.off('SIGINT', give);
  process.off('SIGTERM', give);
  daemon.removeAllListeners('exit');
  if (daemon.connected) daemon.disconnect();
  daemon.unref();
}

function welcome(platform: Platform, options: UpOptions): string {
  const { adminToken } = platform.data;
  const url = options.publicUrl;
  return `
Toolyard is up:  ${url}
${platform.setupUrl === null ? '' : `Set up the first admin: ${platform.setupUrl}\n`}Admin token:     ${adminToken}
Data and logs:   ${options.data}

Next, deploy an MCP server of yours: create "My tools" in the dashboard, then
  git remote add toolyard ${url}/git/my-tools.git
  git push toolyard HEAD:main
git asks for a password: an API key with the right "deploy" (any user name will do).
Its tools are then at ${url}/s/my-tools/mcp. Or see it all happen: tools/demo
${options.detach ? 'Stop it with tools/down.' : 'Ctrl-C stops it.'}
`;
}

// What the platform stores is for its owner alone; all children inherit this.
process.umask(0o077);
try {
  await main();
  process.exitCode ??= 0;
} catch (error) {
  const sentence =
    error instanceof Problem ? error.message : `Something unexpected happened: ${(error as Error).stack}`;
  if (process.send && process.connected) process.send({ problem: sentence } satisfies Word);
  else console.error(sentence);
  process.exitCode = 1;
}
if (process.connected) process.disconnect();
