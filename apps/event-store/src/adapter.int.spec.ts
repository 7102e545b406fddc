import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Decider, EventStoreDb, handle, type StoredEvent, View } from '@toolyard/event-store';
import { eventStoreFeatures } from '@toolyard/event-store/store-conformance';
import { eventually } from '@toolyard/event-store/testing';
import { restore, backUp } from './storage/backup.js';
import { happened, Sandbox, startServerProcess } from './testing/event-store.fixture.js';

let shared: Sandbox | undefined;
afterAll(() => shared?.remove());

eventStoreFeatures('the event store over gRPC', async () => {
  shared = await Sandbox.create();
  return new EventStoreDb((await shared.start()).url);
});

const numbers = (events: StoredEvent[]): number[] => events.map((event) => (event.data as { n: number }).n);

describe('the adapter when the event store misbehaves', () => {
  let sandbox: Sandbox;
  const connect = (url: string, timeoutMs?: number) => sandbox.connect(url, timeoutMs);

  beforeEach(async () => {
    sandbox = await Sandbox.create();
  });
  afterEach(() => sandbox.remove());

  test('with a password no call is taken that does not carry it', async () => {
    const server = await sandbox.start(0, 'the password');
    const as = (user: string) => connect(server.url.replace('://', `://${user}`), 2_000);
    const owner = as('toolyard:the%20password@');
    await owner.append('a-1', [happened(1)], { expected: 'none' });
    expect(numbers(await owner.read('a-1'))).toEqual([1]);
    for (const stranger of [as(''), as('toolyard:another@')]) {
      await expect(stranger.append('a-1', [happened(2)], { expected: 'any' })).rejects.toThrow();
      await expect(stranger.read('a-1')).rejects.toThrow();
    }
    expect(numbers(await owner.read('a-1'))).toEqual([1]);
  });

  test('a full disk is named as such, keeps what is stored, and takes events again once there is room', async () => {
    const folder = join(sandbox.folder, 'small');
    mkdirSync(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]);
    const server = await startServerProcess(folder);
    try {
      const store = connect(server.url);
      await store.append('a-1', [happened(1)], { expected: 'none' });
      const large = { type: 'Happened', data: { text: 'x'.repeat(900_000) } };
      const filling = async () => {
        for (let n = 0; n < 10; n++) await store.append(`large-${n}`, [large], { expected: 'none' });
      };
      await expect(filling()).rejects.toMatchObject({ code: 'event_store_full' });
      expect(numbers(await store.read('a-1'))).toEqual([1]);
      execFileSync('mount', ['-o', 'remount,size=20m', folder]);
      await store.append('a-1', [happened(2)], { expected: 0 });
      expect(numbers(await store.read('a-1'))).toEqual([1, 2]);
    } finally {
      await server.kill();
      execFileSync('umount', [folder]);
    }
  });

  test('a store that is not there is named as such, and used as soon as it is', async () => {
    const first = await sandbox.start();
    await first.terminate();
    const impatient = connect(first.url, 200);
    await expect(impatient.append('a-1', [happened(1)], { expected: 'none' })).rejects.toMatchObject({
      code: 'event_store_unavailable',
    });
    await expect(impatient.read('a-1')).rejects.toMatchObject({ code: 'event_store_unavailable' });
    await expect(impatient.ping()).rejects.toThrow();
    const patient = connect(first.url);
    const appended = patient.append('a-1', [happened(1)], { expected: 'none' });
    await sandbox.start(first.port);
    await appended;
    expect(numbers(await patient.read('a-1'))).toEqual([1]);
  });

  test('a store that accepts connections and never answers is given up in time', async () => {
    const sockets = new Set<Socket>();
    const silent: Server = createServer((socket) => void sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    try {
      const store = connect(`esdb://127.0.0.1:${port}?tls=false`, 300);
      await expect(store.append('a-1', [happened(1)], { expected: 'none' })).rejects.toMatchObject({
        code: 'event_store_unavailable',
      });
      await expect(store.read('a-1')).rejects.toMatchObject({ code: 'event_store_unavailable' });
    } finally {
      sockets.forEach((socket) => socket.destroy());
      silent.close();
    }
  });

  test.each(['terminate', 'kill'] as const)(
    'following survives a restart of the store (%s): no event is lost and none comes twice',
    async (end) => {
      let server = await sandbox.start();
      const store = connect(server.url);
      const seen: StoredEvent[] = [];
      const following = store.follow({ prefixes: ['a-'], onEvent: (event) => void seen.push(event) });
      await following.caughtUp;
      for (let round = 0; round < 3; round++) {
        for (let n = 0; n < 10; n++) await store.append('a-1', [happened(round * 10 + n)], { expected: 'any' });
        await server[end]();
        await eventually(() => !following.connected);
        server = await sandbox.start(server.port);
      }
      await store.append('a-1', [happened(30)], { expected: 'any' });
      await eventually(() => seen.length >= 31);
      expect(numbers(seen)).toEqual(Array.from({ length: 31 }, (_, n) => n));
    },
  );

  test('appends under way during a restart are each stored once', async () => {
    const server = await sandbox.start();
    const store = connect(server.url);
    await store.append('warm-1', [happened(0)], { expected: 'none' });
    const appends = Array.from({ length: 200 }, (_, n) =>
      store.append(`a-${n % 10}`, [happened(n)], { expected: 'any' }),
    );
    await server.kill();
    await sandbox.start(server.port);
    await Promise.all(appends);
    const events = (await Promise.all(Array.from({ length: 10 }, (_, n) => store.read(`a-${n}`)))).flat();
    expect(numbers(events).sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  test('commands handled while the store is killed are each stored once, and every view agrees', async () => {
    let server = await sandbox.start();
    const counter: Decider<number, number, { type: 'Counted'; data: { by: number } }> = {
      initial: 0,
      decide: (by) => [{ type: 'Counted', data: { by } }],
      evolve: (total, event) => total + event.data.by,
    };
    const replicas = [connect(server.url), connect(server.url)];
    const folds = replicas.map(() => 0);
    const views = replicas.map((store, index) => new View(store, ['count-'], () => void folds[index]!++));
    await Promise.all(views.map((view) => view.start()));
    let [handled, running] = [0, true];
    const workers = Array.from({ length: 6 }, async (_, worker) => {
      while (running) {
        await handle(replicas[worker % 2]!, `count-${worker % 3}`, counter, 1);
        handled++;
      }
    });
    for (let round = 0; round < 3; round++) {
      const before = handled;
      await eventually(() => handled > before + 20);
      await server.kill();
      server = await sandbox.start(server.port);
    }
    running = false;
    await Promise.all(workers);
    const stored = await Promise.all([0, 1, 2].map((n) => replicas[0]!.read(`count-${n}`)));
    expect(stored.flat()).toHaveLength(handled);
    await eventually(() => folds.every((events) => events >= handled));
    expect(folds).toEqual([handled, handled]);
    await Promise.all(views.map((view) => view.stop()));
  });

  test('a follower of a store that a backup replaced gets an error, and no event of the other store', async () => {
    const server = await sandbox.start();
    const store = connect(server.url);
    await store.append('a-1', [happened(1)], { expected: 'none' });
    backUp(sandbox.database, `${sandbox.folder}/backup.db`);
    const before = await store.identity();
    let replaced = 0;
    const seen: StoredEvent[] = [];
    const following = store.follow({
      prefixes: ['a-'],
      onEvent: (event) => void seen.push(event),
      onReplaced: () => void replaced++,
    });
    await following.caughtUp;
    await server.terminate();
    restore(`${sandbox.folder}/backup.db`, sandbox.database);
    await sandbox.start(server.port);
    await eventually(() => replaced === 1);
    expect(numbers(seen)).toEqual([1]);
    expect(await store.identity()).not.toBe(before);
  });

  test('a stream of 5,000 events is read completely', async () => {
    const store = connect((await sandbox.start()).url);
    for (let n = 0; n < 5_000; n += 500)
      await store.append(
        'a-1',
        Array.from({ length: 500 }, (_, i) => happened(n + i)),
        { expected: 'any' },
      );
    expect(numbers(await store.read('a-1'))).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
  });
});
