#!/usr/bin/env node
// One tool call (300-byte JSON POST) through the gateway with recording on, against: no gateway, a bare Node pipe,
// http-proxy and nginx. Rounds are interleaved, so that a busy moment of the machine hits every row. Needs `wrk`; nginx
// is measured when it is installed.
import { spawn } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { Agent, createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { benchRoute, recordedBy, root, startGateway } from './kit/gateway.mjs';
import { size, sizes } from './kit/size.mjs';
import { answerCalls, callOf, listen, load, luaReport, withBench } from './kit/wrk.mjs';

const require = createRequire(join(root, 'apps/gateway/package.json'));
const connections = sizes('BENCH_CONNECTIONS', '1,16,128', '1');
const rounds = size('BENCH_ROUNDS', 5, 1);
const seconds = size('BENCH_SECONDS', 3, 1);
const warmupSeconds = size('BENCH_WARMUP', 6, 1);
const only = process.env.BENCH_ONLY?.split(',');
const aim = 0.85;

const call = callOf('search');
/** As large, but nothing that is recorded. */
const other = call.replace('tools/call', 'tools/look');

const roles = { backend: answerCalls, pipe, proxy };
if (process.argv[2] in roles) roles[process.argv[2]](Number(process.argv[3]));
else await withBench(measure);

async function measure({ folder, launch, started }) {
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
  for (const { name } of rows)
    await writeFile(join(folder, `${name}.lua`), luaOf(gateway, name === 'unrecorded' ? other : call));
  // Long enough for the code to be compiled, also on a busy machine.
  for (const row of measured) await load(folder, row, 16, warmupSeconds);

  for (const count of connections) {
    const samples = new Map(measured.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const row of measured) samples.get(row.name).push(await load(folder, row, count, seconds));
    report(count, samples);
  }
  await recordedBy(gateway.url);
}

/** The gateway as its own process with its own NATS, recording on; the session is opened as a client would. */
async function gatewayRow(launch, folder, backendPort) {
  const token = randomBytes(24).toString('hex');
  const access = [
    ['user.bench', { id: 'bench', name: 'bench', role: 'admin', active: true, groupIds: [], tokensNotBefore: null }],
    [
      `key.${hash('sha256', token)}`,
      { id: 'key', name: 'bench', userId: 'bench', rights: ['call'], servers: 'all', expiresAt: null },
    ],
  ];
  const gateway = await startGateway(launch, folder, [benchRoute('bench', backendPort)], access);
  const url = `http://127.0.0.1:${gateway.port}/s/bench/mcp`;
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const initialize = {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
  };
  const opened = await fetch(url, { method: 'POST', headers, body: JSON.stringify(initialize) });
  await opened.text();
  return { url, pid: gateway.pid, token, session: opened.headers.get('mcp-session-id') };
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
${luaReport}`;
}

function rowOf(name, { port, pid }) {
  return { name, pid, url: `http://127.0.0.1:${port}/mcp` };
}

function report(count, samples) {
  const median = (name, key) =>
    samples
      .get(name)
      ?.map((sample) => sample[key])
      .toSorted((a, b) => a - b)[Math.floor(rounds / 2)];
  const direct = samples.has('direct');
  console.log(`\n${count} connection${count === 1 ? '' : 's'}, median of ${rounds} rounds of ${seconds} s`);
  console.log('row          requests/s   of bare pipe   CPU µs/request   added p50 / p99 ms');
  for (const name of samples.keys()) {
    const ratio = samples.has('bare pipe')
      ? (median(name, 'perSecond') / median('bare pipe', 'perSecond')).toFixed(2)
      : '–';
    const added = direct
      ? `${(median(name, 'p50') - median('direct', 'p50')).toFixed(2)} / ` +
        `${(median(name, 'p99') - median('direct', 'p99')).toFixed(2)}`
      : '–';
    const missed = name === 'gateway' && Number(ratio) < aim ? `   below the aim of ${aim}` : '';
    console.log(
      `${name.padEnd(12)} ${median(name, 'perSecond').toFixed(0).padStart(10)}   ${ratio.padStart(12)}   ` +
        `${(median(name, 'cpuMicros') || NaN).toFixed(0).padStart(14)}   ${added}${missed}`,
    );
  }
}

async function nginxRow(folder, backendPort, started) {
  const binary = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/local/bin/nginx'].find(existsSync);
  if (!binary) return null;
  const port = await freePort();
  await mkdir(join(folder, 'nginx'));
  const config = `daemon off; worker_processes 1; pid ${folder}/nginx/pid; error_log ${folder}/nginx/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/nginx/b;
  proxy_temp_path ${folder}/nginx/p;
  fastcgi_temp_path ${folder}/nginx/f;
  uwsgi_temp_path ${folder}/nginx/u;
  scgi_temp_path ${folder}/nginx/s;
  keepalive_requests 1000000;
  upstream back { server 127.0.0.1:${backendPort}; keepalive 256; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://back;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const child = spawn(binary, ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', join(folder, 'nginx/error.log')], {
    stdio: ['ignore', 'ignore', process.env.BENCH_DEBUG ? 'inherit' : 'ignore'],
  });
  started.push({ stop: () => child.kill('SIGQUIT') });
  for (let i = 0; i < 100; i += 1) {
    const up = await fetch(`http://127.0.0.1:${port}/mcp`, { method: 'POST', body: call }).then(
      (r) => r.ok,
      () => false,
    );
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

/** What Node can do at best with its own client: nothing is read, nothing is decided. */
function pipe(port) {
  const agent = new Agent({ keepAlive: true });
  listen((req, res) => {
    const upstream = request(
      { host: '127.0.0.1', port, path: req.url, method: req.method, headers: req.headers, agent },
      (back) => {
        res.writeHead(back.statusCode, back.headers);
        back.pipe(res);
      },
    );
    req.pipe(upstream);
  });
}

function proxy(port) {
  const forward = require('http-proxy').createProxyServer({
    target: { host: '127.0.0.1', port },
    agent: new Agent({ keepAlive: true }),
  });
  listen((req, res) => forward.web(req, res));
}
