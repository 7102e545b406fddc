#!/usr/bin/env node
// Ten million calls in the embedded engine: how long the service takes over HTTP for cards, histograms, percentiles and
// pages, alone and beside the floor of one request (a query that reads nothing); then how many calls a second it stores
// from NATS, and whether any is lost.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { standInForIdentity } from '../../libs/service/dist/testing/index.js';
import { fillCalls } from './kit/calls.mjs';
import { size } from './kit/size.mjs';

const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'apps/analytics/dist');
const calls = size('BENCH_CALLS', 10_000_000, 20_000);
const rounds = size('BENCH_ROUNDS', 40, 1);
const ingested = size('BENCH_INGESTED', 600_000, 2_000);
const aims = { figures: 50, page: 100, ingest: 20_000 };
const day = 86_400_000;
const now = Date.now();

const folder = process.env.BENCH_FOLDER ?? (await mkdtemp(join(tmpdir(), 'toolyard-bench-')));
const started = [];
let missed = false;
try {
  if (!process.env.BENCH_FOLDER || process.env.BENCH_FILL) await fillCalls(join(folder, 'analytics'), calls, now);
  const nats = await start(
    process.env.TOOLYARD_NATS_SERVER ?? 'nats-server',
    ['-js', '-sd', join(folder, 'nats'), '-a', '127.0.0.1', '-p', '-1'],
    {},
    /Listening for client connections on 127\.0\.0\.1:(\d+)/,
  );
  const events = await start(
    process.execPath,
    [join(root, 'apps/event-store/dist/main.js')],
    { TOOLYARD_HOST: '127.0.0.1', TOOLYARD_PORT: '0', TOOLYARD_DATA: folder },
    /127\.0\.0\.1:(\d+)/,
  );
  const token = randomBytes(24).toString('hex');
  const env = {
    TOOLYARD_DATA: folder,
    TOOLYARD_INSTANCE: 'bench',
    TOOLYARD_PORT: '0',
    TOOLYARD_PUBLIC_URL: 'http://127.0.0.1',
    TOOLYARD_ADMIN_TOKEN: token,
    TOOLYARD_SERVICE_KEY: randomBytes(32).toString('base64'),
    EVENTSTORE_URL: `esdb://127.0.0.1:${events.port}?tls=false`,
    NATS_URL: `nats://127.0.0.1:${nats.port}`,
    TOOLYARD_SERVICE: 'analytics',
    LOG_LEVEL: 'info',
  };
  const identity = await standInForIdentity(env.NATS_URL, token);
  started.push(identity);
  const service = await start(
    process.execPath,
    ['--max-semi-space-size=4', '--max-old-space-size=256', join(dist, 'main.js')],
    env,
    /"port":(\d+).*analytics is listening/,
  );
  const get = async (path) => {
    const response = await fetch(`http://127.0.0.1:${service.port}${path}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.text();
  };
  await measureQueries((path) => get(`/api/v1/activity${path}`));
  await measureIngest(get, nats.port, service.process.pid);
  const status = readFileSync(`/proc/${service.process.pid}/status`, 'utf8');
  console.log(
    `Resident memory of the service after all this: ${mib(status, 'VmRSS')} MiB, of which ` +
      `${mib(status, 'RssFile')} MiB are pages of files (the engine's library), shared and given back on ` +
      'demand.',
  );
  if (missed) console.log('An aim was missed.');
} finally {
  for (const each of started.reverse()) await each.stop();
  if (!process.env.BENCH_FOLDER) await rm(folder, { recursive: true, force: true });
}

async function measureQueries(get) {
  const since = (days) => `from=${new Date(now - days * day - 12_345_678).toISOString()}`;
  const cursor = JSON.parse(await get('?limit=30&to=' + new Date(now - 11 * day).toISOString())).nextCursor;
  const requests = {
    cards: [
      '/stats',
      `/stats?${since(7)}`,
      `/stats?${since(1)}`,
      `/stats?serverId=srv_3&${since(7)}`,
      `/stats?serverId=srv_3&tool=tool_4&${since(7)}`,
      `/stats?status=error&${since(29)}`,
    ],
    histogram: [
      '/histogram',
      `/histogram?${since(7)}`,
      `/histogram?${since(1)}`,
      `/histogram?serverId=srv_3&${since(1)}`,
      '/histogram?by=latency',
      `/histogram?by=latency&serverId=srv_3&${since(7)}`,
    ],
    percentiles: [
      '/percentiles',
      `/percentiles?${since(7)}`,
      `/percentiles?serverId=srv_3&${since(7)}`,
      `/percentiles?serverId=srv_3&tool=tool_4&${since(29)}`,
    ],
    page: [
      '?limit=30',
      `?limit=30&cursor=${cursor}`,
      '?limit=10&serverId=srv_3',
      '?limit=10&serverId=srv_3&status=error',
      '?limit=30&userId=user_77',
      `?limit=30&source=cursor&${since(7)}`,
    ],
    'cards of one user': ['/stats?userId=user_77', '/stats?userId=user_77&serverId=srv_3'],
    tools: ['/tools', `/tools?serverId=srv_3&${since(7)}`],
    series: [
      '/series',
      `/series?${since(7)}&compare=previous&timeZone=Asia/Kolkata`,
      `/series?${since(1)}`,
      `/series?serverId=srv_3&${since(7)}&compare=previous`,
    ],
    breakdown: [
      `/breakdown?by=server&${since(7)}&compare=previous`,
      `/breakdown?by=tool&${since(7)}`,
      `/breakdown?by=class`,
    ],
    'breakdown by caller': [
      `/breakdown?by=user&${since(1)}`,
      `/breakdown?by=client&${since(7)}`,
      `/breakdown?by=deployment&serverId=srv_3`,
    ],
    'errors by cause': [`/errors?${since(1)}`, `/errors?serverId=srv_3&${since(7)}`],
    floor: ['/stats?status=in_progress'],
  };
  const samples = new Map();
  for (let round = -2; round < rounds; round++) {
    for (const [name, paths] of Object.entries(requests)) {
      for (const path of paths) {
        const from = performance.now();
        await get(path);
        const taken = performance.now() - from;
        if (round < 0) continue;
        for (const key of [name, `${name} ${path}`]) samples.set(key, [...(samples.get(key) ?? []), taken]);
      }
    }
  }
  const aimOf = { cards: aims.figures, histogram: aims.figures, percentiles: aims.figures, page: aims.page };
  const rows = Object.keys(requests).map((name) => {
    const taken = samples.get(name).sort((a, b) => a - b);
    const p95 = at(taken, 0.95);
    const aim = aimOf[name];
    if (aim && p95 > aim) missed = true;
    return [
      name,
      at(taken, 0.5).toFixed(1),
      p95.toFixed(1),
      aim ? String(aim) : '',
      aim ? (p95 <= aim ? 'met' : 'missed') : '',
    ];
  });
  print([`${calls.toLocaleString('en')} calls, ms`, 'p50', 'p95', 'aim', ''], rows);
  if (process.env.BENCH_VERBOSE)
    for (const [key, taken] of samples)
      console.log(
        key,
        at(
          taken.sort((a, b) => a - b),
          0.5,
        ).toFixed(1),
        at(taken, 0.95).toFixed(1),
      );
  console.log();
}

/** The messages are as large as the gateway's under load: 500 calls of about 700 bytes. */
async function measureIngest(get, natsPort, pid) {
  const { Messaging } = await import(join(root, 'libs/messaging/dist/index.js'));
  const messaging = await Messaging.connect({ url: `nats://127.0.0.1:${natsPort}`, name: 'bench' });
  const total = async () => JSON.parse(await get('/api/v1/activity/stats')).totalCalls;
  const stored = async () =>
    Number(/^toolyard_analytics_ingested_total\{table="tool_calls"\} (\d+)$/m.exec(await get('/metrics'))?.[1] ?? 0);
  const before = await total();
  const perMessage = 500;
  const head = (id, n) =>
    `${JSON.stringify({
      id: `call_${id}`,
      serverId: `srv_${n % 20}`,
      deploymentId: 'dep_1',
      tool: `tool_${n % 10}`,
      userId: `user_${n % 1000}`,
      userName: `User ${n % 1000}`,
      clientName: 'cursor',
      clientVersion: '1.0',
      startedAt: new Date().toISOString(),
      latencyMs: (n % 977) / 3,
      class: n % 20 ? 'ok' : 'tool_error',
    }).slice(0, -1)},`;
  const tail = JSON.stringify({
    input: JSON.stringify({ query: 'x'.repeat(150) }),
    output: JSON.stringify({ content: [{ type: 'text', text: 'y'.repeat(150) }] }),
    error: '',
    correlationId: randomBytes(16).toString('hex'),
  }).slice(1);
  const cpuBefore = cpuSeconds(pid);
  const from = performance.now();
  let published = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (published < ingested) {
        const first = published;
        published += perMessage;
        const calls = Array.from({ length: perMessage }, (_, i) => {
          const n = first + i;
          return head(`${now}${n}`.padStart(32, '0'), n) + tail;
        });
        await messaging.publish('toolyard.calls.batch', Buffer.from(`[${calls.join(',')}]`));
      }
    }),
  );
  const publishedSeconds = (performance.now() - from) / 1000;
  while ((await stored()) < published) await new Promise((resolve) => setTimeout(resolve, 100));
  const seconds = (performance.now() - from) / 1000;
  const cpu = cpuSeconds(pid) - cpuBefore;
  const counted = (await total()) - before;
  await messaging.close();
  const perSecond = Math.round(published / seconds);
  if (perSecond < aims.ingest || counted !== published) missed = true;
  print(
    ['ingest from NATS', 'published', 'stored', 'lost', 'calls/s', 'processor time', 'aim', ''],
    [
      [
        'stored and counted',
        `${published} in ${publishedSeconds.toFixed(1)} s`,
        `${counted} in ${seconds.toFixed(1)} s`,
        String(published - counted),
        String(perSecond),
        `${cpu.toFixed(1)} s`,
        String(aims.ingest),
        perSecond >= aims.ingest ? 'met' : 'missed',
      ],
    ],
  );
  console.log();
}

async function start(command, args, env, ready) {
  const child = spawn(command, args, {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const each = { process: child, stop: async () => (child.kill('SIGTERM'), await exited) };
  started.push(each);
  const lines = [];
  each.port = await new Promise((resolve, reject) => {
    child.once('error', reject);
    void exited.then(() => reject(new Error(`${command} ended. It printed:\n${lines.join('\n')}`)));
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        const found = ready.exec(line);
        if (found) resolve(Number(found[1]));
      });
    }
  });
  return each;
}

/** User and system time of a process; Linux counts in hundredths. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function mib(status, field) {
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) / 1024);
}

function print(head, body) {
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n'));
}
