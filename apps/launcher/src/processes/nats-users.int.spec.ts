import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kvm } from '@nats-io/kv';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buckets, subjects } from '@toolyard/contracts';
import { DataFolder } from '../data-folder.js';
import { DiskReserve } from '../disk-reserve.js';
import { freePorts } from '../ports.js';
import { Child } from './child.js';
import type { Layout } from './layout.js';
import { natsLogin, natsSpec } from './nats.js';
import { LogFile } from './log-file.js';

const silent = { info() {}, warn() {} };
let folder: string;
let layout: Layout;
let nats: Child;
const connections: NatsConnection[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toolyard-users-'));
  const data = DataFolder.open(folder);
  const [port] = await freePorts(1);
  layout = { data, env: {}, ports: { nats: port } } as unknown as Layout;
  const spec = natsSpec(layout, new DiskReserve(folder, silent));
  nats = new Child(spec, new LogFile(join(data.logs, 'nats.log')), silent, () => {});
  await nats.start();
});

afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await nats.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function as(user: 'identity' | 'gateway' | 'builds' | 'subscriber'): Promise<NatsConnection> {
  const login = natsLogin(layout, user) as { user: string; password: string };
  const connection = await connect({ port: layout.ports.nats, user: login.user, pass: login.password });
  connections.push(connection);
  return connection;
}

describe('the users of the embedded NATS', () => {
  test('are needed', async () => {
    await expect(connect({ port: layout.ports.nats })).rejects.toThrow(/authorization/i);
  });

  test('write their own buckets and read those of others, but do not write them', async () => {
    const own = await new Kvm(await as('identity')).create(buckets.access);
    await own.put('user.a', 'admin');
    const foreign = await new Kvm(await as('gateway')).create(buckets.access);
    expect((await foreign.get('user.a'))?.string()).toBe('admin');
    await expect(foreign.put('user.b', 'admin')).rejects.toThrow(/permissions violation/i);
    await expect(foreign.destroy()).rejects.toThrow(/permissions violation/i);
    expect(await own.get('user.b')).toBeNull();
  });

  test('outside of the installation read events and nothing else', async () => {
    const subscriber = await as('subscriber');
    const events = subscriber.subscribe(subjects.event('server', '*'), { max: 1 });
    await subscriber.flush();
    (await as('builds')).publish(subjects.event('server', 'ServerCreated'), 'stored');
    for await (const message of events) expect(message.string()).toBe('stored');
    const refused = subscriber.subscribe('toolyard.logs.>');
    await expect((async () => void (await refused[Symbol.asyncIterator]().next()))()).rejects.toThrow(
      /permissions violation/i,
    );
    const heard = (await as('gateway')).subscribe('probe.forged', { timeout: 1_000 });
    subscriber.publish(subjects.event('server', 'ServerDeleted'), 'forged');
    subscriber.publish('probe.forged', 'forged');
    await expect((async () => void (await heard[Symbol.asyncIterator]().next()))()).rejects.toThrow(/timeout/i);
  });

  test('answer requests to their own service alone', async () => {
    const connection = await as('builds');
    const refused = connection.subscribe('identity.principals.resolve');
    await expect((async () => void (await refused[Symbol.asyncIterator]().next()))()).rejects.toThrow(
      /permissions violation/i,
    );
    connection.subscribe('builds.deployments.get', { callback: (_error, message) => void message.respond('here') });
    const answer = await (await as('gateway')).request('builds.deployments.get');
    expect(answer.string()).toBe('here');
  });
});
