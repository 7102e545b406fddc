import { hash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessGroup, AccessKey, AccessUser, Endpoint, Route, RouteTarget, ToolCall } from '@toolyard/contracts';
import { eventually } from '@toolyard/service/testing';
import type { McpConfig } from '../mcp/mcp.config.js';
import { McpGateway, type McpPorts } from '../mcp/mcp-gateway.js';
import type { SessionRecord } from '../mcp/sessions/mcp-session.js';
import { mcpAddress } from '../mcp/mcp-address.js';
import { requestedResource } from '../mcp/discovery/well-known.js';
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

const serverInfo = { name: 'x', version: '1' };

/** A live server without a container. */
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
    serverInfo,
  },
  targets: [],
  draining: [],
  secretsVersion: '1',
};

/** The endpoint of a server that speaks the modern era only. */
export const modernEndpoint: Endpoint = {
  port: 0,
  path: '/mcp',
  transport: 'streamable-http',
  eras: ['modern'],
  protocolVersion: '2026-07-28',
  serverInfo,
};

/** The endpoint of a server that speaks the HTTP+SSE transport only. */
export const sseEndpoint: Endpoint = {
  port: 0,
  path: '/sse',
  transport: 'sse',
  eras: ['legacy'],
  protocolVersion: '2024-11-05',
  serverInfo,
};

/** Headers of a client of the Streamable HTTP transport. */
export const clientHeaders = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
});

/** An API key that may call everything, as `identity` writes it. @returns key and value */
export function keyEntry(token: string, about: Partial<AccessKey> & { userId: string }): [string, AccessKey] {
  return [
    `key.${hash('sha256', token)}`,
    { id: `key_of_${about.userId}`, name: 'test', rights: ['call'], servers: 'all', expiresAt: null, ...about },
  ];
}

export interface RunningGateway {
  mcp: McpGateway;
  url: string;
  directory: string;
  /** Recorded calls in the order of their arrival. */
  calls: ToolCall[];
  secrets: Record<string, string>;
  /** Writes an entry of the access table, as `identity` does; null deletes it. */
  access(key: string, value: object | null): void;
  user(about: Partial<AccessUser> & { id: string }): void;
  group(about: Partial<AccessGroup> & { id: string }): void;
  /** Makes an API key of the account. @returns the token */
  key(userId: string, about?: Partial<AccessKey>): string;
  route(change: Partial<Route> & { targets?: RouteTarget[] }): Route;
  mcpUrl(slug?: string): URL;
  call(matches?: (call: ToolCall) => boolean): Promise<ToolCall>;
  stop(): Promise<void>;
}

/** The data path behind a listener of its own, with in-memory stand-ins for the other side of NATS. */
export async function runGateway(options: Partial<McpConfig & McpPorts> = {}): Promise<RunningGateway> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'gateway-'));
  const calls: ToolCall[] = [];
  const secrets: Record<string, string> = {};
  let mcp: McpGateway;
  const server: Server = createServer((req, res) => {
    const address = mcpAddress(req.url ?? '');
    if (address) mcp.handler.handle(req, res, address);
    else mcp.wellKnown.answer(req, res, requestedResource(req.url ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stored = new Map<string, string>();
  const config: McpConfig = {
    directory,
    runId,
    networkPool: '127.0.0.0/8',
    serviceKey: Buffer.alloc(32, 7).toString('base64'),
    publicUrl: url,
    allowedOrigins: ['https://app.test'],
    callTimeoutMs: 20_000,
    payloadBytes: 4_096,
    maxBodyBytes: 4 << 20,
    spoolBytes: 64 << 20,
    callDurability: 'answered',
    sessionIdleMs: 60_000,
    quotas: { mcp_sessions_per_server: 100 },
    pingMs: 20_000,
    ...options,
  };
  mcp = new McpGateway(config, {
    gatewayId: 'test',
    proxies: new TrustedProxies([]),
    credentials: null,
    publish: async (json) => void calls.push(...(JSON.parse(json) as ToolCall[])),
    fetchSecrets: async () => secrets,
    sessionStore: {
      get: async (id) => JSON.parse(stored.get(id) ?? 'null') as SessionRecord | null,
      put: async (record) => void stored.set(record.id, JSON.stringify(record)),
      delete: async (id) => void stored.delete(id),
    },
    writeLastSeen: () => undefined,
    tellGateways: () => undefined,
    ...options,
  });
  let revision = 0;
  const access = (key: string, value: object | null) =>
    mcp.access.apply({ key, text: value && JSON.stringify(value) }, (revision += 1));
  const key = (userId: string, about: Partial<AccessKey> = {}, token: string = randomUUID()) => {
    access(...keyEntry(token, { userId, ...about }));
    return token;
  };
  mcp.start();
  if (options.directory === undefined) {
    access('user.admin', admin);
    key('admin', {}, adminToken);
  }
  let route = liveRoute;
  return {
    mcp,
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
      mcp.routes.apply({ slug: route.slug, route });
      return route;
    },
    mcpUrl: (slug = 'tools') => new URL(`${url}/s/${slug}/mcp`),
    call: (matches = () => true) => eventually(() => calls.find(matches)),
    stop: async () => {
      mcp.stopStreams();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await mcp.stop();
      if (!options.directory) rmSync(directory, { recursive: true, force: true });
    },
  };
}
