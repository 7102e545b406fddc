import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kvm } from '@nats-io/kv';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buckets, type Route } from '@toolyard/contracts';
import { type Engine, startNats } from '@toolyard/service/testing';
import { serversStarting } from './container-addresses.js';

let folder: string;
let nats: Engine;
let connection: NatsConnection;
const target = { replica: 'a', host: '10.213.0.2', port: 80 };
const never = new AbortController().signal;
const starting = (waitMs: number) => serversStarting({ url: nats.url, token: undefined }, 'this run', waitMs, never);

async function store(name: string, about: Partial<Route>): Promise<void> {
  const bucket = await new Kvm(connection).create(buckets.routes, { history: 1 });
  await bucket.put(`route.${name}`, JSON.stringify({ name, status: 'live', targets: [], draining: [], ...about }));
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toolyard-starting-'));
  nats = await startNats(folder);
  connection = await connect({ servers: nats.url });
});

afterEach(async () => {
  await connection.close();
  await nats.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('servers that are still starting', () => {
  test('are the live ones without a container that was confirmed in this run', async () => {
    await store('answers', { targets: [target], runId: 'this run' });
    await store('disabled', { status: 'disabled' });
    await store('old-address', { targets: [target], runId: 'an earlier run' });
    await store('empty', { runId: 'this run' });
    expect((await starting(0)).toSorted()).toEqual(['empty', 'old-address']);
  });

  test('are waited for until they have one', async () => {
    await store('slow', {});
    const waiting = starting(60_000);
    await store('slow', { targets: [target], runId: 'this run' });
    expect(await waiting).toEqual([]);
  });

  test('are none where nothing was deployed', async () => {
    expect(await starting(0)).toEqual([]);
  });
});
