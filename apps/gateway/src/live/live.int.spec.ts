import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buckets, subjects } from '@toolyard/contracts';
import type { Messaging } from '@toolyard/messaging';
import { type Engines, eventually, type GuardedProcess, startEngines, startGuarded } from '@toolyard/service/testing';
import { EventSourceParserStream } from 'eventsource-parser/stream';

let engines: Engines;
let messaging: Messaging;
let gateway: GuardedProcess;
let url: string;

beforeAll(async () => {
  engines = await startEngines();
  ({ messaging } = await engines.clients());
  const nowhere = 'http://127.0.0.1:9';
  const siblings = Object.fromEntries(
    ['IDENTITY', 'REGISTRY', 'BUILDS', 'SECRETS', 'ANALYTICS', 'RUNTIME'].map((name) => [
      `TOOLYARD_${name}_URL`,
      nowhere,
    ]),
  );
  gateway = await startGuarded(process.execPath, ['--enable-source-maps', join(import.meta.dirname, '../main.js')], {
    env: { ...engines.env, ...siblings, TOOLYARD_QUOTAS: 'event_streams_per_account=5' },
  });
  const line = await gateway.line((each) => each.includes('gateway answers at the public port'), 30_000);
  url = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`;
  await eventually(async () => (await fetch(`${url}/api/v1/events`)).status === 401, 20_000);
});

afterAll(async () => {
  await gateway?.kill();
  await engines?.stop();
});

interface Follower {
  events: { event?: string; id?: string; data: any }[];
  stop(): void;
}

async function follow(token: string, after?: string): Promise<Follower> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/v1/events`, {
    headers: { authorization: `Bearer ${token}`, ...(after ? { 'last-event-id': after } : {}) },
    signal: abort.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: Follower['events'] = [];
  const read = async () => {
    for await (const { event, id, data } of response
      .body!.pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream()))
      events.push({ event, id, data: JSON.parse(data) });
  };
  void read().catch(() => undefined);
  return { events, stop: () => abort.abort() };
}

const edited = (serverId: string) =>
  messaging.publish(
    subjects.event('server', 'ServerEdited'),
    {
      type: 'ServerEdited',
      subject: `server-${serverId}`,
      time: new Date().toISOString(),
      data: { serverId, description: 'not for everyone' },
    },
    { id: randomBytes(8).toString('hex') },
  );

const ids = ({ events }: Follower) => events.filter(({ event }) => event === 'change').map(({ data }) => data.id);

describe('the stream of changes', () => {
  test('reports changes without their content, and resumes without a gap or a repetition', async () => {
    const first = await follow(engines.env['TOOLYARD_ADMIN_TOKEN']!);
    await edited('s1');
    await eventually(() => ids(first).length === 1);
    expect(first.events.at(-1)).toMatchObject({
      event: 'change',
      data: { noun: 'server', type: 'ServerEdited', id: 's1', serverId: 's1' },
    });
    expect(JSON.stringify(first.events)).not.toContain('not for everyone');
    first.stop();
    await edited('s2');
    await edited('s3');
    const again = await follow(engines.env['TOOLYARD_ADMIN_TOKEN']!, first.events.at(-1)!.id);
    await eventually(() => ids(again).length === 2);
    expect(ids(again)).toEqual(['s2', 's3']);
    again.stop();
  });

  test('requests a new read of everything when missed changes are not kept', async () => {
    const follower = await follow(engines.env['TOOLYARD_ADMIN_TOKEN']!, '999999');
    await eventually(() => follower.events.some(({ event }) => event === 'reset'));
    follower.stop();
  });

  test('reports to a member only the servers that they may use', async () => {
    const member = await follow(engines.principal({ usable: { default: false, servers: { s5: true } } }).token);
    await edited('s4');
    await edited('s5');
    await eventually(() => ids(member).length > 0);
    expect(ids(member)).toEqual(['s5']);
    member.stop();
  });

  test('reports the number of calls in progress over all gateways', async () => {
    const follower = await follow(engines.env['TOOLYARD_ADMIN_TOKEN']!);
    messaging.connection.publish('toolyard.live.calls', JSON.stringify({ gateway: 'a', servers: { s1: 2 } }));
    messaging.connection.publish('toolyard.live.calls', JSON.stringify({ gateway: 'b', servers: { s1: 1 } }));
    await eventually(() => follower.events.some(({ event, data }) => event === 'calls' && data.servers.s1 === 3));
    follower.stop();
  });

  test('needs a sign-in', async () => {
    expect((await fetch(`${url}/api/v1/events`)).status).toBe(401);
    expect((await fetch(`${url}/api/v1/events`, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });
});

test('the health of every service is answered to every account, also while services are missing', async () => {
  // Until its access table is loaded, a gateway reports that it admits no one.
  await (await messaging.kv(buckets.access)).put('jwks', JSON.stringify({ keys: [] }));
  const health = await eventually(async () => {
    const answer = await fetch(`${url}/api/v1/health`, {
      headers: { authorization: `Bearer ${engines.principal().token}` },
    });
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { services: { gateway: { status: string } } };
    return body.services.gateway.status === 'ok' ? body : undefined;
  });
  expect(health).toMatchObject({
    status: 'failing',
    services: { gateway: { status: 'ok' }, builds: { status: 'missing' } },
  });
});

test('one account opens as many streams as its quota, with any of its keys, and another still gets one', async () => {
  const greedy = engines.principal();
  const sameAccount = engines.principal({ userId: greedy.userId });
  const streams: Follower[] = [];
  for (const token of [greedy.token, greedy.token, sameAccount.token, sameAccount.token, greedy.token])
    streams.push(await follow(token));
  const refused = await fetch(`${url}/api/v1/events`, { headers: { authorization: `Bearer ${sameAccount.token}` } });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  expect(await refused.json()).toMatchObject({
    code: 'quota_exceeded',
    details: { quota: 'event_streams_per_account', limit: 5, use: 5 },
  });
  streams.push(await follow(engines.principal().token));
  streams[0]!.stop();
  await eventually(async () => {
    const again = new AbortController();
    const { status } = await fetch(`${url}/api/v1/events`, {
      headers: { authorization: `Bearer ${greedy.token}` },
      signal: again.signal,
    });
    again.abort();
    return status === 200;
  });
  for (const stream of streams) stream.stop();
});
