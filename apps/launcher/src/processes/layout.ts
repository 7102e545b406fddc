import type { ServiceName } from '@toolyard/contracts';
import type { DataFolder } from '../data-folder.js';
import type { UpOptions } from '../options.js';
import { searchPath } from '../packages.js';

type Env = Record<string, string | undefined>;

/** Where everything listens and what the engines are called, once that is decided. */
export interface Layout {
  root: string;
  options: UpOptions;
  data: DataFolder;
  ports: Record<ServiceName | 'eventStore' | 'nats', number>;
  eventStoreUrl: string;
  natsUrl: string;
  /** Of a NATS that this platform did not start. The embedded one has a user for each service. */
  natsToken: string | undefined;
  dockerHost: string;
  /** See `ChosenDocker`, as the next. */
  engineLink: string | null;
  engineGroup: string | null;
  /** Of this start: container addresses of an earlier one are not used. */
  runId: string;
  /** What the link carries that makes the first admin. */
  setupToken: string;
  env: Env;
}

/** The address of a service as this machine reaches it. */
export function serviceUrl(layout: Layout, service: ServiceName): string {
  const { host, port } = layout.options;
  if (service !== 'gateway') return `http://127.0.0.1:${layout.ports[service]}`;
  const any = host === '0.0.0.0' || host === '::';
  return `http://${any ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

const othersSecrets =
  /^(NATS_|GITHUB_|GIT_|OTEL_EXPORTER_OTLP_HEADERS|TOOLYARD_(MASTER_KEY|ADMIN_TOKEN|SETUP_TOKEN|OIDC_CLIENT_SECRET))/;

/**
 * What a child takes over from the launcher: all but other children's secrets, and git's own variables when a git hook
 * started the launcher.
 */
export function inherited(env: Env): Env {
  const kept = Object.entries(env).filter(([name]) => !othersSecrets.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: searchPath(env['PATH']),
    TOOLYARD_PARENT_PIPE: '1',
    NODE_ENV: 'production',
  };
}
