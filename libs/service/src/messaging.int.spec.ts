import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { streams } from '@toolyard/contracts';
import { type Delivered, EventRelay, Messaging } from '@toolyard/messaging';
import { type Engine, eventually, startNats } from './testing/index.js';

let folder: string;
let nats: Engine;
let messaging: Messaging;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolyard-messaging-'));
  nats = await startNats(folder);
  messaging = await Messaging.connect({ url: nats.url, name: 'test' });
  await messaging.ensureStreams();
});

afterAll(async () => {
  await messaging?.close();
  await nats?.stop();
  await rm(folder, { recursive: true, force: true });
});

const options = (durable: string) => ({ durable, maxAckPending: 1_000, ackWaitMs: 2_000, batch: 3 });

describe('a stream', () => {
  test('keeps a message published twice under one id once', async () => {
    const seen: Delivered<{ n: number }>[] = [];
    const consumption = messaging.consume<{ n: number }>(streams.calls, options('dedup'), async (messages) => {
      seen.push(...messages);
      for (const message of messages) message.ack();
    });
    for (const n of [1, 1, 2]) await messaging.publish('toolyard.calls.a', { n }, { id: `dedup-${n}` });
    await eventually(async () => seen.length >= 2);
    await consumption.stop();
    expect(seen.map((message) => message.data.n)).toEqual([1, 2]);
  });

  test('keeps its order when a batch has to be repeated', async () => {
    const handled: number[] = [];
    let failures = 1;
    for (let n = 0; n < 7; n++) await messaging.publish('toolyard.logs.server.order', { n });
    const consumption = messaging.consume<{ n: number }>(streams.logs, options('order'), async (messages) => {
      if (failures-- > 0) throw new Error('once');
      for (const message of messages) {
        handled.push(message.data.n);
        message.ack();
      }
    });
    await eventually(async () => handled.length >= 7);
    await consumption.stop();
    expect(handled).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('takes a message that is not JSON off instead of blocking', async () => {
    const handled: string[] = [];
    await messaging.publish('toolyard.logs.server.bad', new TextEncoder().encode('not json'));
    await messaging.publish('toolyard.logs.server.bad', { text: 'good' });
    const consumption = messaging.consume<{ text: string }>(streams.logs, options('order'), async (messages) => {
      for (const message of messages) {
        handled.push(message.data.text);
        message.ack();
      }
    });
    await eventually(async () => handled.length >= 1);
    await consumption.stop();
    expect(handled).toEqual(['good']);
  });
});

describe('a work queue', () => {
  test('gives rejected work out again and counts the attempts', async () => {
    const attempts: number[] = [];
    const consumption = messaging.work<{ id: string }>(
      streams.builds,
      { durable: 'builds', concurrency: 2, ackWaitMs: 2_000, retryDelayMs: 50 },
      async (_, attempt) => {
        attempts.push(attempt);
        if (attempt < 3) throw new Error('not yet');
      },
    );
    await messaging.publish('toolyard.work.builds.retry', { id: 'retry' });
    await eventually(async () => attempts.length >= 3);
    await consumption.stop();
    expect(attempts).toEqual([1, 2, 3]);
  });

  test('keeps work that takes longer than the acknowledgement limit, because the worker sends heartbeats', async () => {
    let started = 0;
    let finish: () => void = () => undefined;
    const consumption = messaging.work(
      streams.builds,
      { durable: 'builds', concurrency: 2, ackWaitMs: 500 },
      async () => {
        started++;
        await new Promise<void>((resolve) => (finish = resolve));
      },
    );
    await messaging.publish('toolyard.work.builds.long', { id: 'long' });
    await eventually(async () => started === 1);
    const until = Date.now() + 1_800;
    await eventually(async () => started > 1 || Date.now() > until);
    finish();
    await consumption.stop();
    expect(started).toBe(1);
  });

  test('continues after a restart of NATS and loses no message', async () => {
    const done: string[] = [];
    await messaging.publish('toolyard.work.builds.kill', { id: 'before' });
    await nats.kill();
    await eventually(async () => !messaging.connected);
    const consumption = messaging.work<{ id: string }>(
      streams.builds,
      { durable: 'builds', concurrency: 1, ackWaitMs: 2_000 },
      async ({ id }) => {
        done.push(id);
      },
    );
    await nats.start();
    await eventually(async () => done.includes('before'), 20_000);
    await messaging.publish('toolyard.work.builds.kill', { id: 'after' });
    await eventually(async () => done.includes('after'), 20_000);
    await consumption.stop();
    expect(done).toEqual(['before', 'after']);
  });
});

describe('the event relay', () => {
  test('stores an event relayed twice once and continues after its checkpoint', async () => {
    const event = {
      id: '0b0f4e9e-6d1a-4b58-9f3e-0f6f4b1f7f10',
      stream: 'server-1',
      type: 'ServerCreated',
      data: { name: 'x' },
      position: 42n,
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    const relay = await EventRelay.open(messaging, 'registry', 'store-1');
    expect(relay.checkpoint.from).toBeUndefined();
    await relay.relay(event);
    await relay.relay(event);
    expect((await EventRelay.open(messaging, 'registry', 'store-1')).checkpoint.from).toBe(42n);
    expect((await EventRelay.open(messaging, 'registry', 'a restored store')).checkpoint.from).toBeUndefined();
    const seen: unknown[] = [];
    const consumption = messaging.consume(streams.events, options('subscriber'), async (messages) => {
      for (const message of messages) {
        seen.push([message.subject, message.data]);
        message.ack();
      }
    });
    await eventually(async () => seen.length >= 1);
    await consumption.stop();
    expect(seen).toEqual([
      [
        'toolyard.events.server.ServerCreated',
        expect.objectContaining({
          specversion: '1.0',
          id: event.id,
          type: 'ServerCreated',
          subject: 'server-1',
          data: { name: 'x' },
        }),
      ],
    ]);
  });
});

describe('a followed bucket', () => {
  interface Log {
    put: [string, string | null][];
    retained: string[][];
  }
  function follow(bucket: string, options: { keys?: string; updatesOnly?: boolean } = {}) {
    const log: Log = { put: [], retained: [] };
    const following = messaging.follow(
      bucket,
      {
        put: (key, text) => log.put.push([key, text]),
        retain: (keys) => log.retained.push([...keys].toSorted()),
      },
      options,
    );
    return { log, following };
  }

  test('lists what it holds, says which keys exist, and hands over changes', async () => {
    const bucket = await messaging.kv('followed-a');
    for (const key of ['route.a', 'route.b', 'other']) await bucket.put(key, `${key} 1`);
    await bucket.delete('route.b');
    const { log, following } = follow('followed-a', { keys: 'route.*' });
    await eventually(() => log.retained.length > 0);
    expect(log.retained).toEqual([['route.a']]);
    await bucket.put('route.c', 'c 1');
    await bucket.delete('route.a');
    await eventually(() => log.put.length >= 4);
    expect(log.put.slice(-2)).toEqual([
      ['route.c', 'c 1'],
      ['route.a', null],
    ]);
    await following.stop();
    await bucket.put('route.d', 'd 1');
    expect(log.retained).toHaveLength(1);
    expect(log.put).not.toContainEqual(['route.d', 'd 1']);
  });

  test('that is empty has a complete listing without keys', async () => {
    const { log, following } = follow('followed-b');
    await eventually(() => log.retained.length > 0);
    expect(log.retained).toEqual([[]]);
    await following.stop();
  });

  test('hands over updates alone where only they are asked for', async () => {
    const bucket = await messaging.kv('followed-c');
    await bucket.put('a', 'old');
    const { log, following } = follow('followed-c', { updatesOnly: true });
    await eventually(async () => {
      await bucket.put('a', 'new');
      return log.put.length > 0;
    });
    expect(log.put[0]).toEqual(['a', 'new']);
    expect(log.retained).toEqual([]);
    await following.stop();
  });

  test('is listed again after its follower failed', async () => {
    const bucket = await messaging.kv('followed-d');
    await bucket.put('a', '1');
    const failures: unknown[] = [];
    let attempts = 0;
    const following = messaging.follow(
      'followed-d',
      {
        put: () => {
          if (attempts++ === 0) throw new Error('once');
        },
      },
      { onFailure: (error) => failures.push(error) },
    );
    await eventually(() => attempts > 1);
    expect(failures).toHaveLength(1);
    await following.stop();
  });
});
