// What the benches of the gateway share to measure it with `wrk`.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cpuSeconds, start } from './gateway.mjs';

/** The tool call that a client sends, of about 300 bytes. */
export const callOf = (tool) =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: tool, arguments: { query: 'x'.repeat(180), limit: 10 } },
  });

/**
 * Runs the bench with a folder of its own; what it launched is stopped at the end, last first.
 *
 * @param bench gets `{ folder, launch, started }`
 */
export async function withBench(bench) {
  const folder = await mkdtemp(join(tmpdir(), 'toolyard-bench-'));
  const started = [];
  const launch = async (...args) => {
    const process_ = await start(...args);
    started.push(process_);
    return process_;
  };
  try {
    await bench({ folder, launch, started });
  } finally {
    for (const each of started.reverse()) each.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    setImmediate(() => process.exit());
  }
}

/** The end of each script of `wrk`; `load` reads the line that it prints. */
export const luaReport = `function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local p50, p99 = latency:percentile(50), latency:percentile(99)
  io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration, p50, p99, failed))
end
`;

/**
 * @param row its name is that of the script in the folder, its `pid` the process whose processor time counts
 * @returns requests a second, latencies in milliseconds, processor time in microseconds a request
 */
export async function load(folder, { name, url, pid }, connections, seconds) {
  const cpuBefore = cpuSeconds(pid);
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', join(folder, `${name}.lua`), url];
  const { stdout } = await promisify(execFile)('wrk', args);
  const [, requests, micros, p50, p99, errors] = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(stdout).map(Number);
  if (errors > 0) throw new Error(`${name} answered ${errors} of ${requests} requests with an error.`);
  return {
    perSecond: requests / (micros / 1e6),
    p50: p50 / 1_000,
    p99: p99 / 1_000,
    cpuMicros: ((cpuSeconds(pid) - cpuBefore) * 1e6) / requests,
  };
}

/** Starts a server in this process and prints the port that `start` waits for. */
export function listen(listener) {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener).listen(0, '127.0.0.1', () =>
    console.log(`listening ${server.address().port}`),
  );
}

/** Answers every request as an MCP server would, as fast as Node can. */
export function answerCalls() {
  const answer = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    result: { content: [{ type: 'text', text: 'y'.repeat(200) }] },
  });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) };
  listen((req, res) => {
    req.resume();
    req.on('end', () => res.writeHead(200, headers).end(answer));
  });
}
