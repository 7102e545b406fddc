import { hash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessGroup, AccessKey, AccessUser, Route, RouteTarget, ToolCall } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import { Engine, type EngineOptions } from '../mcp/mcp-gateway.js';
import type { SessionRecord } from '../mcp/sessions/session-store.js';
import { mcpAddress } from '../mcp/mcp-address.js';
import { wantedResource } from '../mcp/discovery/well-known.js';
import { TrustedProxies } from '../front/trusted-proxies.js';

export const adminToken = `ty_${'test'.repeat(10)}`;
export const admin: AccessUser = {
  id: 'admin',
  name: 'admin',
  role: 'admin',
  active: true,
  groupIds: [],
  tokensNotBefore: null,
};

export const runId = 'this-run';

/** A live server that has no container yet. */
export const liveRoute: Route = {
  runId,
  serverId: 'srv_1',
  slug: 'tools',
  name: 'Tools',
  status: 'live',
  access: 'organisation',
  auth: { method: 'none' },
  deploymentId: 'dep_1',
  endpoint: {
    port: 0,
    path: '/mcp',
    transport: 'streamable-http',
    eras: ['legacy'],
    protocolVersion: '2025-11-25',
    serverInfo: { name: 'x', version: '1' },
  },
  targets: [],
  draining: [],
  secretsVersion: '1',
};

/** An API key that may call everything, as `identity` writes it. @returns key and value */
export function keyEntry(token: string, about: Partial<AccessKey> & { userId: string }): [string, AccessKey] {
  return [
    `key.${hash('sha256', token)}`,
    { id: `key_of_${about.userId}`, name: 'test', rights: ['call'], servers: 'all', expiresAt: null, ...about },
  ];
}

export interface RunningEngine {
  engine: Engine;
  url: string;
  directory: string;
  /** Calls that arrived at the other end, in order. */
  calls: ToolCall[];
  secrets: Record<string, string>;
  /** Writes what `identity` would write; null deletes. */
  access(key: string, value: object | null): void;
  user(about: Partial<AccessUser> & { id: string }): void;
  group(about: Partial<AccessGroup> & { id: string }): void;
  /** Makes an API key of the account. @returns the token */
  key(userId: string, about?: Partial<AccessKey>): string;
  route(change: Partial<Route> & { targets?: RouteTarget[] }): Route;
  mcp(slug?: string): URL;
  call(matches?: (call: ToolCall) => boolean): Promise<ToolCall>;
  stop(): Promise<void>;
}

/** The data path behind a listener of its own, with the far side of NATS played by arrays. */
export async function runEngine(options: Partial<EngineOptions> = {}): Promise<RunningEngine> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'gateway-'));
  const calls: ToolCall[] = [];
  const secrets: Record<string, string> = {};
  let engine: Engine;
  const server: Server = createServer((req, res) => {
    const address = mcpAddress(req.url ?? '');
    if (address) engine.handler.handle(req, res, address);
    else engine.wellKnown.answer(req, res, wantedResource(req.url ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  engine = new Engine({
    directory,
    runId,
    networkPool: '127.0.0.0/8',
    gatewayId: 'test',
    serviceKey: Buffer.alloc(32, 7).toString('base64'),
    publicUrl: url,
    proxies: new TrustedProxies([]),
    allowedOrigins: ['https://app.test'],
    callTimeoutMs: 20_000,
    payloadBytes: 4_096,
    bodyBytes: 4 << 20,
    spoolBytes: 64 << 20,
    sessionIdleMs: 60_000,
    sessionsPerPrincipal: 100,
    pingMs: 20_000,
    publish: async (json) => void calls.push(...(JSON.parse(json) as ToolCall[])),
    fetchSecrets: async () => secrets,
    ...options,
  });
  let revision = 0;
  const access = (key: string, value: object | null) =>
    engine.access.apply({ key, text: value && JSON.stringify(value) }, (revision += 1));
  const key = (userId: string, about: Partial<AccessKey> = {}, token: string = randomUUID()) => {
    access(...keyEntry(token, { userId, ...about }));
    return token;
  };
  const stored = new Map<string, string>();
  engine.sessions.store = {
    get: async (id) => JSON.parse(stored.get(id) ?? 'null') as SessionRecord | null,
    put: async (record) => void stored.set(record.id, JSON.stringify(record)),
    delete: async (id) => void stored.delete(id),
  };
  engine.start();
  if (options.directory === undefined) {
    access('user.admin', admin);
    key('admin', {}, adminToken);
  }
  let route = liveRoute;
  return {
    engine,
    url,
    directory,
    calls,
    secrets,
    access,
    user: (about) => access(`user.${about.id}`, { ...admin, name: `Name of ${about.id}`, role: 'member', ...about }),
    group: (about) => access(`group.${about.id}`, { defaultAccess: 'none', servers: {}, ...about }),
    key,
    route: (change) => {
      route = { ...route, ...change };
      engine.routes.apply({ slug: route.slug, route });
      return route;
    },
    mcp: (slug = 'tools') => new URL(`${url}/s/${slug}/mcp`),
    call: (matches = () => true) => eventually(() => calls.find(matches)),
    stop: async () => {
      engine.stopStreams();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await engine.stop();
      if (!options.directory) rmSync(directory, { recursive: true, force: true });
    },
  };
}
