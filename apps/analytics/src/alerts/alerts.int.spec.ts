import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ToolCall } from '@toolyard/contracts';
import type { EventStoreDb } from '@toolyard/event-store';
import type { Messaging } from '@toolyard/messaging';
import { type Engines, eventually, type RunningService, serverCreated, startEngines } from '@toolyard/service/testing';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { recordCalls, toolCall } from '../testing/records.js';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let engines: Engines;
let service: RunningService;
let messaging: Messaging;
let store: EventStoreDb;
let outside: Server;
let smtp: SMTPServer;
let origin: string;
let env: Record<string, string>;
const received: Received[] = [];
const mails: string[] = [];
/** Paths that answer 500 so many times more. */
const failing = new Map<string, number>();
let ids = 0;

const actor = { kind: 'user' as const, id: 'usr_owner', name: 'Owner' };
const api = <T = any>(method: string, path: string, body?: unknown, token?: string) =>
  service.call<T>(method, `/api/v1${path}`, body, { token });

beforeAll(async () => {
  outside = createServer((request, response) => {
    void text(request).then((body) => {
      const path = request.url!;
      const left = failing.get(path) ?? 0;
      failing.set(path, left - 1);
      if (left <= 0) received.push({ path, headers: request.headers, body });
      response.writeHead(left > 0 ? 500 : 204).end();
    });
  });
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  const host = `127.0.0.1:${(outside.address() as AddressInfo).port}`;
  origin = `http://${host}`;
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      let mail = '';
      stream.setEncoding('utf8');
      stream.on('data', (part: string) => (mail += part));
      stream.on('end', () => {
        mails.push(mail);
        done();
      });
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  engines = await startEngines();
  ({ messaging, store } = await engines.clients());
  env = {
    TOOLYARD_ALERT_SECONDS: '1',
    TOOLYARD_ALERT_RETRY_SECONDS: '1',
    TOOLYARD_ALERT_HOSTS: host,
    TOOLYARD_SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
    TOOLYARD_MAIL_FROM: 'Toolyard <toolyard@example.test>',
  };
  service = await engines.service('analytics', env);
}, 90_000);

afterAll(async () => {
  await engines?.stop();
  outside?.close();
  await new Promise<void>((resolve) => (smtp ? smtp.close(() => resolve()) : resolve()));
}, 60_000);

async function createdServer(): Promise<string> {
  const serverId = `srv_alert${++ids}`;
  const created = serverCreated({ serverId, slug: serverId, name: `Server ${ids}`, actor });
  await store.append(`server-${serverId}`, [created], { expected: 'none' });
  await eventually(async () => (await api('GET', `/servers/${serverId}/logs`)).status === 200);
  return serverId;
}

const record = (serverId: string, count: number, callClass: ToolCall['class']) =>
  recordCalls(
    messaging,
    service,
    Array.from({ length: count }, () => toolCall({ id: `call_alert${++ids}`, serverId, class: callClass })),
  );

const watch = async (serverId: string, more: object = {}) =>
  (
    await api('POST', '/alerts', {
      name: `Errors of ${serverId}`,
      measure: 'error_rate',
      serverId,
      threshold: 0.5,
      minimumCalls: 4,
      ...more,
    })
  ).body;
const webhook = async (path: string) =>
  (await api('POST', '/alert-channels', { kind: 'webhook', name: 'Hook', url: `${origin}${path}` })).body;
const at = (path: string) => received.filter((each) => each.path === path);
const stateOf = async (id: string) => (await api('GET', `/alerts/${id}`)).body;

describe('an alert', () => {
  test('sends one signed webhook and one mail when the error rate rises, and one of each when it falls', async () => {
    const serverId = await createdServer();
    const { id: channelId, secret } = await webhook('/rises');
    const mail = (await api('POST', '/alert-channels', { kind: 'email', name: 'Mail', to: ['ops@example.test'] })).body;
    const alert = await watch(serverId, { channelIds: [channelId, mail.id] });
    expect(alert).toMatchObject({ state: 'ok', scope: 'server', recoverAt: 0.4, incidents: [] });
    await record(serverId, 6, 'tool_error');
    await eventually(() => at('/rises').length === 1 && mails.length === 1, 20_000);
    const [firing] = at('/rises');
    const message = new Webhook(secret).verify(firing!.body, firing!.headers as Record<string, string>);
    expect(message).toMatchObject({
      type: 'alert.firing',
      data: { alertId: alert.id, serverId, measure: 'error_rate', value: 1, threshold: 0.5 },
    });
    expect(() => new Webhook(secret).verify(`${firing!.body} `, firing!.headers as Record<string, string>)).toThrow();
    expect(mails[0]).toContain('To: ops@example.test');
    expect(mails[0]).toContain('Subject: Firing:');
    expect(await stateOf(alert.id)).toMatchObject({ state: 'firing', incidents: [{ serverId, resolvedAt: null }] });
    expect((await api('POST', `/alerts/${alert.id}/acknowledge`)).body).toMatchObject({ state: 'acknowledged' });
    await record(serverId, 40, 'ok');
    await eventually(() => at('/rises').length === 2 && mails.length === 2, 20_000);
    expect(JSON.parse(at('/rises')[1]!.body)).toMatchObject({ type: 'alert.resolved' });
    const deliveries = await eventually(async () => {
      const { items } = (await api('GET', `/alerts/${alert.id}/deliveries`)).body;
      return items.length === 4 && items.every(({ status }: any) => status === 'delivered') && items;
    });
    expect(new Set(deliveries.map(({ id }: any) => id)).size).toBe(4);
    expect(deliveries.map(({ id }: any) => id)).toContain(firing!.headers['webhook-id']);
    expect(await stateOf(alert.id)).toMatchObject({ state: 'ok' });
  }, 90_000);

  test('that is silenced fires without a message', async () => {
    const serverId = await createdServer();
    const { id: channelId } = await webhook('/silenced');
    const alert = await watch(serverId, { channelIds: [channelId] });
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await api('POST', `/alerts/${alert.id}/silence`, { until })).body.silencedUntil).toBe(until);
    await record(serverId, 6, 'timeout');
    await eventually(async () => (await stateOf(alert.id)).state === 'firing', 20_000);
    await record(serverId, 40, 'ok');
    await eventually(async () => (await stateOf(alert.id)).state === 'ok', 20_000);
    expect((await api('GET', `/alerts/${alert.id}/deliveries`)).body.items).toEqual([]);
    expect(at('/silenced')).toEqual([]);
    expect((await api('POST', `/alerts/${alert.id}/silence`, { until: '2020-01-01T00:00:00Z' })).status).toBe(400);
    expect((await api('DELETE', `/alerts/${alert.id}/silence`)).status).toBe(204);
    expect((await stateOf(alert.id)).silencedUntil).toBeNull();
  }, 90_000);

  test('whose message did not arrive goes on after the service was killed, and arrives once', async () => {
    const serverId = await createdServer();
    failing.set('/restart', 2);
    const { id: channelId } = await webhook('/restart');
    const alert = await watch(serverId, { channelIds: [channelId] });
    await record(serverId, 6, 'upstream_down');
    await eventually(async () => {
      const { items } = (await api('GET', `/alerts/${alert.id}/deliveries`)).body;
      return items[0]?.attempts > 0 && items[0].error === 'The address answered with the status 500.';
    }, 20_000);
    await service.kill();
    service = await engines.service('analytics', env);
    await eventually(() => at('/restart').length > 0, 30_000);
    await eventually(async () => {
      const { items } = (await api('GET', `/alerts/${alert.id}/deliveries`)).body;
      return (
        items.length === 1 &&
        items[0].status === 'delivered' &&
        items[0].id === at('/restart')[0]!.headers['webhook-id']
      );
    }, 20_000);
    expect(at('/restart')).toHaveLength(1);
    expect((await stateOf(alert.id)).incidents).toHaveLength(1);
  }, 120_000);
});

describe('channels', () => {
  test('are tested with a message, also of Slack and Teams', async () => {
    for (const kind of ['slack', 'teams']) {
      const { id } = (await api('POST', '/alert-channels', { kind, name: kind, url: `${origin}/${kind}` })).body;
      expect((await api('POST', `/alert-channels/${id}/test`)).body).toEqual({ delivered: true });
    }
    expect(JSON.parse(at('/slack')[0]!.body).text).toMatch(/^Test: Test of slack: /);
    expect(JSON.parse(at('/teams')[0]!.body).attachments).toHaveLength(1);
  });

  test('show neither the path of an address nor a secret again', async () => {
    const created = await webhook('/secret-path');
    expect(created.secret).toMatch(/^whsec_/);
    const { text: listed } = await api('GET', '/alert-channels');
    expect(listed).toContain(created.id);
    for (const secret of ['secret-path', created.secret, 'sealed']) expect(listed).not.toContain(secret);
    const events = JSON.stringify((await store.read(`alertchannel-${created.id}`)).map(({ data }) => data));
    expect(events).toContain('sealed');
    for (const secret of ['secret-path', created.secret]) expect(events).not.toContain(secret);
    await api('PATCH', `/alert-channels/${created.id}`, { url: `${origin}/moved` });
    expect((await api('POST', `/alert-channels/${created.id}/test`)).body).toEqual({ delivered: true });
    const [moved] = at('/moved');
    expect(new Webhook(created.secret).verify(moved!.body, moved!.headers as Record<string, string>)).toMatchObject({
      type: 'alert.test',
    });
    expect((await api('DELETE', `/alert-channels/${created.id}`)).status).toBe(204);
    expect((await api('POST', `/alert-channels/${created.id}/test`)).status).toBe(404);
  });

  test('reach no private address that the configuration does not name', async () => {
    for (const url of [
      'https://127.0.0.1:9443/hook',
      'https://localhost:9443/',
      'http://127.0.0.1:9443/',
      'https://[::1]:9443/',
    ]) {
      const { id } = (await api('POST', '/alert-channels', { kind: 'webhook', name: url, url })).body;
      const { body } = await api('POST', `/alert-channels/${id}/test`);
      expect([url, body.delivered, body.error]).toEqual([url, false, expect.stringContaining('must be public')]);
    }
  });
});

describe('rules', () => {
  test('of every installation are there from the first start, and stay deleted', async () => {
    const names = async () => (await api('GET', '/alerts')).body.items.map(({ id }: any) => id);
    expect(await names()).toEqual(expect.arrayContaining(['alr_error_rate', 'alr_slow', 'alr_failed_deployment']));
    expect((await api('DELETE', '/alerts/alr_slow')).status).toBe(204);
    await service.stop();
    service = await engines.service('analytics', env);
    await eventually(async () => (await names()).includes('alr_error_rate'));
    expect(await names()).not.toContain('alr_slow');
  }, 60_000);

  test('of one server are for its developer and admins, the others for admins', async () => {
    const owner = engines.principal({ role: 'developer' });
    const member = engines.principal({ role: 'member' });
    const auditor = engines.principal({ role: 'auditor' });
    const serverId = `srv_own${++ids}`;
    const data = {
      serverId,
      slug: serverId,
      name: 'Own',
      actor: { ...actor, id: owner.userId },
      at: new Date().toISOString(),
    };
    await store.append(`server-${serverId}`, [{ type: 'ServerCreated', data }], { expected: 'none' });
    await eventually(async () => (await api('GET', `/servers/${serverId}/logs`)).status === 200);
    const input = { name: 'Slow', measure: 'p95', serverId, threshold: 500 };
    const { status, body } = await api('POST', '/alerts', input, owner.token);
    expect([status, body.recoverAt, body.scope]).toEqual([201, 400, 'server']);
    expect((await api('GET', '/alerts', undefined, owner.token)).body.items.map(({ id }: any) => id)).toEqual([
      body.id,
    ]);
    const edited = await api('PATCH', `/alerts/${body.id}`, { threshold: 1_000 }, owner.token);
    expect(edited.body).toMatchObject({ threshold: 1_000, recoverAt: 800, name: 'Slow' });
    expect((await api('PATCH', `/alerts/${body.id}`, { scope: 'each' }, owner.token)).status).toBe(403);
    expect((await api('POST', '/alerts', { ...input, serverId: undefined }, owner.token)).status).toBe(403);
    expect((await api('DELETE', `/alerts/${body.id}`, undefined, auditor.token)).status).toBe(403);
    expect((await api('GET', `/alerts/${body.id}`, undefined, auditor.token)).status).toBe(200);
    expect((await api('GET', '/alerts', undefined, member.token)).status).toBe(403);
    expect((await api('POST', '/alert-channels', { kind: 'slack', name: 'x', url: origin }, owner.token)).status).toBe(
      403,
    );
    expect((await api('DELETE', `/alerts/${body.id}`, undefined, owner.token)).status).toBe(204);
  });

  test.each([
    [{ name: 'x', measure: 'luck' }],
    [{ name: 'x', measure: 'error_rate', threshold: 1.5 }],
    [{ name: 'x', measure: 'p95', threshold: 5, recoverAt: 5 }],
    [{ name: 'x', measure: 'p95', threshold: 5, scope: 'server' }],
    [{ name: 'x', measure: 'p95', threshold: 5, windowMinutes: 0 }],
    [{ measure: 'p95', threshold: 5 }],
    [{ name: 'x', measure: 'p95', threshold: 5, colour: 'red' }],
  ])('of %j are refused with a reason', async (input) => {
    const { status, body } = await api('POST', '/alerts', input);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.message.length).toBeGreaterThan(20);
  });
});
