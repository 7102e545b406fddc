#!/usr/bin/env node
// What it costs to know who calls and what they may call: the same tool call of one organisation to its servers, with
// API keys and with access tokens, against public servers that ask for no sign-in. Calls go round people and servers at
// random. `public again` is `public` once more: what it differs by is noise. Rows with `all` are people whom a group
// allows everything. Needs `wrk`.
import { hash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { benchRoute, metricsOf, recordedBy, root, startGateway } from './kit/gateway.mjs';
import { size, sizes } from './kit/size.mjs';
import { answerCalls, callOf, load, luaReport, withBench } from './kit/wrk.mjs';

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
const call = callOf(called);

if (process.argv[2] === 'backend') answerCalls();
else await withBench(measure);

async function measure({ folder, launch }) {
  const back = await launch(process.execPath, [import.meta.filename, 'backend'], /listening (\d+)/);
  const { access, calls } = await organisation();
  const routes = [];
  for (let i = 0; i < servers; i += 1)
    routes.push(benchRoute(`s${i}`, Number(back.port)), benchRoute(`p${i}`, Number(back.port), { access: 'public' }));
  const gateway = await startGateway(launch, folder, routes, access);
  const url = `http://127.0.0.1:${gateway.port}`;
  const only = process.env.BENCH_ONLY?.split(';');
  const rows = ['public', 'API key', 'token', 'API key, all', 'token, all', 'public again']
    .filter((name) => !only || name === 'public' || only.includes(name))
    .map((name) => ({ name, url, pid: gateway.pid }));
  for (const { name } of rows) await writeFile(join(folder, `${name}.lua`), luaOf(name, calls));
  for (const row of rows) await load(folder, row, 16, warmupSeconds);
  for (const count of connections) {
    const samples = new Map(rows.map(({ name }) => [name, []]));
    // Each round begins with another row, so that none always follows the same one.
    for (let round = 0; round < rounds; round += 1)
      for (let i = 0; i < rows.length; i += 1) {
        const row = rows[(round + i) % rows.length];
        samples.get(row.name).push(await load(folder, row, count, seconds));
      }
    report(count, samples);
  }
  await recordedBy(url);
  const refused = /toolyard_gateway_tool_calls_total\{class="(denied|auth_required)"\} [1-9]/.exec(
    await metricsOf(url),
  );
  if (refused) throw new Error(`Calls were refused (${refused[0]}), so what was measured is not what was meant.`);
}

/**
 * Every user is in some groups, each with a list of tools for every server; besides, every user has a twin whom one
 * group allows everything.
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
    local headers = {
      ["content-type"] = "application/json",
      ["accept"] = "application/json, text/event-stream",
      ["mcp-protocol-version"] = "2025-11-25",
      ["Host"] = "127.0.0.1",
      ["${header}"] = c[2],
    }
    prepared[i] = wrk.format("POST", c[1], headers, body)
  end
end
function request()
  return prepared[math.random(#prepared)]
end
${luaReport}`;
}

/** Processor time is compared by the lower quartile: other work on the machine only ever adds to it. */
function report(count, samples) {
  const at = (name, key, part) =>
    samples
      .get(name)
      .map((sample) => sample[key])
      .toSorted((a, b) => a - b)[Math.floor(rounds * part)];
  console.log(
    `\n${count} connection${count === 1 ? '' : 's'}, ${rounds} rounds of ${seconds} s; ${people} people, ` +
      `${groups} groups, ${servers} servers of ${toolsEach} tools`,
  );
  console.log('row            requests/s   CPU µs/request   more CPU than public   p50 / p99 ms');
  for (const name of samples.keys()) {
    const more = at(name, 'cpuMicros', 0.25) / at('public', 'cpuMicros', 0.25) - 1;
    const missed = !name.startsWith('public') && more > aim ? `   above the aim of ${aim * 100} %` : '';
    console.log(
      `${name.padEnd(14)} ${at(name, 'perSecond', 0.5).toFixed(0).padStart(10)}   ` +
        `${at(name, 'cpuMicros', 0.25).toFixed(0).padStart(14)}   ` +
        `${`${(more * 100).toFixed(1)} %`.padStart(20)}   ${at(name, 'p50', 0.5).toFixed(2)} / ` +
        `${at(name, 'p99', 0.5).toFixed(2)}${missed}`,
    );
  }
}
