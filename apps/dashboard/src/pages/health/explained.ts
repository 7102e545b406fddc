import type { ServiceName } from '@toolyard/contracts';
import type { PlatformHealth, ServiceHealth } from '../../api/platform/health.js';

export interface Explanation {
  /** The name on the page. */
  name: string;
  does: string;
  /** What still works without it, and what does not. */
  without: string;
  repair: string;
}

const logs = (service: string) =>
  `The launcher restarts it automatically. If it does not come back, see the log "${service}" in the data folder.`;

export const services: Record<ServiceName, Explanation> = {
  gateway: {
    name: 'Gateway',
    does: 'The public port: MCP endpoints, API, git and this dashboard.',
    without: 'No address of the platform answers. Containers keep running.',
    repair: logs('gateway'),
  },
  identity: {
    name: 'Identity',
    does: 'Accounts, sign-in, roles, permission groups and API keys.',
    without: 'Tool calls continue with the last received rights. Sign-ins and requests to the API fail.',
    repair: logs('identity'),
  },
  registry: {
    name: 'Registry',
    does: 'Servers: create, edit, disable, delete, list.',
    without: 'Tool calls, builds and logs continue. Servers cannot be listed or changed.',
    repair: logs('registry'),
  },
  builds: {
    name: 'Builds',
    does: 'Git, the deployment pipeline and images.',
    without: 'Live deployments continue to answer. Pushes are refused, and deployments wait.',
    repair: logs('builds'),
  },
  runtime: {
    name: 'Runtime',
    does: 'Makes the running containers match the desired state.',
    without:
      'Running containers continue to answer. No new container starts, and a container that ends is not replaced.',
    repair: logs('runtime'),
  },
  secrets: {
    name: 'Secrets',
    does: 'Stores variables and credentials, encrypted.',
    without: 'Running containers keep their variables. Variables cannot be changed, and new containers do not start.',
    repair: logs('secrets'),
  },
  analytics: {
    name: 'Analytics',
    does: 'Records tool calls and logs. Answers figures, activity and the audit log.',
    without:
      'Tool calls continue, and their records wait until it is back. Activity, logs and figures cannot be shown.',
    repair: logs('analytics'),
  },
};

export const engines: Record<string, Explanation> = {
  'event store': {
    name: 'Event store',
    does: 'Stores every change of servers, deployments and accounts.',
    without: 'Tool calls continue. Pages can be shown, but nothing can be changed.',
    repair:
      'Embedded: the launcher restarts it; see the log "event-store". Your own: check EVENTSTORE_URL and the cluster.',
  },
  nats: {
    name: 'NATS',
    does: 'Transports requests between services, jobs and recorded calls.',
    without:
      'Tool calls continue with the last received routes; their records wait on disk. Most of the API does not answer.',
    repair: 'Embedded: the launcher restarts it; see the log "nats". Your own: check NATS_URL and the cluster.',
  },
  docker: {
    name: 'Docker Engine',
    does: 'Builds images and runs the containers of the servers.',
    without: 'No build and no new container can start. Containers that still run may continue to answer.',
    repair: 'Check with "docker info" that Docker runs and that this machine may use it. DOCKER_HOST has the address.',
  },
  clickhouse: {
    name: 'ClickHouse',
    does: 'Stores tool calls, logs and the audit log.',
    without:
      'Tool calls continue, and their records wait until it is back. Activity, logs and figures cannot be shown.',
    repair:
      'Embedded: analytics restarts it; see its log and the free space of the disk. Your own: check CLICKHOUSE_URL.',
  },
  'signing keys': {
    name: 'Signing keys',
    does: 'Sign the access tokens of MCP clients.',
    without: 'Issued tokens stay valid. New tokens cannot be issued.',
    repair: logs('identity'),
  },
  'desired state': {
    name: 'Desired state',
    does: 'What should run, which the runtime service computes from the events.',
    without: 'Running containers continue. New deployments wait until the runtime service has read all events.',
    repair: logs('runtime'),
  },
};

export interface EngineHealth {
  key: string;
  ok: boolean;
  /** The services that cannot use it, with their errors. */
  failing: { service: string; error: string }[];
  usedBy: string[];
}

/** Engines as the services see them: an engine that only one service cannot reach is not missing. */
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

/** Services with problems first, then in the order of the answer. */
export function servicesOf({ services: all }: PlatformHealth): [string, ServiceHealth][] {
  return Object.entries(all).toSorted(([, a], [, b]) => Number(a.status === 'ok') - Number(b.status === 'ok'));
}

export const explain = (explanations: Record<string, Explanation>, key: string): Explanation =>
  Object.hasOwn(explanations, key) ? explanations[key]! : { name: key, does: '', without: '', repair: '' };
