#!/usr/bin/env node
// What it costs to know who calls and what they may call: the same tool call of one organisation to its servers, with
// API keys and with access tokens, against public servers that ask for no sign-in. Calls go round people and servers at
// random. `public again` is `public` once more: what it differs by is noise. Rows with `all` are people whom a group
// allows everything. Needs `wrk`.
import { execFile } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { benchRoute, cpuSeconds, metricsOf, recordedBy, root, start, startGateway } from './kit/gateway.mjs';
import { size, sizes } from './kit/size.mjs';

const { exportJWK, generateKeyPair, SignJWT } = await import(
  createRequire(join(root, 'apps/gateway/package.json')).resolve('jose')
);
const people = 1_000;
const groups = 100;
const servers = 200;
const toolsEach = 50;
const groupsEach = 5;
const connections = sizes('BENCH_CONNECTIONS', '1,16', '1');
const rounds = size('BENCH_ROUNDS', 12, 1);
const seconds = size('BENCH_SECONDS', 1, 1);
const warmupSeconds = size('BENCH_WARMUP', 6, 1);
const aim = 0.1;
const issuer = 'http://127.0.0.1:8080';

const tool = (n) => `tool_${n}`;
/** Any group lets its members call this one, so that every call of the bench is allowed. */
const called = tool(0);
const call = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: called, arguments: { query: 'x'.repeat(180), limit: 10 } },
});
const answer = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  result: { content: [{ type: 'text', text: 'y'.repeat(200) }] },
});

if (process.argv[2] === 'backend') backend();
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
    const back = await launch(process.execPath, [import.meta.filename, 'backend'], /listening (\d+)/);
    const { access, calls } = await organisation();
    const routes = [];
    for (let i = 0; i < servers; i += 1)
      routes.push(benchRoute(`s${i}`, Number(back.port)), benchRoute(`p${i}`, Number(back.port), { access: 'public' }));
    const gateway = await startGateway(launch, folder, routes, access);
    const url = `http://127.0.0.1:${gateway.port}`;
    const only = process.env.BENCH_ONLY?.split(';');
    const rows = ['public', 'API key', 'token', 'API key, all', 'token, all', 'public again'].filter(
      (name) => !only || name === 'public' || only.includes(name),
    );
    for (const name of rows) await writeFile(join(folder, `${name}.lua`), luaOf(name, calls));
    for (const name of rows) await load(folder, name, url, gateway.pid, 16, warmupSeconds);
    for (const count of connections) {
      const samples = new Map(rows.map((name) => [name, []]));
      // Each round begins with another row, so that none always follows the same one.
      for (let round = 0; round < rounds; round += 1)
        for (let i = 0; i < rows.length; i += 1) {
          const name = rows[(round + i) % rows.length];
          samples.get(name).push(await load(folder, name, url, gateway.pid, count, seconds));
        }
      report(count, samples);
    }
    await recordedBy(url);
    const refused = /toolyard_gateway_tool_calls_total\{class="(denied|auth_required)"\} [1-9]/.exec(
      await metricsOf(url),
    );
    if (refused) throw new Error(`Calls were refused (${refused[0]}), so what was measured is not what was meant.`);
  } finally {
    for (const each of started.reverse()) each.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    setImmediate(() => process.exit());
  }
}

/**
 * Every user is in some groups, each with a list of tools for every server; besides, every user has a twin whom one group
 * allows everything.
 */
async function organisation() {
  const access = [];
  for (let g = 0; g < groups; g += 1) {
    const rules = Object.fromEntries(
      Array.from({ length: servers }, (_, s) => [
        `srv_s${s}`,
        {
          access: 'only',
          tools: Array.from({ length: toolsEach / 2 }, (_, t) =>
            tool((t * (1 + (g % 2)) + (t === 0 ? 0 : s % 3)) % toolsEach),
          ),
        },
      ]),
    );
    access.push([`group.g${g}`, { id: `g${g}`, defaultAccess: 'none', servers: rules }]);
  }
  access.push(['group.all', { id: 'all', defaultAccess: 'all', servers: {} }]);
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  access.push(['jwks', { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }] }]);
  const now = Math.floor(Date.now() / 1_000);
  const calls = [];
  for (let p = 0; p < people; p += 1) {
    const one = { server: p % servers };
    const memberships = {
      some: Array.from({ length: groupsEach }, (_, i) => `g${(p * 7 + i * 13) % groups}`),
      all: ['all', `g${p % groups}`],
    };
    for (const [kind, groupIds] of Object.entries(memberships)) {
      const id = `${kind}-${p}`;
      const key = `ty_${randomBytes(16).toString('hex')}_${randomBytes(32).toString('base64url')}`;
      access.push([
        `user.${id}`,
        { id, name: `Person ${p}`, role: 'member', active: true, groupIds, tokensNotBefore: null },
      ]);
      access.push([
        `key.${hash('sha256', key)}`,
        { id: `key-${id}`, name: 'bench', userId: id, rights: ['call'], servers: 'all', expiresAt: null },
      ]);
      const claims = {
        iss: issuer,
        sub: id,
        aud: `${issuer}/s/s${one.server}/mcp`,
        iat: now,
        exp: now + 3_600,
        client_id: randomBytes(32).toString('base64url'),
        client_name: 'Bench',
        scope: 'mcp mcp:call',
        gid: randomBytes(32).toString('base64url'),
        jti: randomBytes(32).toString('base64url'),
      };
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k' })
        .sign(privateKey);
      Object.assign(one, { [`${kind}Key`]: key, [`${kind}Token`]: token });
    }
    calls.push(one);
  }
  return { access, calls };
}

/** Rows without a token send as many bytes in another header, so that no row has less to read. */
function luaOf(name, calls) {
  const shown = {
    public: 'someToken',
    'public again': 'someToken',
    'API key': 'someKey',
    token: 'someToken',
    'API key, all': 'allKey',
    'token, all': 'allToken',
  }[name];
  const isPublic = name.startsWith('public');
  const header = isPublic ? 'x-no-token' : 'authorization';
  const list = calls.map((one) => `{"/s/${isPublic ? 'p' : 's'}${one.server}/mcp","Bearer ${one[shown]}"}`).join(',\n');
  return `local calls = {${list}}
local body = [[${call}]]
local prepared = {}
function init()
  for i, c in ipairs(calls) do
    prepared[i] = wrk.format("POST", c[1], {["content-type"]="application/json",["accept"]="application/json, text/event-stream",["mcp-protocol-version"]="2025-11-25",["Host"]="127.0.0.1",["${header}"]=c[2]}, body)
  end
end
function request()
  return prepared[math.random(#prepared)]
end
function done(summary, latency)
  io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
`;
}

async function load(folder, name, url, pid, count, duration) {
  const cpuBefore = cpuSeconds(pid);
  const { stdout } = await promisify(execFile)('wrk', [
    '-t1',
    `-c${count}`,
    `-d${duration}s`,
    '-s',
    join(folder, `${name}.lua`),
    url,
  ]);
  const [, requests, micros, p50, p99, errors] = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(stdout).map(Number);
  if (errors > 0) throw new Error(`${name}: ${errors} of ${requests} requests were answered with an error.`);
  return {
    perSecond: requests / (micros / 1e6),
    p50: p50 / 1_000,
    p99: p99 / 1_000,
    cpuMicros: ((cpuSeconds(pid) - cpuBefore) * 1e6) / requests,
  };
}

/** Processor time is compared by the lower quartile: other work on the machine only ever adds to it. */
function report(count, samples) {
  const at = (name, key, part) =>
    samples
      .get(name)
      .map((sample) => sample[key])
      .toSorted((a, b) => a - b)[Math.floor(rounds * part)];
  console.log(
    `\n${count} connection${count === 1 ? '' : 's'}, ${rounds} rounds of ${seconds} s; ${people} people, ${groups} groups, ${servers} servers of ${toolsEach} tools`,
  );
  console.log('row            requests/s   CPU µs/request   more CPU than public   p50 / p99 ms');
  for (const name of samples.keys()) {
    const more = at(name, 'cpuMicros', 0.25) / at('public', 'cpuMicros', 0.25) - 1;
    const missed = !name.startsWith('public') && more > aim ? `   above the aim of ${aim * 100} %` : '';
    console.log(
      `${name.padEnd(14)} ${at(name, 'perSecond', 0.5).toFixed(0).padStart(10)}   ${at(name, 'cpuMicros', 0.25).toFixed(0).padStart(14)}   ${`${(more * 100).toFixed(1)} %`.padStart(20)}   ${at(name, 'p50', 0.5).toFixed(2)} / ${at(name, 'p99', 0.5).toFixed(2)}${missed}`,
    );
  }
}

function backend() {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) };
  const server = createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
    req.resume();
    req.on('end', () => res.writeHead(200, headers).end(answer));
  }).listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
}
