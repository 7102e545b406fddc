import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, Delete, Get, Module, Param, Post, Put } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { type Actor, Rejected, type Requests, type Server as McpServer } from '@toolyard/contracts';
import { Answers, correlationId, Requester } from '@toolyard/messaging';
import { IsString, MaxLength } from 'class-validator';
import { Allow, CurrentActor, loadConfig, RefusedActions, runService, ServiceConfig } from './index.js';
import { type Engine, eventually, type IdentityStandIn, standInForIdentity, startNats } from './testing/index.js';

const token = 'the-admin-token-of-this-test';

class Thing {
  @IsString()
  @MaxLength(5, { message: 'name has at most 5 characters' })
  name!: string;
}

const recorded: Requests['identity.refusals.record']['request']['refusals'] = [];

@Controller('things')
class ThingsController {
  @Post()
  create(@Body() thing: Thing, @CurrentActor() actor: Actor): unknown {
    return { name: thing.name, by: actor.name, correlationId: correlationId() };
  }

  @Get(':id')
  read(@Param('id') id: string): never {
    if (id === 'broken') throw new Error('with a password in it');
    throw new Rejected('not_found', `There is no thing ${id}.`, { id });
  }

  @Delete(':id')
  @Allow(['anyone'], { session: true })
  remove(): void {}

  @Get()
  @Allow(['anyone'])
  list(): never {
    throw new Rejected('forbidden', 'This key is limited to other things.');
  }

  @Put(':id')
  @Allow(['anyone'])
  replace(): never {
    throw new Rejected('forbidden', 'This thing is not yours.');
  }

  @Answers('identity.refusals.record')
  record(@Payload() { refusals }: Requests['identity.refusals.record']['request']): { recorded: boolean } {
    recorded.push(...refusals);
    return { recorded: true };
  }

  @Answers('registry.servers.get')
  answer(@Payload() request: Requests['registry.servers.get']['request']): McpServer {
    if (request.serverId === 'absent')
      throw new Rejected('not_found', 'There is no such server.', { serverId: 'absent' });
    return { id: request.serverId, name: correlationId() } as McpServer;
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

let folder: string;
let nats: Engine;
let identity: IdentityStandIn;
let app: Awaited<ReturnType<typeof runService>>;
let base: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolyard-service-'));
  nats = await startNats(folder);
  identity = await standInForIdentity(nats.url, token);
  const config = loadConfig(ServiceConfig, {
    TOOLYARD_DATA: folder,
    TOOLYARD_INSTANCE: 'test',
    TOOLYARD_PUBLIC_URL: 'http://localhost:1',
    TOOLYARD_ADMIN_TOKEN: token,
    TOOLYARD_SERVICE_KEY: Buffer.alloc(32).toString('base64'),
    EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false',
    NATS_URL: nats.url,
  });
  app = await runService({ name: 'things', config, module: ThingsModule, eventStore: false });
  base = `http://127.0.0.1:${((app.getHttpServer() as Server).address() as AddressInfo).port}`;
});

afterAll(async () => {
  await app?.close();
  await identity?.stop();
  await nats?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function call(path: string, init: RequestInit = {}): Promise<{ status: number; body: any; headers: Headers }> {
  const answer = await fetch(base + path, {
    ...init,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(init.headers as Record<string, string>),
    },
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

describe('every service', () => {
  test('refuses a request without a token, with a wrong one, and with a scheme that is not Bearer', async () => {
    for (const authorization of ['', 'Bearer wrong', `Basic ${Buffer.from(`x:${token}`).toString('base64')}`]) {
      const answer = await call('/things', { method: 'POST', body: '{"name":"a"}', headers: { authorization } });
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('accepts the cookie of a login session, but no change from a page of another origin', async () => {
    const { token: session } = identity.principal({ role: 'admin', name: 'Ada' });
    const withCookie = (headers: Record<string, string>) =>
      call('/things', {
        method: 'POST',
        body: '{"name":"a"}',
        headers: { authorization: '', cookie: `other=1; toolyard_session=${session}`, ...headers },
      });
    expect(await withCookie({ origin: 'http://localhost:1' })).toMatchObject({ status: 201, body: { by: 'Ada' } });
    expect(await withCookie({ origin: 'http://evil.example' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await withCookie({})).toMatchObject({ status: 403 });
    expect(
      await call('/things/7', { headers: { authorization: '', cookie: `toolyard_session=${session}` } }),
    ).toMatchObject({ status: 404 });
  });

  test('leaves a route that says nothing about who may use it to admins', async () => {
    const { token: developer } = identity.principal({ role: 'developer' });
    expect(await call('/things/7', { headers: { authorization: `Bearer ${developer}` } })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  });

  test('carries the correlation id of the caller through, and makes one when it is missing or odd', async () => {
    const given = await call('/things', {
      method: 'POST',
      body: '{"name":"a"}',
      headers: { 'x-correlation-id': 'abc-1' },
    });
    expect(given).toMatchObject({ status: 201, body: { name: 'a', by: 'admin', correlationId: 'abc-1' } });
    expect(given.headers.get('x-correlation-id')).toBe('abc-1');
    const odd = await call('/things', {
      method: 'POST',
      body: '{"name":"a"}',
      headers: { 'x-correlation-id': 'a b "c"' },
    });
    expect(odd.body.correlationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('answers malformed JSON, unknown fields and wrong fields with what is wrong', async () => {
    expect(await call('/things', { method: 'POST', body: '{"name":' })).toMatchObject({
      status: 400,
      body: { code: 'malformed_json' },
    });
    expect(await call('/things', { method: 'POST', body: '{"name":"a","extra":1}' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', details: [{ field: 'extra' }] },
    });
    expect(await call('/things', { method: 'POST', body: '{"name":"too long"}' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', details: [{ field: 'name', problem: 'name has at most 5 characters' }] },
    });
    expect(await call('/things', { method: 'POST', body: '[]' })).toMatchObject({ status: 400 });
    expect(
      await call('/things', { method: 'POST', body: JSON.stringify({ name: 'x'.repeat(2 << 20) }) }),
    ).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
  });

  test('refuses a body that nests deep with 400, whatever is at its bottom', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"name":', '}'],
    ]) {
      const deep = `${open!.repeat(100_000)}1${close!.repeat(100_000)}`;
      for (const body of [deep, `{"name":${deep}}`])
        expect(await call('/things', { method: 'POST', body })).toMatchObject({
          status: 400,
          body: { code: 'invalid_request', message: expect.stringContaining('128 levels') },
        });
    }
  });

  test('answers a refusal with its code and details, and hides what a defect said', async () => {
    expect(await call('/things/7')).toMatchObject({
      status: 404,
      body: { code: 'not_found', message: 'There is no thing 7.', details: { id: '7' } },
    });
    const defect = await call('/things/broken');
    expect(defect).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(JSON.stringify(defect.body)).not.toContain('password');
    expect(await call('/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('answers typed requests, and a refusal arrives as the same refusal', async () => {
    const requester = app.get(Requester);
    expect(await requester.request('registry.servers.get', { serverId: 'a' })).toMatchObject({ id: 'a' });
    await expect(requester.request('registry.servers.get', { serverId: 'absent' })).rejects.toMatchObject({
      name: 'Rejected',
      code: 'not_found',
      details: { serverId: 'absent' },
    });
    await expect(requester.request('registry.servers.bySlug', { slug: 'x' })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  test('serves metrics and an OpenAPI document, and names the engine that is missing', async () => {
    expect((await (await fetch(`${base}/metrics`)).text()).includes('toolyard_http_request_duration_seconds')).toBe(
      true,
    );
    expect((await call('/openapi.json')).body.paths).toHaveProperty('/things');
    expect(await call('/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', checks: { nats: { ok: true } } },
    });
    await nats.stop();
    expect(await call('/health')).toMatchObject({
      status: 503,
      body: { status: 'failing', checks: { nats: { ok: false } } },
    });
    expect(await call('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    await nats.start();
    await eventually(async () => (await call('/health')).status === 200, 20_000);
    await eventually(
      async () =>
        (
          await app
            .get(Requester)
            .request('registry.servers.get', { serverId: 'b' })
            .catch(() => null)
        )?.id === 'b',
      20_000,
    );
  });
});

describe('what is refused', () => {
  test('to an account is counted by account, action and reason, once a minute', async () => {
    await app.get(RefusedActions).record();
    recorded.length = 0;
    const eve = identity.principal({ name: 'Eve', role: 'member', rights: ['read', 'write'] });
    const reader = identity.principal({ name: 'Reader', role: 'admin', rights: ['read'] });
    const as = (principal: { token: string }, method: string, path: string) =>
      call(path, { method, headers: { authorization: `Bearer ${principal.token}`, 'x-forwarded-for': '192.0.2.7' } });
    for (const [principal, method, path] of [
      [eve, 'POST', '/things'],
      [eve, 'POST', '/things'],
      [eve, 'GET', '/things/1'],
      [eve, 'DELETE', '/things/1'],
      [eve, 'PUT', '/things/1'],
      [reader, 'PUT', '/things/2'],
      // A read that is not for admins alone, by rule of the service.
      [eve, 'GET', '/things'],
    ] as const)
      expect([path, (await as(principal, method, path)).status]).toEqual([path, 403]);
    expect((await call('/things/1', { method: 'PUT', headers: { authorization: '' } })).status).toBe(401);
    await app.get(RefusedActions).record();
    const by = ({ id, userId, name }: typeof eve) => ({ kind: 'user', id, userId, name });
    const entry = (actor: typeof eve, action: string, reason: string, attempts = 1) => ({
      ...{ actor: by(actor), action, reason, attempts },
      ...{ address: '192.0.2.7', at: expect.stringMatching(/Z$/) },
    });
    expect(recorded).toEqual([
      entry(eve, 'POST /things', 'role', 2),
      entry(eve, 'GET /things/:id', 'role'),
      entry(eve, 'DELETE /things/:id', 'session'),
      entry(eve, 'PUT /things/:id', 'rule'),
      entry(reader, 'PUT /things/:id', 'right'),
    ]);
    await app.get(RefusedActions).record();
    expect(recorded).toHaveLength(5);
  });
});
