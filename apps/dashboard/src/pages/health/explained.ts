import type { ServiceName } from '@toolyard/contracts';
import type { PlatformHealth, ServiceHealth } from '../../api/health.js';

export interface Explanation {
  /** As people call it. */
  name: string;
  does: string;
  /** What goes on without it. */
  without: string;
  repair: string;
}

const logs = (service: string) =>
  `The launcher starts it again by itself, waiting longer each time. If it does not come back, the reason is in the log "${service}" of the data folder.`;

export const services: Record<ServiceName, Explanation> = {
  gateway: {
    name: 'Gateway',
    does: 'The public port: MCP endpoints, API, git and this dashboard.',
    without: 'Nothing is reachable; containers keep running.',
    repair: logs('gateway'),
  },
  identity: {
    name: 'Identity',
    does: 'Accounts, sign-in, roles, permission groups and API keys.',
    without: 'Tool calls go on with the rights as they were last known. Nobody can sign in, and the API refuses.',
    repair: logs('identity'),
  },
  registry: {
    name: 'Registry',
    does: 'Servers: create, edit, disable, delete, list.',
    without: 'Tool calls, builds and logs go on. Servers can be neither listed nor changed.',
    repair: logs('registry'),
  },
  builds: {
    name: 'Builds',
    does: 'Git, the deployment pipeline and images.',
    without: 'What is live stays live and answers. Pushes are refused and deployments wait.',
    repair: logs('builds'),
  },
  runtime: {
    name: 'Runtime',
    does: 'Makes containers match the desired state.',
    without: 'Running containers go on answering. Nothing new is started, and what dies is not replaced.',
    repair: logs('runtime'),
  },
  secrets: {
    name: 'Secrets',
    does: 'Variables and credentials, encrypted.',
    without: 'Running containers keep what they have. Variables cannot be changed, and new containers do not start.',
    repair: logs('secrets'),
  },
  analytics: {
    name: 'Analytics',
    does: 'Records tool calls and logs; figures, activity and audit log.',
    without: 'Tool calls go on and are kept until it is back. Activity, logs and figures cannot be shown.',
    repair: logs('analytics'),
  },
};

export const engines: Record<string, Explanation> = {
  'event store': {
    name: 'Event store',
    does: 'Keeps every change: servers, deployments, accounts.',
    without: 'Tool calls go on. What was read before can still be shown; nothing can be changed.',
    repair:
      'Embedded: the launcher starts it again; see the log "event-store". Your own: check EVENTSTORE_URL and the cluster.',
  },
  nats: {
    name: 'NATS',
    does: 'Carries requests between services, work and recorded calls.',
    without: 'Tool calls go on with the last known routes and are kept on disk. Most of the API waits.',
    repair: 'Embedded: the launcher starts it again; see the log "nats". Your own: check NATS_URL and the cluster.',
  },
  docker: {
    name: 'Docker Engine',
    does: 'Builds images and runs the containers of the servers.',
    without: 'No build and no new container. Containers that the engine still runs may go on answering.',
    repair:
      'Check that Docker runs and that this machine may use it, for example with "docker info". DOCKER_HOST says which one is used.',
  },
  clickhouse: {
    name: 'ClickHouse',
    does: 'Holds tool calls, logs and the audit log.',
    without: 'Tool calls go on and are kept until it is back. Activity, logs and figures cannot be shown.',
    repair:
      'Embedded: analytics opens it again; see the log "analytics" and the free space of the disk. Your own: check CLICKHOUSE_URL.',
  },
  'signing keys': {
    name: 'Signing keys',
    does: 'Sign the access tokens of MCP clients.',
    without: 'Tokens that were given stay valid. New ones cannot be given.',
    repair: logs('identity'),
  },
  'desired state': {
    name: 'Desired state',
    does: 'What should run, read by runtime from the events.',
    without: 'Running containers go on. New deployments wait until runtime has caught up.',
    repair: logs('runtime'),
  },
};

export interface EngineHealth {
  key: string;
  ok: boolean;
  /** Services that cannot use it, with what they said. */
  failing: { service: string; error: string }[];
  usedBy: string[];
}

/** Engines as the services see them: one that a single service cannot reach is not gone. */
export function enginesOf({ services: all }: PlatformHealth): EngineHealth[] {
  const found = new Map<string, EngineHealth>();
  for (const [service, { checks }] of Object.entries(all)) {
    for (const [key, { ok, error }] of Object.entries(checks ?? {})) {
      const engine = found.get(key) ?? { key, ok: true, failing: [], usedBy: [] };
      engine.usedBy.push(service);
      if (!ok) engine.failing.push({ service, error: error ?? 'It does not answer.' });
      found.set(key, { ...engine, ok: engine.ok && ok });
    }
  }
  return [...found.values()].sort((a, b) => Number(a.ok) - Number(b.ok) || a.key.localeCompare(b.key));
}

/** Faulty ones first, then in the order of the platform's own list. */
export function servicesOf({ services: all }: PlatformHealth): [string, ServiceHealth][] {
  return Object.entries(all).toSorted(([, a], [, b]) => Number(a.status === 'ok') - Number(b.status === 'ok'));
}

export const explain = (known: Record<string, Explanation>, key: string): Explanation =>
  Object.hasOwn(known, key) ? known[key]! : { name: key, does: '', without: '', repair: '' };
