import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cloudEventOf, services, subjects } from '@toolyard/contracts';
import { EventRelay, Messaging, type RelayedEvent } from '@toolyard/messaging';
import { type Engine, type GuardedProcess, startGuarded, startNats } from './testing/index.js';

/** The example as the user `subscriber` of infra/nats/nats.conf, with events as `registry` publishes them. */
const root = resolve(import.meta.dirname, '../../..');
const passwordOf = (user: string) => `of-${user}`;
const passwords = Object.fromEntries(
  [...services, 'subscriber'].map((user) => [`NATS_${user.toUpperCase()}_PASSWORD`, passwordOf(user)]),
);

let folder: string;
let nats: Engine;
let messaging: Messaging;
let relay: EventRelay;
let api: Server;
let subscriber: GuardedProcess;
/** What the API answers, by id, a server on each page. */
const stored: { id: string; name: string; disabled: boolean; tools?: number }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolyard-subscriber-'));
  const file = join(folder, 'nats.conf');
  const conf = readFileSync(join(root, 'infra/nats/nats.conf'), 'utf8');
  writeFileSync(file, conf.replace('store_dir: /data', `store_dir: "${join(folder, 'nats')}"`));
  nats = await startNats(folder, { file, env: passwords });
  const login = { user: 'registry', password: passwordOf('registry') };
  messaging = await Messaging.connect({ url: nats.url, name: 'test', ...login });
  await messaging.ensureStreams();
  relay = await EventRelay.open(messaging, 'registry', 'store-1');
  api = createServer((req, res) => {
    const query = new URL(req.url!, 'http://api').searchParams;
    const at = Number(query.get('cursor') ?? 0);
    if (req.headers.authorization !== 'Bearer ty_read') return void res.writeHead(401).end();
    const visible = stored.filter(({ disabled }) => !disabled || query.get('deactivated') === 'true');
    const nextCursor = at + 1 < visible.length ? String(at + 1) : null;
    res.end(JSON.stringify({ items: visible.slice(at, at + 1), nextCursor }));
  });
  await new Promise<void>((listening) => api.listen(0, '127.0.0.1', listening));
});

afterAll(async () => {
  await subscriber?.kill();
  await messaging?.close();
  await nats?.stop();
  api?.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  subscriber = await startGuarded(
    process.execPath,
    [join(root, 'docs/examples/subscriber/subscriber.js'), join(folder, 'servers.json')],
    {
      env: {
        NODE_OPTIONS: '',
        NATS_URL: nats.url,
        NATS_PASSWORD: passwordOf('subscriber'),
        TOOLYARD_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
        TOOLYARD_API_KEY: 'ty_read',
      },
    },
  );
  await subscriber.line((line) => line === 'following');
}

const event = (position: number, type: string, data: object): RelayedEvent => ({
  id: `evt_${position}`,
  stream: 'server-srv_1',
  type,
  data: { serverId: 'srv_1', ...data, at: '2026-11-27T12:00:00.000Z' },
  position: BigInt(position),
  createdAt: '2026-11-27T12:00:00.000Z',
});

async function publish(published: RelayedEvent): Promise<void> {
  await relay.relay(published);
  await subscriber.line((line) => line.startsWith(`applied ${published.id}:`));
}

/** As a publication that is repeated when JetStream has forgotten the first one. */
async function repeat({ position: _position, ...published }: RelayedEvent): Promise<void> {
  await messaging.publish(subjects.event('server', published.type), cloudEventOf(published));
  await subscriber.line((line) => line.startsWith(`skipped ${published.id}:`));
}

const copy = () =>
  (JSON.parse(readFileSync(join(folder, 'servers.json'), 'utf8')) as { servers: Record<string, object> }).servers;

test('the example subscriber keeps a copy of all servers through repetitions, a crash and a NATS restart', async () => {
  stored.push(
    { id: 'srv_8', name: 'Earlier', disabled: true },
    { id: 'srv_9', name: 'Before', disabled: false, tools: 3 },
  );
  const created = event(1, 'ServerCreated', { slug: 'weather', name: 'Weather' });
  const edited = event(2, 'ServerEdited', { name: 'Rain' });
  const before = { srv_8: { name: 'Earlier', disabled: true }, srv_9: { name: 'Before', disabled: false } };
  await start();
  await publish(created);
  await publish(edited);
  const rain = { slug: 'weather', name: 'Rain', disabled: false };
  expect(copy()).toEqual({ ...before, srv_1: rain });
  await repeat(created);
  expect(copy()).toEqual({ ...before, srv_1: rain });

  await subscriber.kill();
  const snow = { id: 'srv_1', slug: 'weather', name: 'Snow', disabled: false };
  await relay.relay(event(3, 'ServerEdited', { name: 'Snow' }));
  stored.splice(0, 2, snow);
  await start();
  expect(Object.values(copy())).toEqual([{ slug: 'weather', name: 'Snow', disabled: false }]);
  await repeat(edited);
  expect(copy()).toMatchObject({ srv_1: { name: 'Snow' } });

  await nats.kill();
  stored.push({ id: 'srv_2', name: 'Made meanwhile', disabled: false });
  await nats.start();
  await subscriber.line((line) => line === 'read 2 servers');
  await publish(event(4, 'ServerDisabled', {}));
  expect(copy()).toEqual({
    srv_1: { slug: 'weather', name: 'Snow', disabled: true },
    srv_2: { name: 'Made meanwhile', disabled: false },
  });
  await publish(event(5, 'ServerDeleted', { slug: 'weather' }));
  expect(Object.keys(copy())).toEqual(['srv_2']);
}, 90_000);
