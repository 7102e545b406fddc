import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { status } from '@grpc/grpc-js';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { eventually } from '@toolyard/event-store/testing';
import { happened, Sandbox, startServerProcess } from './testing/event-store.fixture.js';

let sandbox: Sandbox;
const connect = (url: string) => sandbox.connect(url);

beforeEach(async () => {
  sandbox = await Sandbox.create();
});
afterEach(() => sandbox.remove());

describe('an acknowledged append', () => {
  test('survives SIGKILL under load, in its place and complete, every time', async () => {
    const acknowledged: { stream: string; ids: string[]; revision: number }[] = [];
    let port = 0;
    for (let round = 0; round < 4; round++) {
      const server = await sandbox.start(port);
      port = server.port;
      const client = EventStoreDBClient.connectionString(server.url);
      let running = true;
      const before = acknowledged.length;
      const writers = Array.from({ length: 16 }, async (_, writer) => {
        const stream = `load-${round}-${writer}`;
        while (running) {
          const events = Array.from({ length: 1 + (writer % 5) }, (_, n) =>
            jsonEvent({ id: randomUUID(), type: 'Happened', data: { n, ballast: 'x'.repeat(writer * 200) } }),
          );
          const { nextExpectedRevision } = await client.appendToStream(stream, events);
          acknowledged.push({ stream, ids: events.map((event) => event.id), revision: Number(nextExpectedRevision) });
        }
      });
      const ended = Promise.allSettled(writers);
      await eventually(() => acknowledged.length > before + 200 + round * 37);
      await server.kill();
      running = false;
      await ended;
      await client.dispose();
    }
    const server = await sandbox.start(port);
    const store = connect(server.url);
    const stored = new Map<string, string[]>();
    for (const stream of new Set(acknowledged.map((append) => append.stream))) {
      const events = await store.read(stream);
      expect(events.map((event) => event.revision)).toEqual(events.map((_, index) => index));
      stored.set(
        stream,
        events.map((event) => event.id),
      );
    }
    for (const { stream, ids, revision } of acknowledged) {
      expect(stored.get(stream)!.slice(revision + 1 - ids.length, revision + 1)).toEqual(ids);
    }
    await server.terminate();
    const db = new DatabaseSync(sandbox.database, { readOnly: true });
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();
  });

  test('survives SIGTERM under load, which ends the server with code 0', async () => {
    const server = await sandbox.start();
    const client = EventStoreDBClient.connectionString(server.url);
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await client.appendToStream('load-1', jsonEvent({ type: 'Happened', data: {} }));
        acknowledged++;
      }
    })().catch(() => undefined);
    await eventually(() => acknowledged > 100);
    expect(await server.terminate()).toBe(0);
    await writing;
    await client.dispose();
    const events = await connect((await sandbox.start()).url).read('load-1');
    expect(events.length).toBeGreaterThanOrEqual(acknowledged);
  });
});

describe('a server that stops', () => {
  test('tells its subscribers that it is unavailable', async () => {
    const server = await sandbox.start();
    const client = EventStoreDBClient.connectionString(server.url);
    const subscription = client.subscribeToAll();
    await once(subscription, 'confirmation');
    const ended = once(subscription, 'error');
    await server.terminate();
    expect((await ended)[0]).toMatchObject({ code: status.UNAVAILABLE });
    await client.dispose();
  });
});

describe('one writer', () => {
  test('a second server on the same folder refuses to start and says why; the first goes on', async () => {
    const first = await sandbox.start();
    await expect(startServerProcess(sandbox.folder)).rejects.toThrow(
      /Another event store server is using .*events\.db/,
    );
    await connect(first.url).append('a-1', [happened(1)], { expected: 'none' });
  });

  test('a killed server leaves no stale lock behind', async () => {
    for (let n = 0; n < 3; n++) await (await sandbox.start()).kill();
    await connect((await sandbox.start()).url).ping();
  });

  test('a server whose launcher is gone ends and frees the database', async () => {
    expect(await (await sandbox.start()).abandon()).toBe(0);
    await connect((await sandbox.start()).url).ping();
  });

  test('the database keeps its identity over restarts', async () => {
    const first = await sandbox.start();
    await first.kill();
    const second = await sandbox.start();
    expect(second.identity).toBe(first.identity);
    expect(await connect(second.url).identity()).toBe(first.identity);
  });
});

/** Every file of the database, as bytes. */
function filesHold(text: string): string[] {
  const folder = join(sandbox.folder, 'event-store');
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
}

describe('a tombstoned stream', () => {
  /** A token no other content has, repeated so that page borders cannot hide it. */
  const secret = (token: string, bytes: number) => ({
    type: 'DataKeyCreated',
    data: { wrapped: token.repeat(Math.ceil(bytes / token.length)) },
  });

  test('leaves the database, its log and its index at once, whatever its size, and nothing else leaves', async () => {
    const server = await sandbox.start();
    const store = connect(server.url);
    const sizes = [40, 200, 900, 3_000, 4_000, 9_000, 70_000, 400_000];
    const keys = Array.from({ length: 80 }, (_, n) => ({
      stream: `datakey-${n}`,
      token: randomBytes(12).toString('hex'),
      size: sizes[n % sizes.length]!,
    }));
    for (const { stream, token, size } of keys) {
      await store.append(stream, [secret(token, size)], {
        expected: 'none',
        metadata: { correlationId: `c-${token}` },
      });
      await store.append('server-1', [happened(1)], { expected: 'any' });
      await store.append(stream, [secret(token, 100)], { expected: 0 });
    }
    for (const [index, { stream, token }] of keys.entries()) {
      if (index % 3 === 2) continue;
      await store.tombstone(stream);
      if (index % 10 === 0) expect(filesHold(token)).toEqual([]);
    }
    for (const [index, { stream, token }] of keys.entries()) {
      const kept = index % 3 === 2;
      expect(await store.read(stream)).toHaveLength(kept ? 2 : 0);
      expect(filesHold(token).length > 0).toBe(kept);
    }
    expect(await store.read('server-1')).toHaveLength(keys.length);
  });

  test('takes its metadata stream with it', async () => {
    const server = await sandbox.start();
    const token = randomBytes(12).toString('hex');
    const client = EventStoreDBClient.connectionString(server.url);
    await client.appendToStream('datakey-1', jsonEvent({ type: 'DataKeyCreated', data: {} }));
    await client.setStreamMetadata('datakey-1', { token } as never);
    await client.tombstoneStream('datakey-1');
    expect(filesHold(token)).toEqual([]);
    await client.dispose();
  });

  test('is gone also when the server was killed right after the deletion', async () => {
    const server = await sandbox.start();
    const store = connect(server.url);
    const token = randomBytes(12).toString('hex');
    await store.append('datakey-1', [secret(token, 5_000)], { expected: 'none' });
    await store.tombstone('datakey-1');
    await server.kill();
    expect(filesHold(token)).toEqual([]);
    await sandbox.start(server.port);
    expect(await store.read('datakey-1')).toEqual([]);
  });

  test('is gone as soon as a backup that was under way no longer needs it', async () => {
    const server = await sandbox.start();
    const store = connect(server.url);
    const token = randomBytes(12).toString('hex');
    await store.append('datakey-1', [secret(token, 5_000)], { expected: 'none' });
    const backup = new DatabaseSync(sandbox.database, { readOnly: true });
    backup.exec('BEGIN');
    backup.prepare('SELECT count(*) FROM events').get();
    const deleted = store.tombstone('datakey-1');
    await eventually(async () => (await store.read('datakey-1')).length === 0);
    expect(filesHold(token)).not.toEqual([]);
    backup.exec('COMMIT');
    backup.close();
    await deleted;
    await eventually(() => filesHold(token).length === 0);
  });
});

describe('backup and restore', () => {
  const cli = join(import.meta.dirname, 'cli.js');
  const run = async (...args: string[]) =>
    JSON.parse((await promisify(execFile)(process.execPath, [cli, ...args])).stdout) as Record<string, unknown>;
  const fails = (...args: string[]) =>
    run(...args).then(
      () => '',
      (error: { stderr: string }) => error.stderr,
    );
  const copy = (): string => join(sandbox.folder, 'backup.db');

  test('a backup taken under load holds a state that once was, and everything acknowledged before it', async () => {
    const server = await sandbox.start();
    const store = connect(server.url);
    let [acknowledged, running] = [0, true];
    const writing = (async () => {
      while (running) {
        await store.append('load-1', [happened(acknowledged), happened(acknowledged)], { expected: 'any' });
        acknowledged++;
      }
    })();
    await eventually(() => acknowledged > 100);
    const before = acknowledged;
    const report = await run('backup', sandbox.database, copy());
    running = false;
    await writing;
    expect(Number(report.events)).toBeGreaterThanOrEqual(before * 2);
    expect((Number(report.events) - 1) % 2).toBe(0);
    await server.terminate();
    await run('restore', copy(), sandbox.database);
    const events = await connect((await sandbox.start()).url).read('load-1');
    expect(events).toHaveLength(Number(report.events) - 1);
  });

  test('what is restored has another identity, and the replaced database is kept beside it', async () => {
    const server = await sandbox.start();
    await connect(server.url).append('a-1', [happened(1)], { expected: 'none' });
    await run('backup', sandbox.database, copy());
    await server.terminate();
    const { replaced, identity } = await run('restore', copy(), sandbox.database);
    expect(statSync(replaced as string).size).toBeGreaterThan(0);
    const restored = await sandbox.start();
    expect(restored.identity).toBe(identity);
    expect(restored.identity).not.toBe(server.identity);
    expect(await connect(restored.url).identity()).toBe(identity);
  });

  test('a stream tombstoned after the backup stays gone', async () => {
    const server = await sandbox.start();
    const store = connect(server.url);
    const token = randomBytes(12).toString('hex');
    await store.append('datakey-1', [{ type: 'DataKeyCreated', data: { token } }], { expected: 'none' });
    await store.append('datakey-2', [happened(2)], { expected: 'none' });
    await run('backup', sandbox.database, copy());
    await store.tombstone('datakey-1');
    await server.terminate();
    await run('restore', copy(), sandbox.database);
    const restored = connect((await sandbox.start()).url);
    expect(await restored.read('datakey-1')).toEqual([]);
    expect(await restored.read('datakey-2')).toHaveLength(1);
    await expect(restored.append('datakey-1', [happened(1)], { expected: 'none' })).rejects.toMatchObject({
      name: 'StreamGone',
    });
    expect(filesHold(token)).toEqual([]);
  });

  test('a restore into a running server, from an unsound file or over a backup is refused', async () => {
    const server = await sandbox.start();
    await connect(server.url).append('a-1', [happened(1)], { expected: 'none' });
    await run('backup', sandbox.database, copy());
    expect(await fails('restore', copy(), sandbox.database)).toContain('Another event store server is using');
    expect(await fails('backup', sandbox.database, copy())).toContain('exists already');
    expect(await fails('backup', join(sandbox.folder, 'none.db'), join(sandbox.folder, 'x.db'))).toContain(
      'There is no event store',
    );
    expect(await fails('restore', join(sandbox.folder, 'none.db'), sandbox.database)).toContain('There is no backup');
    expect(await fails('restore')).toContain('Usage');
    await server.terminate();
    expect(await fails('restore', join(import.meta.dirname, 'cli.js'), sandbox.database)).toContain(
      'is not a sound event store database',
    );
    expect(await connect((await sandbox.start()).url).read('a-1')).toHaveLength(1);
  });
});
