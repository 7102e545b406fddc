import type { Actor, Endpoint, RunSpec, ServerEvent } from '@toolyard/contracts';

type ServerCreated = Extract<ServerEvent, { type: 'ServerCreated' }>;

/** A private server without authentication whose repository has its slug. */
export function serverCreated(
  over: { serverId: string; slug: string; actor: Actor } & Partial<ServerCreated['data']>,
): ServerCreated {
  return {
    type: 'ServerCreated',
    data: {
      name: over.slug,
      description: '',
      visibility: 'private',
      access: 'organisation',
      source: { provider: 'git', repository: over.slug },
      auth: { method: 'none' },
      replicas: 1,
      at: new Date().toISOString(),
      ...over,
    },
  };
}

/** What a candidate that answers MCP at `/mcp` reports. */
export const testEndpoint: Endpoint = {
  port: 8080,
  path: '/mcp',
  transport: 'streamable-http',
  eras: ['legacy'],
  protocolVersion: '2025-11-25',
  serverInfo: { name: 's', version: '1' },
};

/** How a small server on port 8080 is started and checked. */
export const testRun: RunSpec = {
  port: 8080,
  paths: ['/mcp'],
  startupSeconds: 60,
  memoryMb: 256,
  cpus: 1,
  pids: 64,
};
