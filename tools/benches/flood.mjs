#!/usr/bin/env node
// How long an account waits for its figures while another one floods the service with the widest questions, beside the
// same without a flood. The quota of queries makes the flood wait behind itself.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standInForIdentity } from '../../libs/service/dist/testing/index.js';
import { fillCalls } from './kit/calls.mjs';
import { root, start } from './kit/gateway.mjs';
import { size } from './kit/size.mjs';

const calls = size('BENCH_CALLS', 2_000_000, 20_000);
const asked = size('BENCH_ROUNDS', 200, 5);
const flooding = size('BENCH_CONNECTIONS', 64, 8);
const aim = 2;
const since = `from=${new Date(Date.now() - 7 * 86_400_000).toISOString()}`;
const honest = ['/stats', `/stats?${since}`, `/histogram?${since}`, '?limit=30'];
const widest = ['/breakdown?by=user', '/breakdown?by=client', '/errors', '/series', '/tools'];

const folder = await mkdtemp(join(tmpdir(), 'toolyard-bench-'));
const started = [];
try {
  await fillCalls(join(folder, 'analytics'), calls, Date.now());
  const service = await startAnalytics();
  const get = async (token, path) => {
    const response = await fetch(`http://127.0.0.1:${service.port}/api/v1/activity${path}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    await response.arrayBuffer();
    return response.status;
  };
  const [modest, greedy] = ['modest', 'greedy'].map((userId) =>
    service.identity.principal({ userId, role: 'auditor' }),
  );
  const quiet = await measure((path) => get(modest.token, path));
  let flood = true;
  const answers = new Map();
  const attackers = Array.from({ length: flooding }, async (_, n) => {
    for (let i = n; flood; i += 1) {
      const status = await get(greedy.token, widest[i % widest.length]);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  });
  const flooded = await measure((path) => get(modest.token, path));
  flood = false;
  await Promise.all(attackers);
  const ratio = at(flooded, 0.99) / at(quiet, 0.99);
  console.log(`${flooding} connections of one account flood; answers to them: ${JSON.stringify([...answers])}`);
  for (const [name, taken] of [
    ['quiet', quiet],
    ['flooded', flooded],
  ])
    console.log(`${name.padEnd(8)} p50 ${at(taken, 0.5).toFixed(1)} ms, p99 ${at(taken, 0.99).toFixed(1)} ms`);
  console.log(`p99 of the other account under the flood: ${ratio.toFixed(2)} times the quiet one (aim: ${aim})`);
  console.log(ratio <= aim ? 'The aim is met.' : 'The aim is missed.');
} finally {
  for (const each of started.reverse()) await each.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

async function measure(ask) {
  const taken = [];
  for (let i = -honest.length; i < asked; i += 1) {
    const from = performance.now();
    const status = await ask(honest[(i + honest.length) % honest.length]);
    if (status !== 200) throw new Error(`The other account was answered ${status}.`);
    if (i >= 0) taken.push(performance.now() - from);
  }
  return taken.sort((a, b) => a - b);
}

function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** `analytics` with the engines that it needs. */
async function startAnalytics() {
  const nats = await launch(
    process.env.TOOLYARD_NATS_SERVER ?? 'nats-server',
    ['-js', '-sd', join(folder, 'nats'), '-a', '127.0.0.1', '-p', '-1'],
    /Listening for client connections on 127\.0\.0\.1:(\d+)/,
  );
  const events = await launch(process.execPath, [join(root, 'apps/event-store/dist/main.js')], /127\.0\.0\.1:(\d+)/, {
    TOOLYARD_HOST: '127.0.0.1',
    TOOLYARD_PORT: '0',
    TOOLYARD_DATA: folder,
  });
  const natsUrl = `nats://127.0.0.1:${nats.port}`;
  const identity = await standInForIdentity(natsUrl, randomBytes(24).toString('hex'));
  started.push(identity);
  const { port } = await launch(
    process.execPath,
    ['--max-old-space-size=256', join(root, 'apps/analytics/dist/main.js')],
    /"port":(\d+).*analytics is listening/,
    {
      TOOLYARD_DATA: folder,
      TOOLYARD_INSTANCE: 'bench',
      TOOLYARD_PORT: '0',
      TOOLYARD_PUBLIC_URL: 'http://127.0.0.1',
      TOOLYARD_SERVICE_KEY: randomBytes(32).toString('base64'),
      EVENTSTORE_URL: `esdb://127.0.0.1:${events.port}?tls=false`,
      NATS_URL: natsUrl,
      TOOLYARD_SERVICE: 'analytics',
    },
  );
  return { port, identity };
}

async function launch(...args) {
  const running = await start(...args);
  started.push(running);
  return running;
}
