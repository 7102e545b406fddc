import { join } from 'node:path';
import { innerServices, type ServiceName } from '@toolyard/contracts';
import type { ChildSpec } from './child.js';
import type { DataFolder } from '../data-folder.js';
import { inherited, type Layout, serviceUrl } from './layout.js';
import { natsLogin } from './nats.js';
import { accepts, health } from './probes.js';

type Env = Layout['env'];

/** Old-space limits in MiB: enough for the work, small enough that an idle platform stays small. */
const heapMb: Record<ServiceName | 'event-store', number> = {
  identity: 256,
  registry: 256,
  builds: 512,
  runtime: 256,
  secrets: 192,
  analytics: 512,
  gateway: 768,
  'event-store': 512,
};

/** Those that move many bytes get room for short-lived objects. */
const busy = new Set<ServiceName>(['gateway', 'analytics']);

/**
 * For malloc of glibc: what large bodies took goes back to the system when they are gone. Without a fixed threshold
 * glibc raises it to the largest block that was freed, and keeps such blocks from then on.
 */
const returnMemory: Env = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: String(128 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(128 * 1024),
};

export function serviceSpec(layout: Layout, service: ServiceName, more: Env = {}): ChildSpec {
  const { root, options, data, ports } = layout;
  const env: Env = {
    ...inherited(layout.env),
    TOOLYARD_SERVICE: service,
    TOOLYARD_HOST: service === 'gateway' ? options.host : '127.0.0.1',
    TOOLYARD_PORT: String(service === 'gateway' ? options.port : ports[service]),
    TOOLYARD_DATA: data.path,
    TOOLYARD_INSTANCE: data.instance,
    TOOLYARD_PUBLIC_URL: options.publicUrl,
    TOOLYARD_SERVICE_KEY: data.serviceKey,
    TOOLYARD_RUN_ID: layout.runId,
    EVENTSTORE_URL: layout.eventStoreUrl,
    NATS_URL: layout.natsUrl,
    ...natsEnv(layout, service),
    DOCKER_HOST: layout.dockerHost,
    TOOLYARD_ENGINE_LINK: layout.engineLink ?? undefined,
    TOOLYARD_ENGINE_CGROUP: layout.engineGroup ?? undefined,
    ...(service === 'secrets' ? masterKey(layout) : {}),
    ...(service === 'identity' ? identitySecrets(layout) : {}),
    ...(service === 'builds' ? github(layout) : {}),
    ...(service === 'gateway' ? { ...serviceUrls(layout), ...returnMemory, ...collector(layout) } : {}),
    ...more,
  };
  return {
    name: service,
    ...node(join(root, `apps/${service}/dist/main.js`), heapMb[service], busy.has(service) ? 4 : 1),
    env,
    probe: (signal) => health(`${serviceUrl(layout, service)}/health`, signal),
    alive: async (signal) => void (await health(`${serviceUrl(layout, service)}/health/live`, signal)),
    startWithinMs: 120_000,
    stopWithinMs: 12_000,
    pidFile: join(data.run, `${service}.json`),
  };
}

export function eventStoreSpec(layout: Layout): ChildSpec {
  const { root, data, ports } = layout;
  return {
    name: 'event-store',
    ...node(join(root, 'apps/event-store/dist/main.js'), heapMb['event-store']),
    env: {
      ...inherited(layout.env),
      TOOLYARD_SERVICE: 'event-store',
      TOOLYARD_HOST: '127.0.0.1',
      TOOLYARD_PORT: String(ports.eventStore),
      TOOLYARD_DATA: data.path,
      TOOLYARD_EVENT_STORE_PASSWORD: eventStorePassword(data),
    },
    probe: (signal) => accepts(ports.eventStore, signal),
    startWithinMs: 120_000,
    stopWithinMs: 10_000,
    pidFile: join(data.run, 'event-store.json'),
  };
}

/** Of the embedded event store: it takes no call without. */
export const eventStorePassword = (data: DataFolder): string => data.secret('event-store-password');

function natsEnv(layout: Layout, service: ServiceName): Env {
  const login = natsLogin(layout, service);
  return 'user' in login
    ? { NATS_TOKEN: undefined, NATS_USER: login.user, NATS_PASSWORD: login.password }
    : { NATS_TOKEN: login.token };
}

function node(main: string, heapMb: number, youngMb = 1): { command: string; args: string[] } {
  const preload = new URL('./source-maps.js', import.meta.url).href;
  return {
    command: process.execPath,
    args: [`--max-semi-space-size=${youngMb}`, `--max-old-space-size=${heapMb}`, `--import=${preload}`, main],
  };
}

/** Only what was given; without either, `secrets` makes a key in the data folder. */
function masterKey({ env }: Layout): Env {
  return { TOOLYARD_MASTER_KEY: env['TOOLYARD_MASTER_KEY'], TOOLYARD_MASTER_KEY_FILE: env['TOOLYARD_MASTER_KEY_FILE'] };
}

/** The headers may hold the collector's token. */
function collector({ env }: Layout): Env {
  return { OTEL_EXPORTER_OTLP_HEADERS: env['OTEL_EXPORTER_OTLP_HEADERS'] };
}

/** The GitHub App with its keys. */
function github({ env }: Layout): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('GITHUB_')));
}

function identitySecrets({ data, env, setupToken }: Layout): Env {
  return {
    TOOLYARD_ADMIN_TOKEN: data.adminToken,
    TOOLYARD_SETUP_TOKEN: setupToken,
    TOOLYARD_OIDC_CLIENT_SECRET: env['TOOLYARD_OIDC_CLIENT_SECRET'],
  };
}

function serviceUrls(layout: Layout): Env {
  return Object.fromEntries(
    innerServices.map((service) => [`TOOLYARD_${service.toUpperCase()}_URL`, serviceUrl(layout, service)]),
  );
}
