#!/usr/bin/env node
// Appends and replay through the adapter that the services use, beside bare SQLite on the same disk in the same run.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { size } from './kit/size.mjs';

const root = join(import.meta.dirname, '..', '..');
const { EventStoreDb } = await import(join(root, 'libs/event-store/dist/index.js'));

const replayed = size('BENCH_EVENTS', 100_000, 1_000);
const seconds = size('BENCH_SECONDS', 3, 0.2);
const event = (n) => ({
  type: 'ServerDescribed',
  data: { serverId: `srv_${n}`, name: `Server ${n}`, description: 'x'.repeat(160), at: '2026-01-01T00:00:00.000Z' },
});

const folder = await mkdtemp(join(tmpdir(), 'toolyard-bench-'));
const rows = [];
let stop = async () => undefined;
try {
  const bare = openBare(join(folder, 'bare.db'));
  const bareSingle = await rate(async (n) => bare.insert([event(n)]));
  const bareBatch = timed(() => {
    for (let n = 0; n < replayed; n += 200) bare.insert(Array.from({ length: 200 }, (_, i) => event(n + i)));
  });
  const bareRead = timed(() => bare.readAll());

  const server = await startServer(join(folder, 'data'));
  stop = server.stop;
  const store = new EventStoreDb(server.url);
  const single = await rate((n) => store.append(`bench-${n}`, [event(n)], { expected: 'none' }));
  const concurrent = await rate((n) => store.append(`wide-${n}`, [event(n)], { expected: 'none' }), 64);
  const filled = performance.now();
  for (let n = 0; n < replayed; n += 200)
    await store.append(
      `server-${n}`,
      Array.from({ length: 200 }, (_, i) => event(n + i)),
      { expected: 'none' },
    );
  const fillSeconds = (performance.now() - filled) / 1000;
  const { seconds: replaySeconds, events } = await replay(store);
  await store.close();

  rows.push([
    'append, one at a time',
    `${single.perSecond}/s`,
    `${single.p50} / ${single.p99} ms`,
    `${bareSingle.perSecond}/s`,
    ratio(single.perSecond, bareSingle.perSecond),
  ]);
  rows.push([
    'append, 64 in flight',
    `${concurrent.perSecond}/s`,
    `${concurrent.p50} / ${concurrent.p99} ms`,
    `${bareSingle.perSecond}/s`,
    ratio(concurrent.perSecond, bareSingle.perSecond),
  ]);
  rows.push([
    'append, 200 events a call',
    `${Math.round(replayed / fillSeconds)} events/s`,
    '',
    `${Math.round(replayed / bareBatch)} events/s`,
    ratio(bareBatch, fillSeconds),
  ]);
  rows.push([
    `replay of ${events} events`,
    `${replaySeconds.toFixed(2)} s`,
    `${Math.round(events / replaySeconds)} events/s`,
    `${bareRead.toFixed(2)} s`,
    ratio(bareRead, replaySeconds),
  ]);
  print(['', 'event store', 'p50 / p99', 'bare SQLite', 'ratio'], rows);
} finally {
  await stop();
  await rm(folder, { recursive: true, force: true });
}

/** SQLite with the same durability and nothing around it: what the disk and the format allow. */
function openBare(path) {
  const db = new DatabaseSync(path);
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE events (pos INTEGER PRIMARY KEY, ' +
      'type TEXT, data BLOB)',
  );
  const insert = db.prepare('INSERT INTO events (type, data) VALUES (?, ?)');
  return {
    insert(events) {
      db.exec('BEGIN');
      for (const { type, data } of events) insert.run(type, Buffer.from(JSON.stringify(data)));
      db.exec('COMMIT');
    },
    readAll() {
      for (const row of db.prepare('SELECT * FROM events ORDER BY pos').iterate())
        JSON.parse(Buffer.from(row.data).toString());
    },
  };
}

function timed(work) {
  const from = performance.now();
  work();
  return (performance.now() - from) / 1000;
}

async function rate(request, inFlight = 1) {
  const latencies = [];
  const until = performance.now() + seconds * 1000;
  const from = performance.now();
  let n = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (performance.now() < until) {
        const started = performance.now();
        await request(n++);
        latencies.push(performance.now() - started);
      }
    }),
  );
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.floor(latencies.length * share)].toFixed(2);
  return { perSecond: Math.round(latencies.length / ((performance.now() - from) / 1000)), p50: at(0.5), p99: at(0.99) };
}

async function replay(store) {
  const from = performance.now();
  const servers = new Map();
  const following = store.follow({
    prefixes: ['server-'],
    onEvent: ({ stream, revision, data }) => void servers.set(`${stream}@${revision}`, data.name),
  });
  await following.caughtUp;
  const result = { seconds: (performance.now() - from) / 1000, events: servers.size };
  await following.stop();
  return result;
}

async function startServer(data) {
  const child = spawn(process.execPath, [join(root, 'apps/event-store/dist/main.js')], {
    env: { ...process.env, TOOLYARD_HOST: '127.0.0.1', TOOLYARD_PORT: '0', TOOLYARD_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout }))
    return { url: JSON.parse(line).url, stop: async () => (child.kill('SIGTERM'), await exited) };
  throw new Error('The event store did not start.');
}

function ratio(value, baseline) {
  return (value / baseline).toFixed(2);
}

function print(head, body) {
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n'));
}
