#!/usr/bin/env node
// One tool call (300-byte JSON POST) through the gateway with recording on, against: no gateway, a bare Node pipe, http-proxy and nginx.
// Rounds are interleaved, so that a busy moment of the machine hits every row. Needs `wrk`; nginx is measured when it is installed.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..');
const require = createRequire(join(root, 'apps/gateway/package.json'));
const connections = (process.env.BENCH_CONNECTIONS ?? '1,16,128').split(',').map(Number);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const warmupSeconds = Number(process.env.BENCH_WARMUP ?? 6);
const only = process.env.BENCH_ONLY?.split(',');
const aim = 0.85;

const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'search', arguments: { query: 'x'.repeat(180), limit: 10 } } });
/** As large, but nothing that is recorded. */
const other = call.replace('tools/call', 'tools/look');
const answer = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'y'.repeat(200) }] } });

const roles = { backend, pipe, proxy };
if (process.argv[2] in roles) roles[process.argv[2]](Number(process.argv[3]));
else await main();

async function main() {
  const folder = await mkdtemp(join(tmpdir(), 'toolyard-bench-'));
  const started = [];
  const launch = async (...args) => {
    const process_ = await start(...args);
    started.push(process_);
    return process_;
  };
  try {
    const node = process.execPath;
    const back = await launch(node, [import.meta.filename, 'backend'], /listening (\d+)/);
    const rows = [
      { name: 'direct', url: `http://127.0.0.1:${back.port}/mcp` },
      rowOf('bare pipe', await launch(node, [import.meta.filename, 'pipe', back.port], /listening (\d+)/)),
      { name: 'gateway', ...(await gatewayRow(launch, folder, Number(back.port))) },
      rowOf('http-proxy', await launch(node, [import.meta.filename, 'proxy', back.port], /listening (\d+)/)),
    ];
    rows.splice(3, 0, { ...rows[2], name: 'unrecorded' });
    const nginx = await nginxRow(folder, Number(back.port), started);
    if (nginx) rows.push({ name: 'nginx', url: nginx });
    else console.log('nginx is not installed: its row is left out (apt-get install nginx-light).');
    const measured = rows.filter(({ name }) => !only || only.includes(name));
    const gateway = rows.find(({ name }) => name === 'gateway');
    for (const { name } of rows) await writeFile(join(folder, `${name}.lua`), luaOf(gateway, name === 'unrecorded' ? other : call));
    // Long enough for the code to be compiled, also on a busy machine.
    for (const row of measured) await load(folder, row, 16, warmupSeconds);

    for (const count of connections) {
      const samples = new Map(measured.map(({ name }) => [name, []]));
      for (let round = 0; round < rounds; round += 1) for (const row of measured) samples.get(row.name).push(await load(folder, row, count, seconds));
      report(count, samples);
    }
    await checkRecording(gateway);
    process.exitCode = 0;
  } finally {
    for (const each of started.reverse()) each.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    setImmediate(() => process.exit());
  }
}

/** The gateway as its own process with its own NATS, recording on; the session is opened as a client would. */
async function gatewayRow(launch, folder, backendPort) {
  const nats = await launch(process.env.TOOLYARD_NATS_SERVER ?? 'nats-server', ['-js', '-sd', join(folder, 'nats'), '-a', '127.0.0.1', '-p', '-1'], /Listening for client connections on 127\.0\.0\.1:(\d+)/);
  const token = randomBytes(24).toString('hex');
  const serviceKey = randomBytes(32).toString('base64');
  await playSecrets(`nats://127.0.0.1:${nats.port}`, serviceKey);
  const data = join(folder, 'data');
  await mkdir(join(data, 'gateway'), { recursive: true });
  const target = { replica: 'bench', host: '127.0.0.1', port: backendPort };
  const endpoint = { port: backendPort, path: '/mcp', transport: 'streamable-http', eras: ['legacy'], protocolVersion: '2025-11-25', serverInfo: { name: 'bench', version: '1' } };
  const route = { serverId: 'srv_bench', slug: 'bench', name: 'bench', status: 'live', access: 'organisation', auth: { method: 'none' }, deploymentId: 'dep_bench', endpoint, targets: [target], draining: [], secretsVersion: '' };
  await writeFile(join(data, 'gateway/routes.json'), JSON.stringify([route]));
  const nowhere = 'http://127.0.0.1:9';
  const env = {
    TOOLYARD_HOST: '127.0.0.1', TOOLYARD_PORT: '0', TOOLYARD_DATA: data, TOOLYARD_INSTANCE: 'bench', TOOLYARD_PUBLIC_URL: 'http://127.0.0.1:8080', TOOLYARD_ADMIN_TOKEN: token,
    TOOLYARD_SERVICE_KEY: serviceKey, EVENTSTORE_URL: 'esdb://127.0.0.1:9?tls=false', NATS_URL: `nats://127.0.0.1:${nats.port}`, TOOLYARD_PARENT_PIPE: '',
    TOOLYARD_IDENTITY_URL: nowhere, TOOLYARD_REGISTRY_URL: nowhere, TOOLYARD_BUILDS_URL: nowhere, TOOLYARD_SECRETS_URL: nowhere, TOOLYARD_ANALYTICS_URL: nowhere, TOOLYARD_RUNTIME_URL: nowhere,
  };
  const profile = process.env.BENCH_PROFILE ? ['--cpu-prof', '--cpu-prof-dir', process.env.BENCH_PROFILE] : [];
  const gateway = await launch(process.execPath, [...profile, join(root, 'apps/gateway/dist/main.js')], /"port":(\d+),"msg":"gateway answers/, env);
  const url = `http://127.0.0.1:${gateway.port}/s/bench/mcp`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const initialize = { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } } };
  const opened = await fetch(url, { method: 'POST', headers, body: JSON.stringify(initialize) });
  await opened.text();
  // The secrets are asked for once NATS is joined.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return { url, pid: gateway.pid, token, session: opened.headers.get('mcp-session-id') };
}

/** Answers the gateway's question for the values to mask, so that payloads are recorded. */
async function playSecrets(url, serviceKey) {
  const { connect } = await import(createRequire(join(root, 'libs/messaging/package.json')).resolve('@nats-io/transport-node'));
  const { sealTo } = await import(join(root, 'libs/service/dist/sealing.js'));
  const connection = await connect({ servers: url });
  connection.subscribe('secrets.variables.deliver', {
    callback: async (_, message) => {
      const { id, data } = message.json();
      const sealed = await sealTo(data.receiver, JSON.stringify({ PASSWORD: 'correct-horse-battery' }), serviceKey);
      message.respond(JSON.stringify({ id, response: { sealed, version: '1' }, isDisposed: true }));
    },
  });
}

/** Every row gets the same request, so that no row has less to read. */
function luaOf({ token, session }, body) {
  return `wrk.method = "POST"
wrk.body = [[${body}]]
wrk.headers["content-type"] = "application/json"
wrk.headers["accept"] = "application/json, text/event-stream"
wrk.headers["authorization"] = "Bearer ${token}"
wrk.headers["mcp-session-id"] = "${session}"
wrk.headers["mcp-protocol-version"] = "2025-11-25"
function done(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
`;
}

function rowOf(name, { port, pid }) {
  return { name, pid, url: `http://127.0.0.1:${port}/mcp` };
}

/** Processor time that a process has used so far: unlike the rate it does not depend on what else the machine does. */
function cpuSeconds(pid) {
  if (!pid || !existsSync(`/proc/${pid}/stat`)) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function load(folder, { name, url, pid }, count, duration) {
  const cpuBefore = cpuSeconds(pid);
  const args = ['-t1', `-c${count}`, `-d${duration}s`, '-s', join(folder, `${name}.lua`), url];
  const { stdout } = await promisify(execFile)('wrk', args);
  const [, requests, micros, p50, p99, errors] = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(stdout).map(Number);
  if (errors > 0) throw new Error(`${name} answered ${errors} of ${requests} requests with an error.`);
  return { perSecond: requests / (micros / 1e6), p50: p50 / 1000, p99: p99 / 1000, cpuMicros: ((cpuSeconds(pid) - cpuBefore) * 1e6) / requests };
}

/** A gateway that does not record would be fast for the wrong reason. */
async function checkRecording({ url }) {
  const text = await (await fetch(new URL('/metrics', url))).text();
  const value = (name) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const figures = { ended: value('toolyard_gateway_tool_calls_total'), spooled: value('toolyard_gateway_calls_spooled'), dropped: value('toolyard_gateway_calls_dropped_total'), withheld: value('toolyard_gateway_payloads_withheld_total') };
  console.log(`\nrecorded: ${JSON.stringify(figures)}`);
  if (figures.withheld > 0 || figures.dropped > 0) throw new Error('The gateway did not record every call in full, so its row does not count.');
}

function report(count, samples) {
  const median = (name, key) => samples.get(name)?.map((sample) => sample[key]).toSorted((a, b) => a - b)[Math.floor(rounds / 2)];
  const direct = samples.has('direct');
  console.log(`\n${count} connection${count === 1 ? '' : 's'}, median of ${rounds} rounds of ${seconds} s`);
  console.log('row          requests/s   of bare pipe   CPU µs/request   added p50 / p99 ms');
  for (const name of samples.keys()) {
    const ratio = samples.has('bare pipe') ? (median(name, 'perSecond') / median('bare pipe', 'perSecond')).toFixed(2) : '–';
    const added = direct ? `${(median(name, 'p50') - median('direct', 'p50')).toFixed(2)} / ${(median(name, 'p99') - median('direct', 'p99')).toFixed(2)}` : '–';
    const missed = name === 'gateway' && Number(ratio) < aim ? `   below the aim of ${aim}` : '';
    console.log(`${name.padEnd(12)} ${median(name, 'perSecond').toFixed(0).padStart(10)}   ${ratio.padStart(12)}   ${(median(name, 'cpuMicros') || NaN).toFixed(0).padStart(14)}   ${added}${missed}`);
  }
}

async function nginxRow(folder, backendPort, started) {
  const binary = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/local/bin/nginx'].find(existsSync);
  if (!binary) return null;
  const port = await freePort();
  await mkdir(join(folder, 'nginx'));
  const config = `daemon off; worker_processes 1; pid ${folder}/nginx/pid; error_log ${folder}/nginx/error.log;
events { worker_connections 1024; }
http { access_log off; client_body_temp_path ${folder}/nginx/b; proxy_temp_path ${folder}/nginx/p; fastcgi_temp_path ${folder}/nginx/f; uwsgi_temp_path ${folder}/nginx/u; scgi_temp_path ${folder}/nginx/s;
  keepalive_requests 1000000;
  upstream back { server 127.0.0.1:${backendPort}; keepalive 256; keepalive_requests 1000000; }
  server { listen 127.0.0.1:${port}; location / { proxy_pass http://back; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; } } }`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const child = spawn(binary, ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', join(folder, 'nginx/error.log')], { stdio: ['ignore', 'ignore', process.env.BENCH_DEBUG ? 'inherit' : 'ignore'] });
  started.push({ stop: () => child.kill('SIGQUIT') });
  for (let i = 0; i < 100; i += 1) {
    const up = await fetch(`http://127.0.0.1:${port}/mcp`, { method: 'POST', body: call }).then((r) => r.ok, () => false);
    if (up) return `http://127.0.0.1:${port}/mcp`;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return null;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts a process and waits until it says its port. */
function start(command, args, says, env = {}) {
  const child = spawn(command, args.map(String), { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin`, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    const printed = [];
    const timer = setTimeout(() => reject(new Error(`${command} did not start. It printed:\n${printed.join('\n')}`)), 20_000);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}. It printed:\n${printed.join('\n')}`)));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        printed.push(line);
        const found = says.exec(line);
        if (!found) return;
        clearTimeout(timer);
        resolve({ port: found[1], pid: child.pid, stop: () => child.kill('SIGTERM') });
      });
    }
  });
}

function listen(listener) {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener).listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
}

function backend() {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) };
  listen((req, res) => {
    req.resume();
    req.on('end', () => res.writeHead(200, headers).end(answer));
  });
}

/** What Node can do at best with its own client: nothing is read, nothing is decided. */
function pipe(port) {
  const agent = new Agent({ keepAlive: true });
  listen((req, res) => {
    const upstream = request({ host: '127.0.0.1', port, path: req.url, method: req.method, headers: req.headers, agent }, (back) => {
      res.writeHead(back.statusCode, back.headers);
      back.pipe(res);
    });
    req.pipe(upstream);
  });
}

function proxy(port) {
  const forward = require('http-proxy').createProxyServer({ target: { host: '127.0.0.1', port }, agent: new Agent({ keepAlive: true }) });
  listen((req, res) => forward.web(req, res));
}
